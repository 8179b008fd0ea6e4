"""Roads of a city with several counties know which county they lie in."""

import json
from pathlib import Path

import numpy as np
import pytest

from daoan.app.leeds import LEEDS
from daoan.app.roads import in_areas, read_borders
from daoan.sense.roads.geopackage import read_geopackage
from daoan.sense.roads.topology import build_network
from daoan.terms.errors import InputError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def network(leeds_read_at):
    roads = ROOT / "examples" / "leeds" / "network" / "osm_leeds_centre_tagged_small.gpkg"
    return build_network(read_geopackage(roads, leeds_read_at).links).network


@pytest.fixture(scope="module")
def leeds_read_at():
    return LEEDS.replay_at


def halves(network, key: str) -> bytes:
    middle = float(np.median(network.midpoints()[0]))
    boxes = {"west": (-10.0, middle), "east": (middle, 10.0)}
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {key: code},
                    "geometry": {"type": "Polygon", "coordinates": [[[a, 50], [b, 50], [b, 60], [a, 60], [a, 50]]]},
                }
                for code, (a, b) in boxes.items()
            ],
        }
    ).encode()


@pytest.mark.parametrize("key", ["adcode", "code"])
def test_segments_lie_in_the_county_of_their_middle(network, tmp_path, key) -> None:
    file = tmp_path / "counties.geojson"
    file.write_bytes(halves(network, key))
    placed = in_areas(LEEDS, network, file)
    east = network.midpoints()[0] > np.median(network.midpoints()[0])
    assert set(placed.area[east]) == {"east"}
    assert "west" in set(placed.area[~east])


def test_one_area_holds_all_roads(network) -> None:
    assert set(in_areas(LEEDS, network).area) == {LEEDS.areas[0].code}


def test_borders_without_codes_are_refused(network) -> None:
    with pytest.raises(InputError):
        read_borders(halves(network, "name"), "counties.geojson")

"""Counties of segments."""

import json

import pytest

from daoan.sense.roads.areas import assign_areas, read_areas
from daoan.sense.roads.topology import build_network
from daoan.terms.errors import FileUnreadable, LayoutUnknown
from tests.sense.roads.road_drawing import degrees, links_of


def box(code, west, east):
    ring = degrees([(west, -500), (east, -500), (east, 500), (west, 500), (west, -500)]).tolist()
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"adcode": code}, "geometry": geometry}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_a_segment_lies_where_its_middle_lies():
    lines = [[(-100, 0), (-80, 0), (10, 0)], [(10, 0), (50, 0), (100, 0)], [(900, 0), (950, 0), (990, 0)]]
    network = build_network(links_of(lines)).network
    areas = read_areas(collection(box(621002, -500, 0), box(621021, 0, 500)), "counties.geojson")
    assert assign_areas(network, areas).area.tolist() == ["621002", "621021", None]
    assert assign_areas(network, areas[::-1]).area.tolist() == ["621002", "621021", None]


def test_a_middle_in_two_areas_goes_to_the_lower_code():
    network = build_network(links_of([[(-100, 0), (0, 0), (100, 0)]])).network
    areas = read_areas(collection(box(621021, -500, 500), box(621002, -500, 500)), "counties.geojson")
    assert assign_areas(network, areas).area[0] == "621002"


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"features": [{"properties": null}]}'])
def test_no_geojson_says_so(data):
    with pytest.raises(FileUnreadable, match=r"counties\.geojson"):
        read_areas(data, "counties.geojson")


def test_a_missing_code_is_named():
    with pytest.raises(LayoutUnknown, match="adcode"):
        read_areas(collection({**box(1, 0, 1), "properties": {"name": "x"}}), "counties.geojson")

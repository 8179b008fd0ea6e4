"""Roads between sites: cut at the sites, as fast as their class, metres along the fastest way."""

import numpy as np
import pytest

from daoan.assess.routing import distances
from daoan.assess.routing.distances import distances_between
from daoan.terms.codes import RoadClass
from daoan.terms.frames import Network, code_column
from daoan.terms.passes import Heading, SiteFrame, SiteKind
from tests.assess.coverage.lines_made import network_of, sites_at

KMH = {RoadClass.TRUNK: 72.0, RoadClass.LOCAL: 36.0}
ROAD = network_of([("G309", 0.0, 9000.0), ("G309", 9000.0, 9000.0), ("S303", 0.0, 5000.0)], backward=(1,))


def sites(*places: tuple[str, float], network: Network = ROAD) -> SiteFrame:
    return sites_at(network, [(route, at, SiteKind.CHECKPOINT, Heading.UNKNOWN) for route, at in places])


def test_from_device_to_device_along_the_road_whichever_way_its_points_run() -> None:
    found = distances_between(ROAD, sites(("G309", 1000), ("G309", 4000), ("G309", 10_000), ("G309", 17_500)), KMH)
    at = np.array([1000.0, 4000.0, 10_000.0, 17_500.0])
    assert found.road_m == pytest.approx(np.abs(at[:, None] - at), abs=0.1)
    assert found.free_s == pytest.approx(np.abs(at[:, None] - at) / 20.0, abs=0.01)


def test_two_devices_at_one_place_are_hardly_apart() -> None:
    found = distances_between(ROAD, sites(("G309", 4000), ("G309", 4000)), KMH)
    assert found.road_m.max() < 0.1


def test_where_no_road_leads_the_distance_is_infinite_and_only_there() -> None:
    found = distances_between(ROAD, sites(("G309", 4000), ("S303", 100), ("none", 5)), KMH)
    assert found.road_m.tolist() == [[0.0, np.inf, np.inf], [np.inf, 0.0, np.inf], [np.inf, np.inf, 0.0]]
    assert found.free_s.tolist() == found.road_m.tolist()


def ring(slow_m: float, fast_m: float) -> Network:
    """Two ways between the ends of one stretch: a short slow one and a long fast one."""
    n = network_of([("A1", 0.0, 1000.0), ("A1", 1000.0, slow_m), ("A1", 1000.0 + slow_m, 1000.0)])
    columns = {name: getattr(n, name) for name in Network.__slots__}
    for name in ("segment_id", "from_node", "to_node", "road_class", "road_name", "structure", "dual", "length_m",
                 "route", "chainage_m", "forward", "area", "vehicles_per_day"):  # fmt: skip
        columns[name] = np.append(columns[name], columns[name][1])
    columns["segment_id"][3], columns["route"][3], columns["length_m"][3] = "fast", "B1", fast_m
    columns["road_class"] = code_column(RoadClass, ["trunk", "local", "trunk", "trunk"])
    columns["starts"] = np.append(n.starts, n.starts[-1] + 2)
    columns["coords"] = np.concatenate([n.coords, n.coords[2:4]])
    return Network(**columns)


def test_metres_are_those_of_the_fastest_way_not_of_the_shortest() -> None:
    network = ring(slow_m=5000.0, fast_m=8000.0)  # 500 s against 400 s
    found = distances_between(network, sites(("A1", 500), ("A1", 6500), network=network), KMH)
    assert found.free_s[0, 1] == pytest.approx(25 + 400 + 25, abs=0.1)
    assert found.road_m[0, 1] == pytest.approx(500 + 8000 + 500, abs=0.1)


def test_many_sites_are_handled_some_at_a_time(monkeypatch) -> None:
    there = sites(*(("G309", float(at)) for at in range(500, 18_000, 500)))
    whole = distances_between(ROAD, there, KMH)
    monkeypatch.setattr(distances, "AT_ONCE", 4)
    assert np.array_equal(distances_between(ROAD, there, KMH).road_m, whole.road_m)


def test_no_sites_at_all() -> None:
    assert distances_between(ROAD, sites(), KMH).road_m.shape == (0, 0)

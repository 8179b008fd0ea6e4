"""Ways from any point to places: the quick way against the plain one, which cuts the network at every point."""

import numpy as np
import pytest

from daoan.assess.routing.distances import distances_between
from daoan.assess.routing.reach import reach_of
from daoan.kernels.geo import points_along
from daoan.terms.codes import RoadClass
from daoan.terms.frames import Network
from daoan.terms.passes import Heading, SiteFrame, SiteKind
from tests.assess.coverage.lines_made import network_of, sites_at
from tests.assess.routing.test_distances import KMH, ROAD, ring


def sites(network: Network, *places: tuple[str, float]) -> SiteFrame:
    return sites_at(network, [(route, at, SiteKind.CHECKPOINT, Heading.UNKNOWN) for route, at in places])


def grid(rng: np.random.Generator, side: int = 5) -> Network:
    """A town of crossing streets of different class, bent and some of them against the chainage."""
    lon, lat = np.meshgrid(107.0 + 0.02 * np.arange(side), 35.0 + 0.015 * np.arange(side))
    lon, lat = lon.ravel() + rng.uniform(-0.004, 0.004, side**2), lat.ravel() + rng.uniform(-0.004, 0.004, side**2)
    pairs = [(k, k + 1) for k in range(side**2) if (k + 1) % side] + [(k, k + side) for k in range(side * (side - 1))]
    made = network_of([(f"R{i:03d}", 0.0, 1000.0) for i in range(len(pairs))])
    columns = {name: getattr(made, name) for name in Network.__slots__}
    columns["from_node"], columns["to_node"] = (np.array([p[k] for p in pairs]) for k in (0, 1))
    columns["node_lon"], columns["node_lat"] = lon, lat
    middle = rng.uniform(-0.001, 0.001, (len(pairs), 2))
    ends = np.array([[(lon[a], lat[a]), (lon[b], lat[b])] for a, b in pairs])
    points = np.stack([ends[:, 0], ends.mean(axis=1) + middle, ends[:, 1]], axis=1)
    columns["coords"], columns["starts"] = points.reshape(-1, 2), np.arange(len(pairs) + 1) * 3
    columns["length_m"] = rng.uniform(1500.0, 2500.0, len(pairs))
    columns["road_class"] = np.where(
        rng.random(len(pairs)) < 0.4, made.road_class, list(RoadClass).index(RoadClass.LOCAL)
    )
    columns["forward"] = rng.random(len(pairs)) < 0.5
    return Network(**columns)


@pytest.mark.parametrize("seed", range(4))
def test_the_quick_way_is_as_long_as_the_plain_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = grid(rng)
    n = len(network)
    rows = rng.integers(0, n, 30)
    chainage = rng.uniform(0.0, network.length_m[rows])
    everything = sites(network, *((str(network.route[r]), float(c)) for r, c in zip(rows, chainage, strict=True)))
    plain = distances_between(network, everything, KMH).free_s
    places, points = np.arange(12), np.arange(12, 30)
    reach = reach_of(network, everything.take(places), KMH)
    share = chainage[points] / network.length_m[rows[points]]
    share = np.where(network.forward[rows[points]], share, 1.0 - share)
    on_plane = network.length_m[rows[points]] / reach.scale[rows[points]]
    x, y = points_along(network.starts, reach.xy, rows[points], share * on_plane).T
    lon, lat = reach.plane.to_degrees(x, y)
    put = reach.put(lon, lat, 500.0)
    same = put.segment == rows[points]
    assert same.mean() > 0.8, "streets that cross are as near at their crossing"
    assert put.off_m.max() < 0.5
    quick = reach.seconds_from(put, 20.0)
    assert quick == pytest.approx(plain[np.ix_(points, places)], abs=0.5)


@pytest.mark.parametrize("seed", range(4))
def test_a_point_is_put_onto_the_stretch_that_is_nearest_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = grid(rng)
    reach = reach_of(network, sites(network, ("R000", 10.0)), KMH)
    lon, lat = rng.uniform(106.99, 107.09, 200), rng.uniform(34.99, 35.07, 200)
    put = reach.put(lon, lat, 2000.0)
    points = np.column_stack(reach.plane.to_metres(lon, lat))
    every = np.repeat(np.arange(len(network)), 401)
    along = np.tile(np.linspace(0.0, 1.0, 401), len(network)) * (network.length_m / reach.scale)[every]
    dense = points_along(network.starts, reach.xy, every, along)
    away = np.hypot(*(points[:, None, :] - dense[None]).transpose(2, 0, 1))
    least = away.min(axis=1)
    within = least < 1990.0
    assert within.sum() > 150
    assert put.off_m[within] == pytest.approx(least[within], abs=3.5)  # every 7 m or closer
    assert (put.segment[least > 2010.0] == -1).all()


def test_beside_the_road_the_way_to_it_comes_first() -> None:
    place = sites(ROAD, ("G309", 4000.0))
    reach = reach_of(ROAD, place, KMH)
    x, y = reach.plane.to_metres(np.array([107.0 + 6000 / 90_000.0]), np.array([35.7]))
    lon, lat = reach.plane.to_degrees(x, y + 300.0)
    (off,) = reach.put(lon, lat, 500.0).off_m
    assert off == pytest.approx(300.0, abs=2.0)  # the parallel bends away from the chord
    assert reach.seconds_from(reach.put(lon, lat, 500.0), 36.0)[0, 0] == pytest.approx(100.0 + 30.0, abs=0.7)
    assert np.isinf(reach.seconds_from(reach.put(lon, lat, 250.0), 36.0)).all()


def test_where_no_road_leads_it_is_infinitely_far() -> None:
    reach = reach_of(ROAD, sites(ROAD, ("S303", 100.0), ("none", 5.0)), KMH)
    on = reach.put(np.array([107.01, np.nan]), np.array([35.7, 35.7]), 500.0)
    assert on.segment.tolist() == [0, -1]
    assert np.isinf(reach.seconds_from(on, 20.0)).all()


def test_the_fast_way_round_is_taken() -> None:
    network = ring(slow_m=5000.0, fast_m=8000.0)
    reach = reach_of(network, sites(network, ("A1", 6500.0)), KMH)
    lon, lat = np.array([107.0 + 500 / 90_000.0]), np.array([35.7])
    assert reach.seconds_from(reach.put(lon, lat, 500.0), 20.0)[0, 0] == pytest.approx(450.0, abs=0.5)

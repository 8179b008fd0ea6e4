"""The compiled scan finds what the slow one finds, on the plane and along a network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.kernels.scan import (
    log_likelihood_ratio,
    network_zones,
    permutation_model,
    plane_zones,
    poisson_model,
    scan,
    shares_model,
)
from daoan.kernels.scan.windows import best_windows, highest_ratios, log_table
from tests.kernels.scan.slow_scan import (
    network_distances,
    ratio_of,
    slow_best,
    slow_clusters,
    straight_distances,
)

#: Three streets that meet, a loop between two of them, and one street that nothing reaches.
FROM = np.array([0, 1, 1, 3, 2, 5, 6, 6])
TO = np.array([1, 2, 3, 4, 3, 6, 7, 6])
LENGTH = np.array([100.0, 200.0, 150.0, 80.0, 60.0, 120.0, 40.0, 30.0])


def random_case(seed: int, places: int, periods: int):
    rng = np.random.default_rng(seed)
    xy = rng.integers(0, 6, (places, 2)).astype(float)  # on a grid: many distances are equal
    size = rng.integers(1, 9, places).astype(float)
    counts = rng.poisson(0.4 * size[:, None] / periods + 0.05, (places, periods))
    counts[0, -1] += 1
    return xy, size, counts


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(1, 5), st.sampled_from([0.2, 0.5, 1.0]))
def test_the_likeliest_windows_are_those_of_the_slow_scan(seed, places, periods, share):
    xy, size, counts = random_case(seed, places, periods)
    expected = np.repeat(size[:, None], periods, axis=1)
    model = poisson_model(counts, expected, periods)
    zones = plane_zones(xy, size, share)
    ratio, _, _ = best_windows(
        zones.starts, zones.member, zones.closes, model.counts, model.expected, log_table(model.total), 2
    )
    scaled = expected * counts.sum() / expected.sum()
    slow = slow_best(straight_distances(xy), size, counts, scaled, counts.sum(), share, 2)
    assert np.allclose(ratio, [b[0] for b in slow], atol=1e-9)


def test_clusters_do_not_share_ground_and_come_likeliest_first():
    xy, size, counts = random_case(5, 40, 3)
    model = poisson_model(counts, np.repeat(size[:, None], 3, axis=1), 3)
    found = scan(plane_zones(xy, size, 0.3), model, replications=9)
    slow = slow_clusters(slow_best(straight_distances(xy), size, counts, *_scaled(size, counts), 0.3, 2))
    assert np.allclose(found.ratio, [s[0] for s in slow])
    assert sum(len(m) for m in found.members) == len({int(j) for m in found.members for j in m})
    for i, members in enumerate(found.members):
        inside = counts[members, -found.periods[i] :].sum()
        assert found.observed[i] == inside
        assert found.ratio[i] == pytest.approx(ratio_of(inside, found.expected[i], model.total))


def _scaled(size, counts):
    expected = np.repeat(size[:, None], counts.shape[1], axis=1)
    return expected * counts.sum() / expected.sum(), counts.sum()


@pytest.mark.parametrize("gaps", [None, (np.array([[4, 5]]), np.array([25.0]))])
def test_network_zones_grow_along_the_roads_and_never_leap(gaps):
    listed = [] if gaps is None else [(4, 5, 25.0)]
    away = network_distances(FROM, TO, LENGTH, listed)
    zones = network_zones(FROM, TO, LENGTH, LENGTH, 1.0, gaps=gaps)
    for centre in range(len(LENGTH)):
        members = zones.members(centre, zones.starts[centre + 1] - zones.starts[centre])
        distance = zones.distance[zones.starts[centre] : zones.starts[centre + 1]]
        assert members[0] == centre
        assert np.allclose(distance, away[centre, members])
        assert (np.diff(distance) >= 0).all()
        assert len(members) == np.isfinite(away[centre]).sum()
    assert len(zones.members(0, 8)) == 8
    reach = zones.starts[1] - zones.starts[0]
    assert reach == (5 if gaps is None else 8)


def test_a_zone_holds_no_more_than_its_share_and_its_radius():
    away = network_distances(FROM, TO, LENGTH)
    zones = network_zones(FROM, TO, LENGTH, LENGTH, 0.5, farthest=200.0)
    for centre in range(len(LENGTH)):
        rows = slice(zones.starts[centre], zones.starts[centre + 1])
        assert LENGTH[zones.member[rows]].sum() <= 0.5 * LENGTH.sum() + 1e-9
        assert (zones.distance[rows] <= 200.0).all()
        assert np.allclose(zones.distance[rows], away[centre, zones.member[rows]])


def test_places_equally_far_come_into_a_zone_together():
    xy = np.array([[0.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [5.0, 0.0]])
    zones = plane_zones(xy, np.ones(4), 0.5)
    # Two of the three nearest would fit, but the second and third lie equally far.
    assert zones.starts[1] == 1
    assert plane_zones(xy, np.ones(4), 0.75).closes[:3].tolist() == [True, False, True]


@pytest.mark.parametrize("make", ["poisson", "shares", "permutation"])
def test_the_highest_of_a_draw_is_what_a_scan_of_it_finds(make):
    xy, size, counts = random_case(11, 25, 4)
    zones = plane_zones(xy, size, 0.4)
    model = {
        "poisson": lambda: poisson_model(counts, np.repeat(size[:, None], 4, axis=1), 3),
        "shares": lambda: shares_model(counts, size, np.full(25, 5.0)),
        "permutation": lambda: permutation_model(counts, 3),
    }[make]()
    rng = np.random.default_rng(1)
    draws = [model.draw(rng) for _ in range(20)]
    logs = log_table(model.total)
    fast = highest_ratios(zones.starts, zones.member, zones.closes, draws, model.expected, logs, 2)
    single = [
        best_windows(zones.starts, zones.member, zones.closes, d, model.expected, logs, 2)[0].max() for d in draws
    ]
    assert np.allclose(fast, single)
    assert fast.min() < fast.max()


def test_the_ratio_is_the_formula_and_nothing_below_expectation():
    c, e = np.array([5.0, 2.0, 10.0, 0.0]), np.array([2.0, 4.0, 3.0, 1.0])
    assert np.allclose(log_likelihood_ratio(c, e, 10.0), [ratio_of(a, b, 10.0) for a, b in zip(c, e, strict=True)])

"""The window kernels against slow, obvious references."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from daoan.kernels.windows.disjoint import owners_of_overlaps
from daoan.kernels.windows.profile import Profile, neighbour_correlation
from daoan.kernels.windows.scan import (
    draw_points,
    false_discovery_rates,
    null_scores,
    scan_windows,
    score_of,
)
from daoan.kernels.windows.sliding import counts_between, window_ends, window_sums
from daoan.kernels.windows.tails import hypergeometric_tail

places = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 400)), max_size=40).map(sorted)


def columns(rows):
    group = np.array([r[0] for r in rows], dtype=np.int64)
    return group, np.array([r[1] for r in rows], dtype=np.float64)


@settings(deadline=None)  # the first call compiles
@given(places, st.integers(0, 120))
def test_window_ends_equal_looking_at_every_pair(rows, length):
    group, position = columns(rows)
    ends = window_ends(group, position, float(length))
    for i in range(len(rows)):
        inside = [j for j in range(i, len(rows)) if group[j] == group[i] and position[j] - position[i] <= length]
        assert ends[i] == (max(inside) + 1)


@settings(deadline=None)
@given(places, places, st.integers(0, 120))
def test_counts_between_equal_looking_at_every_point(rows, starts, length):
    group, position = columns(rows)
    of, start = columns(starts)
    counts = counts_between(group, position, of, start, start + length)
    expected = [sum(g == o and s <= p <= s + length for g, p in rows) for o, s in starts]
    assert counts.tolist() == expected


def test_windows_are_moved_back_at_the_end_of_a_line_and_cut_on_a_short_one():
    pieces = [(3, 0.0, 400.0, 1.0, 0.1), (3, 400.0, 1000.0, 1.0, 0.1), (5, 50.0, 90.0, 1.0, 0.1)]
    group, start = np.array([3, 3, 3, 5]), np.array([0.0, 480.0, 990.0, 60.0])
    moved, end = profile_of(pieces).lay(group, start, 500.0)
    assert moved.tolist() == [0.0, 480.0, 500.0, 50.0]
    assert end.tolist() == [500.0, 980.0, 1000.0, 90.0]


def test_a_stub_is_no_place():
    pieces = [(0, 200.0 * k, 200.0 * k + 200.0, 1.0, 0.2) for k in range(20)] + [(1, 0.0, 5.0, 0.001, 0.2)]
    scan = scan_windows(profile_of(pieces), np.ones(9, dtype=np.int64), np.full(9, 2.0), 500.0)
    assert len(scan.start) == 0


@settings(deadline=None)  # the first call compiles
@given(places, st.integers(0, 120), st.data())
def test_window_sums_equal_summing_each_window(rows, length, data):
    group, position = columns(rows)
    values = np.array(data.draw(st.lists(st.integers(0, 9), min_size=len(rows), max_size=len(rows))), dtype=float)
    ends = window_ends(group, position, float(length))
    assert window_sums(values, ends).tolist() == [values[i : ends[i]].sum() for i in range(len(rows))]


@settings(deadline=None)  # the first call compiles
@given(places, st.data())
def test_owners_equal_a_quadratic_greedy_choice(rows, data):
    group, start = columns(rows)
    length = data.draw(st.lists(st.integers(0, 150), min_size=len(rows), max_size=len(rows)))
    end = start + np.array(length, dtype=float)
    order = np.array(data.draw(st.permutations(range(len(rows)))), dtype=np.int64)
    expected = [-1] * len(rows)
    for i in order:
        if expected[i] >= 0:
            continue
        for j in range(len(rows)):
            if expected[j] < 0 and group[j] == group[i] and start[j] <= end[i] and end[j] >= start[i]:
                expected[j] = i
    assert owners_of_overlaps(group, start, end, order).tolist() == expected


def profile_of(pieces, rho=0.0):
    rows = sorted(pieces)
    return Profile(
        np.array([r[0] for r in rows], dtype=np.int64),
        np.array([r[1] for r in rows], dtype=float),
        np.array([r[2] for r in rows], dtype=float),
        np.array([r[3] for r in rows], dtype=float),
        np.array([r[4] for r in rows], dtype=float),
        rho,
    )


@settings(deadline=None)  # the first call compiles
@given(st.integers(1, 6), st.floats(0, 0.9), st.floats(0, 700), st.floats(1, 700))
def test_between_equals_the_double_sum(pieces, rho, start, length):
    rng = np.random.default_rng(pieces)
    table = [
        (g, 100.0 * k, 100.0 * k + 100.0, rng.uniform(0.1, 2), rng.uniform(0.1, 1))
        for g in (0, 1)
        for k in range(pieces)
    ]
    profile = profile_of(table, rho)
    mean, spread = profile.between(np.array([1]), np.array([start]), np.array([start + length]))
    mine = [p for p in table if p[0] == 1 and p[1] < start + length and p[2] > start]
    expected = [p[3] * (min(p[2], start + length) - max(p[1], start)) / 100.0 for p in mine]
    a = [e * math.sqrt(p[4]) for e, p in zip(expected, mine, strict=True)]
    variance = sum(rho ** abs(i - j) * a[i] * a[j] for i in range(len(a)) for j in range(len(a)))
    assert np.isclose(mean[0], sum(expected))
    assert np.isclose(spread[0], variance / sum(expected) ** 2 if sum(expected) > 0 else 0.0)


def test_score_is_minus_infinity_where_the_rate_is_not_raised_and_grows_with_the_count():
    counts = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    scores = score_of(counts, np.full(5, 3.0), np.full(5, 0.4))
    assert np.isneginf(scores[:2]).all()
    assert (np.diff(scores[2:]) > 0).all()


def test_score_holds_the_likelihood_ratio_of_the_negative_binomial():
    from scipy.stats import nbinom

    n, m, spread = 9.0, 3.0, 0.4
    r = 1 / spread
    ratio = nbinom.logpmf(n, r, r / (r + n)) - nbinom.logpmf(n, r, r / (r + m))
    assert np.isclose(score_of(np.array([n]), np.array([m]), np.array([spread]))[0], ratio + np.log(m))


def test_drawn_points_have_the_stated_mean_and_spread_and_are_in_order():
    profile = profile_of([(g, 0.0, 100.0, 5.0, 0.5) for g in range(400)])
    rng = np.random.default_rng(1)
    counts = np.array([np.bincount(draw_points(profile, rng)[0], minlength=400) for _ in range(50)])
    assert np.isclose(counts.mean(), 5.0, rtol=0.03)
    assert np.isclose(counts.var(), 5.0 + 0.5 * 25.0, rtol=0.1)
    group, position = draw_points(profile, rng)
    assert (np.lexsort((position, group)) == np.arange(len(group))).all()
    assert np.isclose(position.mean(), 50.0, atol=3.0)


def test_neighbour_correlation_finds_what_was_drawn():
    rng = np.random.default_rng(5)
    pieces = [(g, 100.0 * k, 100.0 * k + 100.0, 20.0, 0.3) for g in range(40) for k in range(50)]
    for rho in (0.0, 0.8):
        profile = profile_of(pieces, rho)
        group, position = draw_points(profile, rng)
        counts = np.bincount(group * 50 + np.minimum(position // 100, 49).astype(int), minlength=2000)
        assert abs(neighbour_correlation(profile, counts.astype(float)) - rho) < 0.12


def test_scan_finds_the_planted_place_first_and_the_null_knows_it_is_rare():
    profile = profile_of([(0, 200.0 * k, 200.0 * k + 200.0, 1.0, 0.2) for k in range(200)])
    _, position = draw_points(profile, np.random.default_rng(2))
    position = np.sort(np.concatenate([position, np.linspace(20_050, 20_350, 25)]))
    scan = scan_windows(profile, np.zeros(len(position), dtype=np.int64), position, 500.0)
    assert scan.start[0] < 20_350
    assert scan.end[0] > 20_050
    null = null_scores(profile, 500.0, 50, seed=3)
    rates = false_discovery_rates(scan.score, scan.score, null, 50)
    assert rates[0] <= 0.05
    assert (np.diff(rates) >= 0).all()


def test_false_discovery_rates_follow_the_definition():
    found = np.array([9.0, 5.0, 4.0])
    null = np.array([6.0, 4.5, 4.2, 1.0])
    rates = false_discovery_rates(found, found, null, simulations=3)
    # E0: (0 + 1) / 4, (1 + 1) / 4, (3 + 1) / 4; divided by 1, 2, 3 real ones.
    assert rates.tolist() == [0.25, 0.25, 1.0 / 3.0]
    assert false_discovery_rates(np.array([9.0]), found, null, 3)[0] == 0.25


@settings(deadline=None)  # the first call compiles
@given(st.integers(0, 30), st.integers(0, 40), st.integers(0, 40), st.integers(40, 80))
def test_hypergeometric_tail_equals_scipy(hit, drawn, marked, total):
    ours = hypergeometric_tail(np.array([hit]), np.array([drawn]), np.array([marked]), np.array([total]))[0]
    assert np.isclose(ours, hypergeom.sf(hit - 1, total, marked, drawn), atol=1e-9)


def test_a_road_that_runs_high_along_its_whole_length_is_no_bad_place():
    pieces = [(g, 200.0 * k, 200.0 * k + 200.0, 1.0, 0.3) for g in range(2) for k in range(60)]
    alone = np.full(30, 5_050.0)
    whole = np.sort(np.concatenate([alone, np.arange(0.0, 12_000.0, 25.0)]))
    for rho in (0.0, 0.6):
        profile = profile_of(pieces, rho)
        spot = scan_windows(profile, np.zeros(30, dtype=np.int64), alone, 500.0)
        road = scan_windows(profile, np.zeros(len(whole), dtype=np.int64), whole, 500.0)
        assert spot.mean[0] == 2.5  # an empty road around it does not accuse it
        at = np.flatnonzero((road.start <= 5_050.0) & (road.end >= 5_050.0))[0]
        assert road.mean[at] == 2.5 if rho == 0.0 else road.mean[at] > 10.0

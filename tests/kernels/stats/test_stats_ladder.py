"""The ladder against the same thing written slowly with dictionaries, and against planted ratios."""

import numpy as np
import pytest

from daoan.kernels.stats.ladder import AROUND, CELL, WHOLE, Rungs, climb, empty_state, find_neighbours

RUNGS = Rungs(
    place=np.array([WHOLE, WHOLE, AROUND, CELL, CELL]),
    by_period=np.array([0, 1, 0, 0, 1]),
    groups=np.array([1, 1, 1, 1, 2]),
    keep=np.array([0.9, 1.0, 1.0, 1.0, 1.0]),
    passes=np.array([1.0, 1.0, 0.5, 1.0, 0.0]),
    strength=np.array([5.0, 3.0, 2.0, 1.0, 4.0]),
)
DAYS, PERIODS, CELLS = 15, 2, 6


def case(seed=0):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(0.5, (DAYS, PERIODS, CELLS)).astype(float)
    counts[4] = np.nan
    counts[7, 1, 2] = np.nan
    group = np.zeros((len(RUNGS.place), DAYS), dtype=np.int64)
    group[4] = np.arange(DAYS) % 7 >= 5
    reported = np.where(np.arange(DAYS)[:, None] > 12, 0.6, 1.0) * np.ones((DAYS, PERIODS))
    x_m, y_m = np.arange(CELLS) % 3 * 1000.0, np.arange(CELLS) // 3 * 1000.0
    return counts, reported, group, np.linspace(0.2, 0.7, CELLS), x_m, y_m


def slow_climb(counts, reported, group, start, x_m, y_m, reach_m):
    """One entry at a time; the neighbours' weights straight from their definition."""
    away = np.hypot(x_m[:, None] - x_m, y_m[:, None] - y_m)
    weight = np.where((away > 0) & (away <= 2.5 * reach_m), np.exp(-0.5 * (away / reach_m) ** 2), 0.0)
    weight *= (weight.sum(axis=0) / (weight**2).sum(axis=0))[None, :]  # [source, target]
    seen, expected, told = {}, {}, np.empty((DAYS, len(RUNGS.place), PERIODS, CELLS))

    def entry(r, d, p, c):
        return r, group[r, d], p if RUNGS.by_period[r] else 0, c if RUNGS.place[r] != WHOLE else 0

    for d in range(DAYS):
        means = []
        mean = np.tile(start, (PERIODS, 1))
        for r in range(len(RUNGS.place)):
            means.append(mean.copy())
            for p in range(PERIODS):
                for c in range(CELLS):
                    at, k = entry(r, d, p, c), RUNGS.strength[r]
                    ratio = (seen.get(at, 0.0) + k) / (expected.get(at, 0.0) + k)
                    told[d, r, p, c] = np.log(ratio)
                    mean[p, c] *= ratio ** RUNGS.passes[r]
        for r in range(len(RUNGS.place)):
            for one in [at for at in seen if at[0] == r]:
                seen[one] *= RUNGS.keep[r]
                expected[one] *= RUNGS.keep[r]
            for p in range(PERIODS):
                for c in np.flatnonzero(np.isfinite(counts[d, p])):
                    heard = range(CELLS) if RUNGS.place[r] == AROUND else [c]
                    for target in heard:
                        w = weight[c, target] if RUNGS.place[r] == AROUND else 1.0
                        at = entry(r, d, p, target)
                        seen[at] = seen.get(at, 0.0) + w * counts[d, p, c]
                        expected[at] = expected.get(at, 0.0) + w * reported[d, p] * means[r][p, c]
    return told


def test_the_fast_ladder_is_the_slow_one():
    counts, reported, group, start, x_m, y_m = case()
    near = find_neighbours(x_m, y_m, 1200.0)
    _, told = climb(RUNGS, empty_state(RUNGS, PERIODS, CELLS), counts, reported, group, start, near)
    slow = slow_climb(counts, reported, group, start, x_m, y_m, 1200.0)
    assert np.allclose(told.log_ratio, slow, rtol=0, atol=1e-12)
    assert np.abs(slow[-1]).max() > 0.1


def test_going_in_two_steps_is_going_in_one_and_leaves_the_first_state_alone():
    counts, reported, group, start, x_m, y_m = case(3)
    near, empty = find_neighbours(x_m, y_m, 1200.0), empty_state(RUNGS, PERIODS, CELLS)
    last, told = climb(RUNGS, empty, counts, reported, group, start, near)
    half, _ = climb(RUNGS, empty, counts[:8], reported[:8], group[:, :8], start, near, tell=False)
    before = half.seen.copy()
    end, rest = climb(RUNGS, half, counts[8:], reported[8:], group[:, 8:], start, near)
    assert np.array_equal(rest.log_ratio, told.log_ratio[8:])
    assert np.array_equal(end.seen, last.seen)
    assert np.array_equal(half.seen, before)
    assert not empty.seen.any()


def test_a_days_ratios_do_not_know_the_day():
    counts, reported, group, start, x_m, y_m = case(5)
    near, empty = find_neighbours(x_m, y_m, 1200.0), empty_state(RUNGS, PERIODS, CELLS)
    other = counts.copy()
    other[9:] = 7.0
    one, two = (climb(RUNGS, empty, c, reported, group, start, near)[1].log_ratio for c in (counts, other))
    assert np.array_equal(one[:10], two[:10])
    assert not np.allclose(one[10], two[10])


def test_planted_ratios_come_out():
    rng = np.random.default_rng(8)
    truth = np.array([0.2, 0.4, 0.8, 0.2, 0.4, 0.8])
    counts = rng.poisson(truth, (4000, 1, CELLS)).astype(float)
    rungs = Rungs(*(np.array([v]) for v in (CELL, 0, 1, 1.0, 1.0, 2.0)))
    near = find_neighbours(np.zeros(CELLS), np.arange(CELLS) * 1e6, 1.0)
    _, told = climb(
        rungs,
        empty_state(rungs, 1, CELLS),
        counts,
        np.ones((4000, 1)),
        np.zeros((1, 4000), dtype=np.int64),
        np.full(CELLS, 0.4),
        near,
    )
    assert np.exp(told.log_ratio[-1, 0, 0]) == pytest.approx(truth / 0.4, rel=0.08)
    assert told.events[-1, 0, 0] == pytest.approx(4000 * truth, rel=0.08)


def test_weighted_sums_of_neighbours_count_as_events():
    """Mean and variance of a scaled sum of Poisson counts are equal: Σw = Σw² for each that is spoken to."""
    rng = np.random.default_rng(1)
    near = find_neighbours(rng.uniform(0, 5000, 40), rng.uniform(0, 5000, 40), 900.0)
    total = np.bincount(near.target, near.weight, 40)
    square = np.bincount(near.target, near.weight**2, 40)
    assert np.allclose(total, square)
    assert total.max() > 1

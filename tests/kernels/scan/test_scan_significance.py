"""p-values mean what they say, planted clusters are found, and a published analysis is reproduced."""

import csv

import numpy as np
import pytest
from scipy import stats

import bench
from daoan.kernels.scan import permutation_model, plane_zones, poisson_model, recurrence_days, scan, shares_model
from daoan.kernels.scan.significance import gumbel_tail, p_values

GRID = np.array([[x, y] for x in range(6) for y in range(6)], dtype=float)
SIZE = np.linspace(1.0, 3.0, 36)
ZONES = plane_zones(GRID, SIZE, 0.3)


def null_p_values(make, runs, seed, **options):
    rng = np.random.default_rng(seed)
    return np.array([scan(ZONES, make(rng), replications=99, seed=i, **options).p_value[0] for i in range(runs)])


def poisson_data(rng):
    return poisson_model(rng.poisson(0.8 * SIZE[:, None], (36, 4)), np.repeat(SIZE[:, None], 4, axis=1), 3)


def permuted_data(rng):
    return permutation_model(rng.poisson(0.4 * SIZE[:, None], (36, 8)), 3)


def uncertain_data(rng, told=True):
    shape = np.full(36, 4.0)
    counts = rng.poisson(0.8 * (SIZE * rng.standard_gamma(shape) / shape)[:, None], (36, 4))
    return shares_model(counts, SIZE, shape if told else None)


@pytest.mark.parametrize("make", [poisson_data, permuted_data, uncertain_data])
def test_p_values_are_uniform_where_nothing_is_raised(make):
    p = null_p_values(make, 150, 17)
    assert stats.kstest(p, "uniform").pvalue > 0.001
    assert stats.binom.cdf(int((p <= 0.05).sum()), 150, 0.05) < 0.999


def test_rates_that_are_known_badly_must_be_drawn_anew_or_chance_looks_like_news():
    p = null_p_values(lambda rng: uncertain_data(rng, told=False), 40, 17)
    assert (p <= 0.05).mean() > 0.3


def test_stopping_early_saves_draws_and_keeps_p_honest():
    rng = np.random.default_rng(23)
    found = [scan(ZONES, poisson_data(rng), replications=199, seed=i, stop_after=10) for i in range(120)]
    p = np.array([f.p_value[0] for f in found])
    draws = np.array([len(f.draws) for f in found])
    assert stats.binom.cdf(int((p <= 0.1).sum()), 120, 0.1) < 0.999
    assert draws.mean() < 80
    assert all(f.p_value[0] == 10 / len(f.draws) for f in found if f.stopped)
    assert all(len(f.draws) == 199 for f in found if not f.stopped)


def test_the_same_seed_gives_the_same_answer_and_early_draws_are_the_same_draws():
    model = poisson_data(np.random.default_rng(2))
    whole, again = (scan(ZONES, model, replications=99, seed=4) for _ in range(2))
    early = scan(ZONES, model, replications=99, seed=4, stop_after=5)
    assert whole.draws.tolist() == again.draws.tolist()
    assert early.draws.tolist() == whole.draws[: len(early.draws)].tolist()
    assert len(early.draws) < 99


def test_a_planted_cluster_is_found_where_and_when_it_is():
    rng = np.random.default_rng(31)
    planted = np.flatnonzero(np.hypot(*(GRID - [1, 1]).T) <= 1.0)
    rate = 0.3 * np.repeat(SIZE[:, None], 20, axis=1)
    rate[planted, -3:] *= 6.0
    counts = rng.poisson(rate)
    for model in (
        poisson_model(counts, np.repeat(SIZE[:, None], 20, axis=1), 8),
        permutation_model(counts, 8),
        shares_model(counts[:, -8:], SIZE),
    ):
        found = scan(ZONES, model, replications=999)
        assert found.p_value[0] < 0.002
        assert set(found.members[0].tolist()) & set(planted.tolist()) >= set(planted[1:4].tolist())
        assert 2 <= found.periods[0] <= 5
        assert found.observed[0] == counts[found.members[0], -found.periods[0] :].sum()


def test_the_gumbel_tail_is_that_of_a_gumbel():
    draws = stats.gumbel_r.rvs(5.0, 1.5, size=20_000, random_state=np.random.default_rng(0))
    at = np.array([6.0, 10.0, 20.0])
    assert np.allclose(gumbel_tail(at, draws), stats.gumbel_r.sf(at, 5.0, 1.5), rtol=0.15)


def test_the_tail_is_asked_only_where_counting_tells_little():
    draws = np.arange(1.0, 1000.0)
    p, by_tail = p_values(np.array([995.0, 900.0]), draws, stopped=False)
    assert by_tail.tolist() == [True, False]
    assert p[1] == 101 / 1000
    p, by_tail = p_values(np.array([20.0]), np.arange(1.0, 20.0), stopped=False)
    assert (p[0], by_tail[0]) == (1 / 20, False)


def test_a_recurrence_interval_is_the_look_over_p():
    assert recurrence_days(np.array([0.01, 1.0]), 1.0).tolist() == [100.0, 1.0]
    assert recurrence_days(np.array([0.01]), 7.0).tolist() == [700.0]


def test_new_york_leukaemia_as_satscan_printed_it():
    try:
        path = bench.find_data("bench", "scan_ny") / "nydf.csv"
    except bench.DataMissing as missing:
        pytest.skip(str(missing))
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = {k: np.array([float(r[k]) for r in rows]) for k in ("longitude", "latitude", "population", "cases")}
    cases = np.floor(column["cases"]).astype(int)
    zones = plane_zones(np.column_stack([column["longitude"], column["latitude"]]), column["population"])
    found = scan(zones, poisson_model(cases[:, None], column["population"][:, None]), replications=999)
    printed = ["14.083511", "9.019716", "6.114140", "4.651839", "3.363518", "3.209485"]
    assert [f"{r:.6f}" for r in found.ratio[:6]] == printed
    assert found.observed[:6].tolist() == [100, 38, 64, 25, 12, 11]
    assert sorted(found.members[1] + 1) == [84, 85, 86, 87, 88, 89, 90, 92]
    # Printed p of one run of 999: 0.00015 (Gumbel), 0.016, 0.248, 0.645; four standard errors of such a run either way.
    for p, by_run in zip(found.p_value[1:4], (0.016, 0.248, 0.645), strict=True):
        assert abs(p - by_run) < 4 * np.sqrt(2 * by_run * (1 - by_run) / 999)
    assert found.by_tail[0]
    assert 0.00005 < found.p_value[0] < 0.0005

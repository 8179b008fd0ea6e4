"""The grid of crashes off the network: totals kept, rates shrunk, order by rate."""

from dataclasses import replace

import numpy as np
from scipy.stats import nbinom

from daoan.assess.grid import fit_gamma, grid_off_network
from tests.assess.blackspots.straight_town import AS_OF, frame_at

METRE = 1 / 111_320.0


def off(n, lat):
    return frame_at([-1] * n, [np.nan] * n, lon=np.full(n, 107.6), lat=np.asarray(lat, dtype=float))


def test_every_crash_off_the_network_is_in_a_cell_or_in_the_total_without_place():
    rng = np.random.default_rng(0)
    crashes = off(300, 35.7 + rng.uniform(0, 20_000, 300) * METRE)
    crashes = replace(crashes, segment=np.where(np.arange(300) < 40, 5, -1))
    lat = crashes.lat.copy()
    lat[290:] = np.nan
    grid = grid_off_network(replace(crashes, lat=lat), AS_OF, years=3)
    assert (grid.crashes, grid.crashes_unplaced) == (250, 10)
    assert sum(c.crashes for c in grid.cells) == 250
    assert [c.rank for c in grid.cells] == list(range(1, len(grid.cells) + 1))
    rates = [c.crashes_per_year.value for c in grid.cells]
    assert rates == sorted(rates, reverse=True)


def test_cells_are_squares_of_the_stated_size_and_hold_their_crashes():
    crashes = off(40, 35.7 + np.arange(40) * 50 * METRE)
    grid = grid_off_network(crashes, AS_OF, years=1, size_m=500.0)
    assert 4 <= len(grid.cells) <= 5
    assert max(c.crashes for c in grid.cells) in (10, 11)
    assert len({c.cell_id for c in grid.cells}) == len(grid.cells)
    for cell in grid.cells:
        inside = np.abs(crashes.lat - cell.lat) / METRE <= 251.0
        assert abs(int(inside.sum()) - cell.crashes) <= 1


def test_rates_are_shrunk_towards_the_mean_and_the_interval_holds_them():
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.gamma(2.0, 1.5, 400))
    lat = 35.0 + np.repeat(np.arange(400), counts) * 600 * METRE
    grid = grid_off_network(off(len(lat), lat), AS_OF, years=1)
    mean = np.mean([c.crashes for c in grid.cells])
    first = grid.cells[0]
    assert mean < first.crashes_per_year.value < first.crashes
    for cell in grid.cells:
        assert cell.crashes_per_year.low < cell.crashes_per_year.value < cell.crashes_per_year.high


def test_the_gamma_behind_counts_cut_at_zero_is_recovered():
    counts = nbinom.rvs(2.0, 0.4, size=20_000, random_state=3)
    shape, rate = fit_gamma(counts[counts > 0])
    assert abs(shape - 2.0) < 0.3
    assert abs(rate - 0.4 / 0.6) < 0.1


def test_years_and_what_was_known_later_are_left_out():
    crashes = off(2, [35.7, 35.7])
    when = np.array(["2020-12-31T23:59:59", "2023-06-01T00:00:00"], dtype="datetime64[s]")
    crashes = replace(crashes, happened_at=when, known_at=when)
    assert grid_off_network(crashes, AS_OF, years=3).crashes == 1
    assert grid_off_network(crashes, AS_OF, years=4).crashes == 2
    late = replace(crashes, known_at=when + np.timedelta64(900, "D"))
    assert grid_off_network(late, AS_OF, years=4).crashes == 1


def test_no_crashes_no_cells():
    assert grid_off_network(off(0, []), AS_OF, years=3).cells == ()
    assert len(grid_off_network(off(1, [35.7]), AS_OF, years=3).cells) == 1

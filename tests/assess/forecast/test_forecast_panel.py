"""A panel that cannot be right is refused in words; the dull baselines see nothing that comes later."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.assess.forecast.baselines import expanding_share, last_weeks_share, list_baselines
from daoan.terms.errors import InputError
from tests.assess.forecast.panel_makers import panel_of, simulate, starts

FLAT = np.ones((28, 3))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"counts": -FLAT}, "negative"),
        ({"counts": np.full((28, 3), np.inf)}, "finite"),
        ({"counts": np.empty((0, 3))}, "whole days"),
        ({"hours": 5}, "divide 24"),
        ({"calendar": {"holiday": np.ones(3)}}, "holiday"),
        ({"calendar": {"holiday": np.full(28, np.nan)}}, "exogenous"),
        ({"exogenous": {"rain": np.full(28, np.inf)}}, "NaN"),
        ({"calendar": {"a": np.ones(28)}, "exogenous": {"a": np.ones(28)}}, "once"),
        ({"day_kind": np.full(28, -1)}, "day_kind"),
        ({"exposure": np.zeros(3)}, "exposure"),
        ({"completeness": np.zeros(28)}, "completeness"),
    ],
)
def test_what_cannot_be_right_is_refused_in_words(wrong, said):
    with pytest.raises(InputError, match=said):
        panel_of(**{"counts": FLAT, **wrong})


def test_a_clock_with_a_gap_or_a_late_start_is_refused():
    from daoan.assess.forecast.panel import Panel

    at = starts(28, 6)
    with pytest.raises(InputError, match="NaN counts"):
        Panel(FLAT, np.delete(at, 9).repeat([1] * 26 + [2]), 6, np.zeros(3), np.zeros(3))
    with pytest.raises(InputError, match="begin a local day"):
        Panel(FLAT, at + np.timedelta64(6, "h"), 6, np.zeros(3), np.zeros(3))


def test_days_weekdays_and_kinds_follow_the_clock():
    panel = panel_of(FLAT[:26])
    assert (panel.days, panel.periods_per_day) == (7, 4)
    assert panel.weekday.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert panel.kind.tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert panel.month.tolist() == [0] * 7
    padded = panel.by_day(panel.counts)
    assert padded.shape == (7, 4, 3)
    assert np.isnan(padded[6, 2:]).all()


def slow_share(counts, row, period_class, cell):
    earlier = [t for t in range(row) if period_class[t] == period_class[row] and np.isfinite(counts[t, cell])]
    known = counts[:row][np.isfinite(counts[:row])]
    mean = ((known > 0).sum() + 0.5) / (len(known) + 1)
    return (sum(counts[t, cell] > 0 for t in earlier) + 0.5 * mean) / (len(earlier) + 0.5)


def test_expanding_shares_are_those_of_counting_row_by_row():
    rng = np.random.default_rng(4)
    counts = rng.poisson(0.4, (40, 3)).astype(float)
    counts[7, 1] = counts[20] = np.nan
    panel, period_class = panel_of(counts), np.arange(40) % 4
    rows = np.array([0, 3, 21, 39])
    told = expanding_share(panel, rows, period_class)
    for i, row in enumerate(rows):
        for cell in range(3):
            assert told[i, cell] == pytest.approx(slow_share(counts, row, period_class, cell))


def test_last_weeks_are_the_same_weekday_and_shift_of_four_weeks():
    counts = np.zeros((28 * 5, 2))
    row = 28 * 4 + 9
    counts[[row - 28, row - 56], 0] = 1
    counts[row - 27, 1] = 1
    told = last_weeks_share(panel_of(counts), np.array([row]))[0]
    mean = 3.5 / (row * 2 + 1)
    often = (np.array([2.0, 1.0]) + 0.5 * mean) / (row + 0.5)  # a cell's own share smooths its last weeks
    assert told == pytest.approx((np.array([2.0, 0.0]) + 0.5 * often) / 4.5)


@settings(max_examples=15, deadline=None)
@given(st.integers(20, 79), st.integers(0, 1000))
def test_no_baseline_sees_its_own_period_or_later(row, seed):
    panel, _ = simulate(20, 4, seed=seed)
    other = panel.counts.copy()
    other[row:] = 3.0
    for name, told in list_baselines(panel, np.array([row])).items():
        assert np.array_equal(told, list_baselines(panel_of(other), np.array([row]))[name]), name
        assert np.all((told > 0) & (told < 1)), name

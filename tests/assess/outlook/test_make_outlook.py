"""An outlook adds up, says why, and says so where there is none."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from daoan.assess.outlook.outlook import make_outlook
from tests.assess.outlook.outlook_makers import AS_OF, CITY, PACK, SEVERITY, crashes_of, frame, network, no_network


@pytest.fixture(scope="module")
def made():
    return make_outlook(CITY, network(), frame(crashes_of()), AS_OF, PACK, SEVERITY)


def test_cells_add_up_to_the_city(made):
    assert len(made.outlook.periods) == 28
    assert made.outlook.cells == len(made.cells)
    for k, period in enumerate(made.outlook.periods):
        together = -sum(np.log1p(-cell.probability[k]) for cell in made.cells)
        assert together == pytest.approx(period.expected_crashes.value, rel=0.01)
        assert period.expected_crashes.low <= period.expected_crashes.value <= period.expected_crashes.high


def test_periods_run_on_from_the_day_of_the_moment(made):
    periods = made.outlook.periods
    assert periods[0].starts_at == AS_OF
    assert periods[-1].ends_at == AS_OF + timedelta(days=7)
    assert all(a.ends_at == b.starts_at for a, b in pairwise(periods))


def test_ranks_follow_expected_injury_weight(made):
    week = [cell.week.value for cell in made.cells]
    assert week == sorted(week, reverse=True)
    assert [cell.rank for cell in made.cells] == list(range(1, len(made.cells) + 1))
    for cell in made.cells[:20]:
        assert sum(cell.injury_weight) == pytest.approx(cell.week.value, rel=0.01)
        assert cell.week.low < cell.week.value < cell.week.high
        bounds = zip(cell.injury_weight_low, cell.injury_weight, cell.injury_weight_high, strict=True)
        assert all(low <= value <= high for low, value, high in bounds)
        assert cell.probability[cell.peak] == max(cell.probability)


def test_reasons_multiply_to_what_the_peak_is_against_an_average_hour(made):
    cell = made.cells[0]
    place = next(r for r in cell.reasons if r.key == "place")
    assert f"{cell.crashes} injury crashes" in place.label.en
    assert place.factor > 2
    usual = np.mean([p.expected_crashes.value for p in made.outlook.periods]) / made.outlook.cells
    product = np.prod([reason.factor for reason in cell.reasons])
    assert product == pytest.approx(-np.log1p(-cell.probability[cell.peak]) / usual, rel=0.35)


def test_shares_of_grid_and_network_are_told(made):
    crashes = frame(crashes_of())
    assert made.outlook.on_grid.part == made.outlook.on_grid.whole == len(crashes)
    assert made.outlook.off_network.value == 1.0  # nothing was snapped


def test_crashes_without_a_place_are_counted_as_such():
    lost = [c if k % 4 else type(c)(**{**{f: getattr(c, f) for f in c.__slots__}, "lon": None, "lat": None})
            for k, c in enumerate(crashes_of())]  # fmt: skip
    outlook = make_outlook(CITY, network(), frame(lost), AS_OF, PACK, SEVERITY).outlook
    assert outlook.on_grid.value == pytest.approx(0.75, abs=0.01)


def test_a_city_without_roads_still_has_an_outlook():
    made = make_outlook(CITY, no_network(), frame(crashes_of()), AS_OF, PACK, SEVERITY)
    assert made.outlook.refusal is None
    assert all(cell.roads == () for cell in made.cells)


NO_OUTLOOK = {"none": [], "short": crashes_of(days=200), "placeless": crashes_of(lon=None, lat=None)}


@pytest.mark.parametrize("crashes", NO_OUTLOOK.values(), ids=NO_OUTLOOK)
def test_no_outlook_says_why(crashes):
    made = make_outlook(CITY, network(), frame(crashes), AS_OF, PACK, SEVERITY)
    assert made.cells == ()
    assert made.outlook.refusal is not None
    assert "needs" in made.outlook.refusal.en


def test_a_moment_before_everything_is_refused_in_words():
    made = make_outlook(CITY, network(), frame(crashes_of()), AS_OF - timedelta(days=20000), PACK, SEVERITY)
    assert made.outlook.refusal is not None


def test_the_same_input_gives_the_same_outlook(made):
    assert made == make_outlook(CITY, network(), frame(crashes_of()), AS_OF, PACK, SEVERITY)

"""Shifts due by kept openings: hours become shifts, and a promise stands beside what was done or was not."""

from datetime import date, timedelta

import pytest

from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.jobs.rural.due import shifts_due, with_due
from daoan.terms.advice import read_catalogue
from daoan.terms.rural import KeptOpening, StationDay

DAY = date(2026, 3, 4)
CATALOGUE = read_catalogue(read_rule_packs(ROOT / "rulepacks")["advice"])  # 6:00–9:30, 10:30–14:00, 16:00–20:00


@pytest.mark.parametrize(
    ("hours", "due"), [((6, 13), 2), ((9, 11), 2), ((10, 14), 1), ((14, 16), 1), ((0, 24), 3), ((20, 22), 1)]
)
def test_an_opening_owes_the_shifts_that_it_touches_and_one_at_least(hours: tuple[int, int], due: int) -> None:
    assert shifts_due([KeptOpening("S1", DAY, *hours, 1)], CATALOGUE) == {("S1", DAY): due}


def test_openings_of_one_day_owe_each_shift_once() -> None:
    kept = [KeptOpening("S1", DAY, 6, 8, 1), KeptOpening("S1", DAY, 7, 12, 2), KeptOpening("S1", DAY, 20, 21, 1)]
    assert shifts_due(kept, CATALOGUE) == {("S1", DAY): 2}


def test_a_promise_takes_the_place_of_what_was_told_and_its_empty_days_are_shown() -> None:
    before, after = DAY - timedelta(days=1), DAY + timedelta(days=1)
    done = [StationDay("S1", before, shifts_due=1), StationDay("S1", DAY, shifts_due=1, shifts_attended=1, contacts=4)]
    assert with_due(done, {("S1", DAY): 2, ("S1", after): 1}) == (
        done[0],
        StationDay("S1", DAY, shifts_due=2, shifts_attended=1, contacts=4),
        StationDay("S1", after, shifts_due=1),
    )

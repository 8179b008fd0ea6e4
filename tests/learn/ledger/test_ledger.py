"""The ledger: rows opened once, filled with what is known, judged by the arms that were drawn."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from daoan.learn.ledger.book import Deeds, keep_ledger
from daoan.learn.ledger.judging import draw_again
from daoan.learn.ledger.judging import trial_of as columns_of
from daoan.terms.records import LedgerEntry
from tests.learn.ledger.ledger_makers import (
    FREE,
    LATER,
    MONTH,
    STRETCHES,
    alert,
    outcomes_of,
    pack_with,
    plan_of,
    stretch,
    trial_of,
)

ESTIMATES = [stretch(k) for k in range(STRETCHES)]
PLAN = plan_of()
NOTHING = outcomes_of([])


def kept(as_of, outcomes=NOTHING, plans=(PLAN,), alerts=(), entries=(), trials=(), pack=FREE, presence=None):
    deeds = Deeds(plans, [trial_of(p, pack) for p in plans], alerts, ESTIMATES, entries, trials)
    return keep_ledger(deeds, outcomes, as_of, pack, 0.08, presence)


def test_every_time_of_every_placement_and_every_alert_about_a_stretch_is_a_row() -> None:
    off_road = replace(alert("a2", "s2"), evidence=())
    trials, entries = kept(MONTH, alerts=[alert("a1", "s1"), off_road])
    assert Counter(e.kind for e in entries) == {"placement": 4 * STRETCHES, "alert": 1}
    assert len({e.entry_id for e in entries}) == len(entries)
    row = next(e for e in entries if e.kind == "alert")
    assert (row.arm, row.segment_id, row.counts) == ("raised", "s1", False)
    assert row.predicted_crashes == pytest.approx(28 / 365.25)
    assert trials[0].seed == next(e.seed for e in entries if e.kind == "placement")
    hours = Counter()
    for e in entries:
        hours[e.arm] += e.planned_hours or 0.0
    assert hours["treat"] == pytest.approx(2 * STRETCHES * 4.0)
    assert hours["hold_out"] == 0.0


def test_before_it_begins_nothing_has_come_of_it_and_presence_is_not_recorded() -> None:
    _, entries = kept(MONTH)
    assert {(e.crashes, e.injury_weight, e.presence_hours, e.settled) for e in entries} == {(None, None, None, False)}


def test_outcomes_are_those_of_the_place_and_the_time_up_to_now() -> None:
    crashes = [
        (3, MONTH + timedelta(hours=5)),  # in the first Monday of stretch 3
        (3, MONTH + timedelta(hours=24)),  # Tuesday: the shift had ended
        (3, MONTH + timedelta(days=7)),  # the first moment of the second Monday
        (4, MONTH + timedelta(hours=5)),
        (-1, MONTH + timedelta(hours=5)),  # off the network
    ]
    _, entries = kept(MONTH + timedelta(days=10), outcomes_of(crashes))
    of_three = [e for e in entries if e.segment_id == "s3"]
    assert [e.crashes for e in of_three] == [1, 1, None, None]
    assert [e.injury_weight for e in of_three] == [2.0, 2.0, None, None]
    assert sum(e.crashes or 0 for e in entries) == 3
    halfway, _ = kept(MONTH + timedelta(hours=4), outcomes_of(crashes))[1][0], None
    assert halfway.crashes == 0


def test_a_plan_enters_once_and_its_rows_are_carried_on() -> None:
    trials, first = kept(MONTH)
    redrawn = pack_with(draw={**FREE.values["draw"], "key": "another"})
    later = MONTH + timedelta(days=8)
    carried, second = kept(
        later, outcomes_of([(3, MONTH)]), entries=first, trials=trials, pack=redrawn, plans=(plan_of(hours=9.0),)
    )
    assert [(e.entry_id, e.arm, e.planned_hours) for e in second] == [
        (e.entry_id, e.arm, e.planned_hours) for e in first
    ]
    assert [t.assignments for t in carried] == [t.assignments for t in trials]
    assert sum(e.crashes or 0 for e in second) == 1


def test_late_reports_still_change_a_row_until_it_is_settled_and_old_rows_are_let_go() -> None:
    trials, first = kept(LATER)
    _, late = kept(LATER + timedelta(days=20), outcomes_of([(3, MONTH)]), entries=first, trials=trials, plans=())
    assert sum(e.crashes for e in late) == 1
    assert not any(e.settled for e in late)
    _, done = kept(LATER + timedelta(days=70), entries=first, trials=trials, plans=())
    assert all(e.settled for e in done)
    gone, none = kept(LATER + timedelta(days=450), entries=first, trials=trials, plans=())
    assert (gone, none) == ((), ())


def test_presence_that_is_recorded_stays_and_the_rest_is_not_recorded() -> None:
    _, first = kept(MONTH)
    there = {first[0].entry_id: 3.5}
    _, second = kept(LATER, entries=first, plans=(), presence=there)
    _, third = kept(LATER, entries=second, plans=())
    assert [e.presence_hours for e in third][:2] == [3.5, None]


def planted(entries: tuple[LedgerEntry, ...], treated: int, held: int) -> list:
    """So many crashes in rows of each arm, spread over them in turn."""
    crashes = []
    for arm, number in (("treat", treated), ("hold_out", held)):
        rows = [e for e in entries if e.arm == arm]
        crashes += [(int(e.segment_id[1:]), e.starts_at) for e in (rows * (number // len(rows) + 1))[:number]]
    return crashes


def test_an_experiment_is_judged_once_its_time_has_passed() -> None:
    trials, entries = kept(MONTH)
    assert (trials[0].effect, trials[0].p_value, trials[0].crashes_treated) == (None, None, 0)
    outcomes = outcomes_of(planted(entries, 60, 100))
    (judged,), _ = kept(LATER, outcomes, entries=entries, trials=trials, plans=())
    assert (judged.crashes_treated, judged.crashes_held) == (60, 100)
    assert judged.effect is not None
    assert judged.effect.value == pytest.approx(0.6)
    assert judged.effect.low < 0.6 < judged.effect.high < 1.0
    assert judged.p_value <= 0.02
    assert judged.effect_where_present is None
    assert judged.months_to_see > 12
    assert "8%" in judged.power.en


def test_presence_in_part_of_the_orders_shows_the_larger_effect_of_presence() -> None:
    trials, entries = kept(MONTH)
    ordered = [e.entry_id for e in entries if e.arm == "treat"]
    there = {e.entry_id: 0.0 for e in entries} | dict.fromkeys(ordered[::2], 4.0)
    outcomes = outcomes_of(planted(entries, 75, 100))
    (judged,), _ = kept(LATER, outcomes, entries=entries, trials=trials, plans=(), presence=there)
    assert judged.effect.value == pytest.approx(0.75)
    assert judged.effect_where_present.value == pytest.approx(0.5, abs=0.02)


def test_later_experiments_of_a_design_count_the_earlier_ones_in() -> None:
    trials, entries = kept(MONTH)
    april = plan_of("duty-month-2020-04", MONTH + timedelta(days=28))
    outcomes = outcomes_of(planted(entries, 60, 100))
    judged, _ = kept(LATER, outcomes, entries=entries, trials=trials, plans=(april,))
    assert [t.plan_id for t in judged] == ["duty-month-2020-03", "duty-month-2020-04"]
    assert [t.crashes_held for t in judged] == [100, 100]
    assert judged[1].effect is not None


def test_nothing_held_out_teaches_nothing_and_says_so() -> None:
    none = pack_with(draw={"most_held_share": 0.0})
    (trial,), entries = kept(LATER, pack=none)
    assert {e.arm for e in entries} == {"planned"}
    assert (trial.effect, trial.months_to_see) == (None, None)
    assert "nothing is held out" in trial.power.en


def test_no_crash_at_all_gives_no_effect() -> None:
    trials, entries = kept(MONTH)
    (judged,), _ = kept(LATER, entries=entries, trials=trials, plans=())
    assert (judged.effect, judged.p_value) == (None, None)


def test_arms_are_drawn_again_as_they_were_drawn() -> None:
    _, entries = kept(LATER)
    trial = columns_of(entries, LATER)
    again = draw_again(trial, "switch_back", "ff", 50)
    for pair in np.unique(trial.pair):
        assert (again[:, trial.pair == pair].sum(axis=1) == 1).all()
    assert abs(again.mean() - 0.5) < 0.02
    shuffled = draw_again(trial, "hold_out", "ff", 50)
    assert (shuffled.sum(axis=1) == trial.treated.sum()).all()
    assert (shuffled != shuffled[0]).any()


def test_a_stretch_that_the_network_lost_keeps_what_was_known() -> None:
    _, entries = kept(MONTH)
    lost = [replace(e, segment_id="gone", crashes=2, injury_weight=4.0) for e in entries]
    _, after = kept(LATER, entries=lost, plans=())
    assert {(e.crashes, e.injury_weight) for e in after} == {(2, 4.0)}

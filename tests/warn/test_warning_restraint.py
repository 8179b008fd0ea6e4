"""Restraint: never over the budget, nothing lost, no flapping, never twice on the same grounds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.terms.codes import Level
from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.warn.candidate import Candidate
from daoan.warn.restraint.budget import fit_budget
from daoan.warn.restraint.hysteresis import settle
from daoan.warn.restraint.levels import level_of
from tests.warn.findings_makers import AS_OF, PACK

RULE = "credible_excess"  # red 8, orange 5, yellow 3, blue 1.5; kept down to 0.8 of each


def candidate(subject: str, score: float, grounds: int = 0) -> Candidate:
    return Candidate(
        RULE,
        subject,
        score,
        Text("t", "题"),
        Text("b", "文"),
        (Evidence("segment", f"{subject}@{grounds}", Text("", "")),),
    )


def turn(candidates, previous=(), days=0):
    return fit_budget(settle(candidates, previous, AS_OF + timedelta(days=days), PACK), PACK)


SCORES = st.dictionaries(st.integers(0, 60).map(str), st.floats(0, 20), max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(SCORES, min_size=1, max_size=5))
def test_budget_is_never_exceeded_and_nothing_is_lost(turns):
    alerts = []
    for day, scores in enumerate(turns):
        before = {a.alert_id for a in alerts}
        alerts = turn([candidate(s, v, day) for s, v in scores.items()], alerts, day)
        assert before <= {a.alert_id for a in alerts}
        assert len({a.alert_id for a in alerts}) == len(alerts)
        for level in Level:
            assert sum(a.state == "open" and a.level is level for a in alerts) <= PACK.get(f"budget.{level.value}")
        standing = [(a.rule, a.subject) for a in alerts if a.state != "cleared"]
        assert len(standing) == len(set(standing))
        shown = {a.subject for a in alerts if a.state in ("open", "held")}
        assert {s for s, v in scores.items() if v >= 1.5} <= shown


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.85, 1.15), min_size=3, max_size=30), st.sampled_from([8.0, 5.0, 3.0, 1.5]))
def test_noise_around_a_threshold_moves_nothing_after_the_first_crossing(noise, threshold):
    alerts, seen = [], []
    for day, factor in enumerate([1.01, *noise]):
        alerts = turn([candidate("s", threshold * factor, day)], alerts, day)
        seen.append([(a.level, a.state, a.alert_id) for a in alerts])
    assert len({str(s) for s in seen}) == 1


@settings(max_examples=40, deadline=None)
@given(SCORES)
def test_the_same_turn_again_changes_nothing(scores):
    made = [candidate(s, v) for s, v in scores.items()]
    first = turn(made)
    assert turn(made, first) == first
    assert turn(list(reversed(made))) == first


def test_the_gravest_and_strongest_are_open():
    made = [candidate(str(i), 8.0 + i) for i in range(6)]
    alerts = turn(made)
    assert [a.subject for a in alerts if a.state == "open"] == ["5", "4", "3", "2"]
    assert [a.subject for a in alerts if a.state == "held"] == ["1", "0"]


def test_an_open_alert_gives_way_only_to_a_clearly_stronger_one():
    first = turn([candidate(str(i), 10.0) for i in range(4)])
    little = turn([candidate(str(i), 10.0) for i in range(4)] + [candidate("new", 11.0)], first)
    assert next(a for a in little if a.subject == "new").state == "held"
    much = turn([candidate(str(i), 10.0) for i in range(4)] + [candidate("new", 12.5)], first)
    assert next(a for a in much if a.subject == "new").state == "open"
    assert sum(a.state == "held" for a in much) == 1


def test_a_held_alert_opens_when_a_seat_is_free():
    first = turn([candidate(str(i), 10.0 + i) for i in range(5)])
    second = turn([candidate(str(i), 10.0 + i) for i in range(3)], first, 1)
    assert {a.subject: a.state for a in second} == {
        "0": "open",
        "1": "open",
        "2": "open",
        "3": "cleared",
        "4": "cleared",
    }


def test_levels_rise_at_once_and_fall_late():
    rising = turn([candidate("s", 8.5)], turn([candidate("s", 4.0)]), 1)
    assert rising[0].level is Level.RED
    assert rising[0].raised_at == AS_OF
    assert turn([candidate("s", 6.5)], rising, 2)[0].level is Level.RED
    assert turn([candidate("s", 6.3)], rising, 2)[0].level is Level.ORANGE


def test_the_same_grounds_never_warn_twice_but_new_grounds_do():
    first = turn([candidate("s", 4.0)])
    cleared = turn([], first, 1)
    assert (cleared[0].state, cleared[0].cleared_at) == ("cleared", AS_OF + timedelta(days=1))
    assert [a.state for a in turn([candidate("s", 9.0)], cleared, 2)] == ["cleared"]
    assert sorted(a.state for a in turn([candidate("s", 9.0, grounds=1)], cleared, 2)) == ["cleared", "open"]


def test_grounds_that_came_while_the_alert_stood_are_not_new_after_it_cleared():
    first = turn([candidate("s", 4.0, grounds=0)])
    second = turn([candidate("s", 4.0, grounds=1)], first, 1)
    cleared = turn([], second, 2)
    assert [a.state for a in turn([candidate("s", 4.0, grounds=1)], cleared, 3)] == ["cleared"]


def test_cleared_alerts_are_remembered_for_a_stated_time():
    cleared = turn([], turn([candidate("s", 4.0)]), 1)
    assert turn([], cleared, 300) == cleared
    assert turn([], cleared, 500) == []


def test_ids_follow_from_grounds_not_from_words():
    one = candidate("s", 4.0)
    assert replace(one, title=Text("other", "别的"), score=9.0).alert_id == one.alert_id
    assert candidate("s", 4.0, grounds=1).alert_id != one.alert_id
    assert candidate("t", 4.0).alert_id != one.alert_id


@pytest.mark.parametrize(
    ("score", "reached", "level"),
    [
        (8.0, None, "red"),
        (7.9, None, "orange"),
        (6.4, "red", "red"),
        (6.4, None, "orange"),
        (1.21, "blue", "blue"),
        (1.19, "blue", None),
    ],
)
def test_levels_by_score(score, reached, level):
    found = level_of(score, PACK.get(f"rules.{RULE}.levels"), Level(reached) if reached else None, 0.8)
    assert (found.value if found else None) == level

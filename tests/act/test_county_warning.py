"""A county warning goes the way of the table and no other, in time by the calendar, and the loop only drafts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.act.county_drafts import draft_warnings, measures_for
from daoan.act.county_warning import StepRefused, Terms, WarningEvent, advance, is_overdue
from daoan.act.warning_table import CLOSED, ROLES, STATES, TRANSITIONS, diagram
from daoan.act.working_days import after_working_days, calendar_of, weekdays_only
from daoan.terms.codes import Level
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import CountyAssessment, CountyWarning, SituationMonth
from daoan.terms.rulepacks import read_rule_pack

ROOT = Path(__file__).parents[2]
PACK = read_rule_pack((ROOT / "rulepacks" / "situation.toml").read_text(encoding="utf-8"), "situation")
TERMS = Terms(PACK, "Asia/Shanghai", weekdays_only)
MONDAY = datetime(2025, 12, 8, 1, tzinfo=UTC)  # 9 o'clock in Shanghai

#: The whole way of a warning that was heeded: event, role, who, note, the state after, the deadline in local time.
HEEDED = [
    ("submit", "analyst", "a1", "", "review", None),
    ("publish", "reviewer", "r1", "", "published", "2025-12-11 00:00"),  # two working days after Monday
    ("sign", "county", "c1", "", "signed", "2025-12-16 00:00"),
    ("plan", "county", "c1", "patrols on the descent", "planned", "2025-12-16 00:00"),
    ("progress", "county", "c1", "signs stand", "rectifying", "2025-12-16 00:00"),
    ("report", "county", "c1", "done", "feedback", "2026-01-09 00:00"),
]


def warning(state: str = "draft", level: Level = Level.ORANGE) -> CountyWarning:
    text = Text("a", "甲")
    return CountyWarning("county-1", "621023", text, "2025-11", level, state, text, (text,), MONDAY, None, None, ())


def event(name: str, role: str = "county", by: str = "c1", note: str = "n", **more: object) -> WarningEvent:
    return WarningEvent(name, by, role, note, **more)


def walked() -> CountyWarning:
    now = warning()
    for name, role, by, note, _, _ in HEEDED:
        now = advance(now, WarningEvent(name, by, role, note), MONDAY, TERMS)
    return now


def test_the_way_of_a_warning_that_was_heeded():
    now = warning()
    for name, role, by, note, state, due in HEEDED:
        now = advance(now, WarningEvent(name, by, role, note), MONDAY, TERMS)
        assert now.state == state
        local = None if now.due_at is None else (now.due_at + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")
        assert local == due
    again = advance(now, event("reassess", "loop", level=Level.BLUE, month="2025-12"), MONDAY, TERMS)
    assert (again.level, again.month, again.warned) == (Level.BLUE, "2025-12", Level.ORANGE)
    lifted = advance(again, event("lift", "reviewer"), MONDAY, TERMS)
    assert lifted.state == "lifted"
    assert [s.event for s in lifted.steps] == [*(row[0] for row in HEEDED), "reassess", "lift"]


def test_a_warning_that_did_not_help_goes_on_or_is_escalated_but_is_not_lifted():
    again = advance(walked(), event("reassess", "loop", level=Level.RED, month="2025-12"), MONDAY, TERMS)
    assert advance(again, event("lift", "reviewer"), MONDAY, TERMS).code == "level"
    assert advance(again, event("continue", "reviewer"), MONDAY, TERMS).state == "rectifying"
    assert advance(again, event("escalate", "reviewer"), MONDAY, TERMS).state == "escalated"


@pytest.mark.parametrize(
    ("before", "what", "code"),
    [
        (warning("review"), event("publish", "county"), "role"),
        (warning("signed"), event("plan", note="  "), "note"),
        (warning("draft"), event("sign"), "not_now"),
        (warning("lifted"), event("progress"), "closed"),
        (warning("draft"), event("abolish"), "not_now"),
        (warning("feedback"), event("reassess", "loop", level=Level.BLUE, month="2025-11"), "month"),
        (warning("feedback"), event("reassess", "loop"), "month"),
    ],
)
def test_what_may_not_happen_is_refused_with_a_reason(before, what, code):
    answer = advance(before, what, MONDAY, TERMS)
    assert isinstance(answer, StepRefused)
    assert answer.code == code
    assert answer.message.zh


def test_who_submitted_a_warning_may_not_publish_it_and_time_does_not_run_back():
    review = advance(warning(), event("submit", "analyst", "x"), MONDAY, TERMS)
    assert advance(review, event("publish", "reviewer", "x"), MONDAY, TERMS).code == "same_person"
    early = MONDAY - timedelta(minutes=1)
    assert advance(review, event("publish", "reviewer", "y"), early, TERMS).code == "order"


def test_a_deadline_on_working_days_steps_over_the_holiday():
    def works(day: date) -> bool:  # the first days of October are off, Saturday the 11th is worked
        return day == date(2025, 10, 11) or (weekdays_only(day) and not date(2025, 10, 1) <= day <= date(2025, 10, 8))

    tuesday = datetime(2025, 9, 30, 2, tzinfo=UTC)
    until = after_working_days(tuesday, 3, "Asia/Shanghai", works)
    assert until == datetime(2025, 10, 11, 16, tzinfo=UTC)  # 9, 10 and 11 October


@pytest.mark.parametrize(
    ("zone", "day", "works"),
    [
        ("Asia/Shanghai", date(2025, 10, 6), False),  # a Monday of the national holiday
        ("Asia/Shanghai", date(2025, 10, 11), True),  # a Saturday worked for it
        ("Asia/Shanghai", date(2025, 10, 12), False),
        ("Asia/Shanghai", date(2040, 10, 1), True),  # a Monday of a year without a notice
        ("Europe/London", date(2025, 10, 6), True),
        ("Europe/London", date(2025, 10, 11), False),
    ],
)
def test_offices_work_by_the_calendar_of_their_country(zone, day, works):
    assert calendar_of(zone)(day) is works


def test_a_step_after_its_deadline_is_marked_late():
    published = advance(
        advance(warning(), event("submit", "analyst", "a"), MONDAY, TERMS), event("publish", "reviewer"), MONDAY, TERMS
    )
    in_time, late = published.due_at - timedelta(seconds=1), published.due_at
    assert not is_overdue(published, in_time)
    assert is_overdue(published, late)
    assert not advance(published, event("sign"), in_time, TERMS).steps[-1].late
    assert advance(published, event("sign"), late, TERMS).steps[-1].late


@given(st.lists(st.tuples(st.sampled_from([t.event for t in TRANSITIONS]), st.sampled_from(list(ROLES))), max_size=30))
def test_no_sequence_of_events_leaves_the_table_or_reopens_a_closed_warning(steps):
    now, pairs = warning(), {(s, t.target) for t in TRANSITIONS for s in t.sources}
    for i, (name, role) in enumerate(steps):
        what = (
            event(name, role, by=f"p{i}", level=Level.YELLOW, month=f"2026-{i:03d}")
            if name == "reassess"
            else event(name, role, by=f"p{i}")
        )
        after = advance(now, what, MONDAY + timedelta(hours=i), TERMS)
        if isinstance(after, StepRefused):
            continue
        assert now.state not in CLOSED
        assert (now.state, after.state) in pairs
        assert len(after.steps) == len(now.steps) + 1
        now = after


def test_every_state_is_reached_and_left_unless_it_is_closed():
    targets, sources = {t.target for t in TRANSITIONS}, {s for t in TRANSITIONS for s in t.sources}
    assert targets | {"draft"} == set(STATES)
    assert sources == set(STATES) - CLOSED


def test_the_card_shows_the_table():
    assert diagram() in (ROOT / "docs" / "models" / "situation.md").read_text(encoding="utf-8")


def months(*levels: Level, veto: bool = False) -> tuple[SituationMonth, ...]:
    return tuple(
        SituationMonth(f"2025-{i + 1:02d}", 60.0, level, level, veto=veto and i == len(levels) - 1)
        for i, level in enumerate(levels)
    )


@pytest.mark.parametrize(
    ("history", "talk", "listed"),
    [
        (months(Level.BLUE, Level.ORANGE), False, False),
        (months(Level.ORANGE, Level.ORANGE), True, False),
        (months(Level.YELLOW, Level.RED), True, False),
        (months(Level.RED, Level.RED), True, True),
        (months(Level.BLUE, Level.ORANGE, veto=True), False, True),
        ((), False, False),
    ],
)
def test_measures_of_supervision_follow_the_colours(history, talk, listed):
    words = " ".join(m.zh for m in measures_for(history, TERMS))
    assert ("约谈" in words, "挂牌督办" in words) == (talk, listed)


def assessment(level: Level, month: str = "2025-11", kind: str = "area") -> CountyAssessment:
    text, score = Text("a", "甲"), Estimate(60.0, 50.0, 70.0)
    return CountyAssessment(
        "621023", kind, text, month, date(2025, 10, 1), date(2025, 12, 1), score, 1, 1, 2, 1, 1, 8, level, level,
        (text,), None, None, (), (), (), months(level), (), "situation@1",
    )  # fmt: skip


def test_the_loop_drafts_once_keeps_the_draft_fresh_and_withdraws_it_when_calm():
    drafted = draft_warnings([assessment(Level.YELLOW)], (), MONDAY, TERMS)
    assert [w.state for w in drafted] == ["draft"]
    fresh = draft_warnings([assessment(Level.RED, "2025-12")], drafted, MONDAY, TERMS)
    assert [(w.warning_id, w.level, w.month) for w in fresh] == [(drafted[0].warning_id, Level.RED, "2025-12")]
    calm = draft_warnings([assessment(Level.BLUE, "2026-01")], fresh, MONDAY, TERMS)
    assert [w.state for w in calm] == ["withdrawn"]
    assert draft_warnings([assessment(Level.BLUE, "2026-01")], calm, MONDAY, TERMS) == calm
    assert draft_warnings([], calm, MONDAY + timedelta(days=401), TERMS) == ()


def test_the_loop_warns_no_calm_county_and_no_road_class():
    assert draft_warnings([assessment(Level.BLUE)], (), MONDAY, TERMS) == ()
    assert draft_warnings([assessment(Level.RED, kind="road_class")], (), MONDAY, TERMS) == ()


def test_the_loop_leaves_people_their_steps_and_reassesses_what_was_reported_back():
    signed = replace(warning("signed"), warned=Level.ORANGE)
    assert draft_warnings([assessment(Level.BLUE, "2025-12")], (signed,), MONDAY, TERMS) == (signed,)
    back = replace(warning("feedback"), warned=Level.ORANGE)
    (same,) = draft_warnings([assessment(Level.BLUE, "2025-11")], (back,), MONDAY, TERMS)
    assert same == back
    (again,) = draft_warnings([assessment(Level.BLUE, "2025-12")], (back,), MONDAY, TERMS)
    assert (again.state, again.level) == ("reassessed", Level.BLUE)

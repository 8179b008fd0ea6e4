"""Graded intervention: which measures are due at which level, the order for one, how it stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daoan.act.interventions.due import MeasureState, measures_due, order_for, order_id_of, state_of, takers_of
from daoan.act.interventions.table import read_table
from daoan.act.workflow.engine import begin
from daoan.act.workflow.registry import WORKFLOWS
from daoan.terms.codes import Level
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.records import Alert, Evidence, HazardTicket
from daoan.terms.rulepacks import Status, read_rule_pack
from tests.act.workflow.work_makers import TERMS, UNITS, Desk, who

TEXT = (Path(__file__).parents[2] / "rulepacks" / "interventions.toml").read_text("utf-8")
TABLE = read_table(read_rule_pack(TEXT, "interventions"))
AT = datetime(2026, 3, 4, 1, tzinfo=UTC)
W = Text("G69 K12", "国道69 K12")
SPOT = Alert("a1", "new_black_spot", Level.RED, W, W, None, AT, (Evidence("segment", "s1", W),), 107.5, 35.5)
TICKET = HazardTicket("t1", "b1", "larger", W, W, (), None, None, 107.5, 35.5, AT, 90, None, ())


def codes(found: Alert | HazardTicket) -> list[str]:
    return [d.measure.code for d in measures_due(TABLE, found)]


@pytest.mark.parametrize(
    ("level", "due"),
    [
        ("red", ["road_patrol", "road_tell", "road_control", "road_check"]),
        ("orange", ["road_patrol", "road_tell", "road_control", "road_check"]),
        ("yellow", ["road_tell", "road_check"]),
        ("blue", ["road_watch"]),
    ],
)
def test_the_graver_the_level_the_more_is_due_soonest_first(level: str, due: list[str]) -> None:
    assert codes(replace(SPOT, level=Level(level))) == due
    red, here = measures_due(TABLE, SPOT), measures_due(TABLE, replace(SPOT, level=Level(level)))
    sooner = {d.measure.code: d.within_minutes for d in red}
    assert all(d.within_minutes >= sooner.get(d.measure.code, 0) for d in here)


def test_alerts_about_data_call_for_nothing_and_hazards_go_by_grade() -> None:
    assert codes(replace(SPOT, rule="silent_feed")) == []
    assert codes(TICKET) == codes(replace(SPOT, level=Level.ORANGE))
    assert codes(replace(TICKET, grade="none")) == []
    first = measures_due(TABLE, SPOT)[0]
    assert (first.within_minutes, first.due_at) == (120, AT + timedelta(hours=2))


def test_every_rule_that_warns_is_in_the_table_or_about_data() -> None:
    rules = {p.stem for p in (Path(__file__).parents[2] / "daoan" / "warn" / "rules").glob("*.py")}
    about_data = {"silent_feed", "recording_break"}
    assert set(TABLE.rules) | about_data == rules - {"__init__", "rule"}


def test_every_kind_of_risk_has_measures_at_every_level_and_says_whose_they_are() -> None:
    assert {r.kind for r in TABLE.risks} == {"person", "vehicle", "road", "company", "weather", "event", "area"}
    for risk in TABLE.risks:
        levels = {level for m in risk.measures for level in m.within_minutes}
        assert levels == {level.value for level in Level}, risk.kind
        assert all(m.source.en and m.source.zh and m.status in Status for m in risk.measures)
        assert all((m.source.en == "ours") <= (m.status is Status.PROJECT_DEFAULT) for m in risk.measures)


def test_an_order_for_a_measure_carries_place_evidence_and_the_measures_own_time() -> None:
    due = next(d for d in measures_due(TABLE, SPOT) if d.measure.code == "road_check")
    takers = takers_of(due.measure, None, "city", UNITS)
    assert takers == ("a", "b")
    now = AT + timedelta(days=2)  # begun late: the unit has the whole time all the same
    draft = order_for(SPOT, due, takers, "o1", "city", now)
    assert (draft.segment_id, draft.lon, draft.level, draft.values["measure"]) == ("s1", 107.5, "normal", "road_check")
    assert [(e.kind, e.ref) for e in draft.evidence] == [("alert", "a1"), ("segment", "s1")]
    desk = Desk(now)
    desk.keep(begin(WORKFLOWS["order"], draft, who("city"), TERMS))
    desk.do("o1", "issue", "city")
    desk.do("o1.1", "sign", "a")
    assert desk.matters["o1.1"].due_at == now + timedelta(days=1)
    assert desk.refused("o1.1", "feed_back", "a") == "elements"
    desk.do("o1.1", "feed_back", "a", finding="no fault of the road")


def test_ids_are_the_same_for_everybody_and_differ_by_measure_alert_and_attempt() -> None:
    first, second = (d.measure for d in measures_due(TABLE, SPOT)[:2])
    ids = {
        order_id_of(f, m, n)
        for f in (SPOT, replace(SPOT, alert_id="a2"), TICKET)
        for m in (first, second)
        for n in (1, 2)
    }
    assert len(ids) == 12
    assert order_id_of(SPOT, first, 1) == order_id_of(replace(SPOT, score=3.0), first, 1)


def test_a_measure_stands_as_its_order_does() -> None:
    order = order_for(SPOT, measures_due(TABLE, SPOT)[0], ("a",), "o1", "city", AT)
    assert state_of(None) is MeasureState.NOT_STARTED
    assert state_of(replace(order, state="running")) is MeasureState.UNDER_WAY
    assert state_of(replace(order, state="closed", closed_at=AT)) is MeasureState.DONE
    assert state_of(replace(order, state="withdrawn", closed_at=AT)) is MeasureState.LAPSED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code = "road_tell"', 'code = "road_watch"'),
        ('surge = "area"', 'surge = "sea"'),
        ("within_minutes = { blue = 43200 }", "within_minutes = { }"),
        ("within_minutes = { blue = 43200 }", "within_minutes = { mauve = 1 }"),
        ('unit_kind = "squad"', 'unit_kind = "army"'),
    ],
)
def test_a_table_that_does_not_fit_is_refused(old: str, new: str) -> None:
    assert old in TEXT
    with pytest.raises(RulePackInvalid):
        read_table(read_rule_pack(TEXT.replace(old, new, 1), "interventions"))

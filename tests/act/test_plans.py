"""Plans: who takes which step, what an activation issues, how it ends, which plans are proposed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from daoan.act.orders.rates import figures_of
from daoan.act.plans.activating import Activating, activate
from daoan.act.plans.plan import Plan, PlanStep, faults_of, may_activate, plan_of, targets_of
from daoan.act.plans.progress import progress_of
from daoan.act.plans.proposing import Signal, proposals, signals_of_registers, signals_of_run
from daoan.act.workflow.registry import WORKFLOWS
from daoan.act.workflow.table import Refused
from daoan.terms.codes import Level
from daoan.terms.estimates import Share, Text
from daoan.terms.records import Alert
from daoan.terms.records.registered import Entry
from daoan.terms.units import Unit, UnitKind, UnitTree
from tests.act.workflow.work_makers import MONDAY, TERMS, UNITS, WORK, Desk, who

ICE = Entry(
    "plan-ice", "plan", "city", 3, MONDAY, "city-1",
    {
        "name": "Ice 冰雪", "scenario": "ice_snow", "trigger": "weather", "trigger_of": "ice",
        "trigger_level": "orange", "condition": "c", "may_activate": "brigade",
        "steps": [
            {"order": 2, "what": "Warn 预警", "unit_kind": "squad", "urgency": "pressing", "finish_minutes": 90},
            {
                "order": 1, "what": "Close 封闭", "unit": "b", "urgency": "urgent", "sign_minutes": 5,
                "elements": "lane；photo;",
            },
        ],
    },
)  # fmt: skip
PLAN = plan_of(ICE)


def started(drill: bool = False, plan: Plan = PLAN, by: str = "city") -> Desk:
    """A desk on which the plan has been activated by the city."""
    desk = Desk()
    moves = activate(WORKFLOWS, plan, Activating("it freezes", drill=drill), "act-1", who(by), MONDAY, TERMS)
    assert not isinstance(moves, Refused), moves
    for moved in moves:
        desk.keep(moved)
    return desk


def test_a_plan_is_read_in_the_order_of_its_steps() -> None:
    assert [(s.order, s.unit or s.unit_kind, s.elements) for s in PLAN.steps] == [
        (1, "b", ("lane", "photo")), (2, "squad", ()),
    ]  # fmt: skip
    assert (PLAN.trigger_level, PLAN.may_activate) == (Level.ORANGE, UnitKind.BRIGADE)


def test_a_step_falls_to_one_unit_or_to_every_unit_of_a_kind_in_the_area() -> None:
    tree = UnitTree(
        [
            Unit("city", UnitKind.CITY, Text("c", "c"), None),
            Unit("n", UnitKind.BRIGADE, Text("n", "n"), "city", "A1"),
            Unit("n1", UnitKind.SQUAD, Text("n1", "n1"), "n", "A1"),
            Unit("s", UnitKind.BRIGADE, Text("s", "s"), "city", "A2"),
            Unit("s1", UnitKind.SQUAD, Text("s1", "s1"), "s", "A2"),
            Unit("air", UnitKind.SQUAD, Text("a", "a"), "city"),
        ]
    )
    step = replace(PLAN.steps[1], unit_kind="squad")
    assert targets_of(step, "", "city", tree) == ("n1", "s1", "air")
    assert targets_of(step, "A1", "city", tree) == ("n1", "air")  # who belongs to no county is everywhere
    assert targets_of(step, "A2", "n", tree) == ()  # nobody commands another's squads
    assert targets_of(replace(step, area="A2"), "A1", "city", tree) == ("s1", "air")  # the step's own area counts
    assert targets_of(replace(step, unit="s1"), "A1", "n", tree) == ("s1",)
    assert targets_of(replace(step, unit="gone"), "", "city", tree) == ()


@pytest.mark.parametrize(
    ("lowest", "owner", "unit", "may"),
    [
        ("brigade", "city", "city", True), ("brigade", "city", "a", True), ("brigade", "city", "a1", False),
        ("city", "city", "a", False), ("squad", "a", "b", False), ("squad", "a", "a1", True),
        ("city", "a", "city", True),
    ],
)  # fmt: skip
def test_only_who_stands_high_enough_and_near_activates(lowest: str, owner: str, unit: str, may: bool) -> None:
    plan = replace(PLAN, may_activate=UnitKind(lowest), unit_id=owner)
    assert may_activate(who(unit), plan, UNITS) is may


def test_an_activation_issues_one_order_a_step_with_the_plans_own_limits() -> None:
    desk = started()
    assert [(m.matter_id, m.kind, m.state) for m in desk.matters.values() if m.kind != "order_node"] == [
        ("act-1", "activation", "running"), ("act-1.1", "order", "running"), ("act-1.2", "order", "running"),
    ]  # fmt: skip
    nodes = {m.holder: m for m in desk.matters.values() if m.kind == "order_node"}
    assert set(nodes) == {"b", "a1", "a2"}
    assert (nodes["b"].due_at - MONDAY).total_seconds() == 5 * 60  # the plan's; the rule pack says 15
    assert (nodes["a1"].due_at - MONDAY).total_seconds() == 60 * 60  # none of its own
    assert [e["name"] for e in nodes["b"].values["elements"]] == ["lane", "photo"]
    assert [(e.kind, e.ref, e.value) for e in nodes["b"].evidence] == [("plan", "plan-ice", "v3")]
    desk.later(minutes=20)
    desk.do("act-1.2.1", "sign", "a1")
    assert (desk.matters["act-1.2.1"].due_at - MONDAY).total_seconds() == 90 * 60
    (start,) = [s for s in desk.steps["act-1"] if s.event == "start"]
    assert start.values == {"orders": 2}


def test_an_activation_ends_with_its_last_order_or_is_stood_down_as_a_whole() -> None:
    desk = started()
    for node, unit in (("act-1.1.1", "b"), ("act-1.2.1", "a1")):
        desk.do(node, "sign", unit)
        desk.do(node, "feed_back", unit, lane="1", photo="p")
        desk.do(node, "first_pass", unit, 2)
        desk.do(node, "final_pass", "city", 3)
    assert [desk.state(f"act-1{x}") for x in ("", ".1", ".2")] == ["running", "closed", "running"]
    desk.do("act-1", "stand_down", "city", note="it thaws")
    assert [desk.state(f"act-1{x}") for x in ("", ".1", ".2", ".2.1", ".2.2")] == [
        "stood_down", "closed", "withdrawn", "done", "withdrawn",
    ]  # fmt: skip
    assert [s.note for s in desk.steps["act-1.2.2"] if s.event == "withdraw"] == ["it thaws"]
    assert desk.attempt("act-1", "stand_down", who("city")).code == "closed"


def test_an_activation_finishes_by_itself_and_lapses_with_its_last_order() -> None:
    one = replace(PLAN, steps=(replace(PLAN.steps[0], elements=()),))
    desk = started(plan=one)
    for number, event in enumerate(("sign", "feed_back", "first_pass", "final_pass")):
        desk.do("act-1.1.1", event, "city" if event == "final_pass" else "b", max(number, 1))
    assert desk.state("act-1") == "finished"
    desk = started(plan=one)
    desk.do("act-1.1", "withdraw", "city")
    assert desk.state("act-1") == "stood_down"
    assert desk.refused("act-1", "stand_down", "city") == "closed"


def test_an_exercise_says_so_in_every_title_and_counts_in_no_rate() -> None:
    desk = started(drill=True)
    assert {m.kind for m in desk.matters.values()} == {"drill", "drill_order", "drill_node"}
    assert all(m.title.startswith("【演练 Exercise】") for m in desk.matters.values())
    desk.do("act-1.2.1", "sign", "a1")
    desk.do("act-1.2.1", "feed_back", "a1")
    figures = figures_of("city", list(desk.matters.values()), desk.steps, UNITS, desk.later(days=3))
    assert (figures.to_sign, figures.signed.whole, figures.fed_back.whole) == (0, 0, 0)
    real = started()
    figures = figures_of("city", list(real.matters.values()), real.steps, UNITS, real.later(days=3))
    assert (figures.to_sign, figures.signed.whole) == (3, 3)


def test_nothing_is_issued_where_a_step_falls_to_nobody() -> None:
    lost = replace(PLAN, steps=(*PLAN.steps, replace(PLAN.steps[1], order=3, unit_kind="company")))
    refused = activate(WORKFLOWS, lost, Activating("x"), "act-1", who("city"), MONDAY, TERMS)
    assert isinstance(refused, Refused)
    assert refused.message.en == "step 3 falls to nobody"
    empty = activate(WORKFLOWS, replace(PLAN, steps=()), Activating("x"), "act-1", who("city"), MONDAY, TERMS)
    assert empty.code == "steps"


def test_faults_are_told_before_the_day_comes() -> None:
    long = PlanStep(1, "w", "b", "", "", "urgent", 30, 60, ())
    lost = PlanStep(2, "w", "", "company", "", "normal", None, None, ())
    found = faults_of(replace(PLAN, steps=(long, lost)), "city", UNITS, WORK)
    assert [f.en for f in found] == [
        "step 1: the clock for signing (15 min) is shorter and holds", "step 2: it falls to nobody",
    ]  # fmt: skip


def test_progress_tells_each_step_and_how_long_it_took() -> None:
    desk = started()
    desk.later(minutes=4)
    desk.do("act-1.1.1", "sign", "b")
    desk.later(minutes=6)
    desk.do("act-1.1.1", "feed_back", "b", lane="1", photo="p")
    now = desk.later(minutes=60)
    first, second = progress_of(desk.matters["act-1"], desk.matters, desk.steps, now)
    assert (first.step, first.what, first.signed, first.fed_back, first.done) == (
        1, "Close 封闭", Share(1, 1), Share(1, 1), Share(0, 1),
    )  # fmt: skip
    assert (first.parts[0].signed_minutes, first.parts[0].fed_back_minutes) == (4.0, 10.0)
    assert (second.signed, second.late, second.parts[0].signed_minutes) == (Share(0, 2), 2, None)
    part = {name: m for name, m in desk.matters.items() if name in ("act-1", "act-1.2", "act-1.2.1")}
    (only,) = progress_of(part["act-1"], part, desk.steps, now)  # who sees a part is told of a part
    assert only.signed == Share(0, 1)


def signal(trigger: str = "weather", what: str = "ice", level: str | None = "red", area: str | None = None) -> Signal:
    return Signal(trigger, what, Level(level) if level else None, area, Text("s", "s"), "r")


@pytest.mark.parametrize(
    ("found", "holds"),
    [
        (signal(), True),
        (signal(level="orange"), True),
        (signal(level="yellow"), False),  # the plan asks for orange
        (signal(level=None), False),
        (signal(what="fog"), False),
        (signal(trigger="alert"), False),
    ],
)
def test_a_trigger_holds_by_kind_and_level(found: Signal, holds: bool) -> None:
    assert bool(proposals([PLAN], [found])) is holds


def test_proposals_are_the_gravest_first_and_say_where_and_why() -> None:
    any_alert = replace(PLAN, entry_id="p2", name="B", trigger="alert", trigger_of="", trigger_level=None)
    here = replace(any_alert, entry_id="p3", name="A", area="A2")
    by_hand = replace(PLAN, entry_id="p4", trigger="by_hand", trigger_of="", trigger_level=None)
    found = [
        signal("alert", "r1", "yellow", "A1"),
        signal("alert", "r2", "blue", "A2"),
        signal(level="orange", area="A1"),
    ]
    told = proposals([by_hand, here, any_alert, PLAN], found)
    assert [(p.entry_id, p.area, p.level, len(p.signals)) for p in told] == [
        ("plan-ice", "A1", Level.ORANGE, 1), ("p2", "", Level.YELLOW, 2), ("p3", "A2", Level.BLUE, 1),
    ]  # fmt: skip


def test_registers_speak_on_their_days_and_the_run_by_what_stands() -> None:
    def entry(ref: str, **values: object) -> Entry:
        return Entry(ref, "r", "city", 1, MONDAY, "x", values)

    told = signals_of_registers(
        [entry("w1", text="ice", kind="ice", level="red", **{"from": "2026-01-02", "until": "2026-01-04"})],
        [
            entry("c1", where="G22", closed=True, area="A1", **{"from": "2026-01-04", "until": "2026-01-05"}),
            entry("c2", where="G69", **{"from": "2026-01-04", "until": "2026-01-05"}),  # a lane, not the road
        ],
        [entry("m1", name="market", kind="market", area="A2")],
        date(2026, 1, 4),
    )
    assert [(s.trigger, s.ref, s.what, s.level, s.area) for s in told] == [
        ("weather", "w1", "ice", Level.RED, None), ("closure", "c1", "", None, "A1"),
        ("mass_event", "m1", "market", None, "A2"),
    ]  # fmt: skip
    alert = Alert("a1", "surge", Level.RED, Text("t", "t"), Text("b", "b"), "A1", datetime(2026, 1, 1, tzinfo=UTC), ())
    assert [s.ref for s in signals_of_run([alert, replace(alert, alert_id="a2", state="cleared")], ())] == ["a1"]

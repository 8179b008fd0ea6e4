"""A measure pack: a task for each measure and unit, checklists ticked, completion as numerator and denominator."""

import pytest

from daoan.act.operations.catalogue import as_values, read_packs, read_sets
from daoan.act.operations.measures import progress_of
from daoan.terms.errors import RulePackInvalid
from daoan.terms.rulepacks import read_rule_pack
from tests.act.workflow.work_makers import ROOT, Desk, matter

PACKS = read_packs(read_rule_pack((ROOT / "rulepacks/measure-packs.toml").read_text("utf-8"), "measure-packs"))
SETS = read_sets(read_rule_pack((ROOT / "rulepacks/violation-sets.toml").read_text("utf-8"), "violation-sets"))
TEN = PACKS["strict-ten"]
ONE = "measure_pack-1"


def opened(measures=TEN.measures[:2], units=("a", "b")) -> Desk:
    desk = Desk()
    values = {"targets": list(units), "finish_by": "2025-12-31", "measures": as_values(measures), "pack": "strict-ten"}
    desk.begin(matter("measure_pack", issuer="city", holder="city", **values))
    desk.do(ONE, "issue", "city")
    return desk


def parts(desk: Desk) -> list[str]:
    return sorted(m.matter_id for m in desk.matters.values() if m.kind == "measure")


def done(desk: Desk, part: str) -> None:
    unit = desk.matters[part].holder
    desk.do(part, "sign", unit)
    desk.do(part, "tick", unit, done=[i["code"] for i in desk.matters[part].values["items"]])
    desk.do(part, "report", unit, note="")
    desk.do(part, "accept", "city")


def test_the_pack_makes_a_task_for_every_measure_and_unit_and_closes_with_the_last() -> None:
    desk = opened()
    assert [desk.matters[p].holder for p in parts(desk)] == ["a", "b", "a", "b"]
    for part in parts(desk):
        assert desk.state(ONE) == "running"
        done(desk, part)
    assert desk.state(ONE) == "closed"


def test_completion_is_told_with_numerator_and_denominator_and_what_is_overdue() -> None:
    desk = opened()
    first, second, third, _ = parts(desk)
    done(desk, first)
    desk.do(second, "sign", "b")
    desk.do(second, "tick", "b", done=["speed"], figure=3)
    desk.do(third, "withdraw", "city")
    desk.later(days=40)
    limits, in_time = progress_of(desk.matters[ONE], desk.family(ONE), desk.now)
    assert (limits.items.part, limits.items.whole) == (4, 6)
    assert (limits.units.part, limits.units.whole, limits.overdue) == (1, 2, 1)
    assert (limits.figure, limits.told) == (3.0, 1)
    assert (in_time.items.whole, in_time.units.whole, in_time.figure) == (
        3,
        1,
        None,
    )  # what was withdrawn counts nowhere


def test_a_tick_is_an_item_of_the_list_and_leaves_the_deadline_alone() -> None:
    desk = opened()
    part = parts(desk)[0]
    desk.do(part, "sign", "a")
    due = desk.matters[part].due_at
    desk.later(days=2)
    for given in ({"done": ["nothing"]}, {"done": "speed"}, {}):
        assert desk.refused(part, "tick", "a", **given) == "items"
    assert desk.refused(part, "tick", "a", done=["speed"], figure=-1) == "figure"
    desk.do(part, "tick", "a", done=["gap", "speed", "gap"])
    assert desk.matters[part].values["done"] == ["speed", "gap"]
    assert desk.matters[part].due_at == due


def test_a_report_with_open_items_says_why() -> None:
    desk = opened()
    part = parts(desk)[0]
    desk.do(part, "sign", "a")
    assert desk.refused(part, "report", "a", note=" ") == "items"
    desk.do(part, "report", "a", note="no such stretch here")
    assert desk.refused(part, "accept", "a") == "part"


def test_withdrawing_the_pack_withdraws_what_is_open_and_the_last_part_takes_the_pack_along() -> None:
    desk = opened()
    done(desk, parts(desk)[0])
    desk.do(ONE, "withdraw", "city")
    assert [desk.state(p) for p in parts(desk)] == ["accepted", "withdrawn", "withdrawn", "withdrawn"]
    other = opened()
    for part in parts(other):
        other.do(part, "withdraw", "city")
    assert other.state(ONE) == "withdrawn"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"targets": ["a", "a"]}, "targets"),
        ({"targets": ["x"]}, "targets"),
        ({"finish_by": "2025-12-01"}, "day"),
        ({"measures": []}, "measures"),
        ({"measures": [{"code": "m"}]}, "measures"),
        ({"measures": as_values(TEN.measures[:1]) * 2}, "measures"),
    ],
)
def test_what_makes_no_pack_is_refused(values, code) -> None:
    desk = Desk()
    whole = {"targets": ["a"], "finish_by": "2025-12-31", "measures": as_values(TEN.measures)} | values
    desk.begin(matter("measure_pack", issuer="city", holder="city", **whole))
    assert desk.refused(ONE, "issue", "city") == code


def test_the_packs_say_what_is_not_known() -> None:
    assert (len(TEN.measures), TEN.missing, TEN.status) == (7, 3, "partial")
    assert {m.purpose for m in TEN.measures} == {"strike", "prevent"}


def test_ten_on_expressways_and_seven_on_ordinary_roads_and_which_of_them_are_filled_in() -> None:
    ten, seven = SETS["highway-ten"], SETS["ordinary-seven"]
    assert (len(ten.members), len(seven.members)) == (10, 7)
    assert [v.code for s in (ten, seven) for v in s.members if not v.sourced] == ["reversing", "drink_drug", "give_way"]
    assert {s.status for s in SETS.values()} == {"partial"}
    assert all(s.source for s in SETS.values())


def test_a_set_with_a_strange_member_is_no_set() -> None:
    text = (ROOT / "rulepacks/violation-sets.toml").read_text("utf-8").replace('"give_way"]', '"jumping"]')
    with pytest.raises(RulePackInvalid):
        read_sets(read_rule_pack(text, "violation-sets"))

"""An operation from plan to evaluation, and what a plan must hold before it is deployed."""

import pytest

from tests.act.workflow.work_makers import Desk, matter

ONE = "operation-1"
PLAN = {
    "type": "drink_drive", "targets": ["a", "b"], "begins_on": "2025-12-12", "finish_by": "2025-12-14", "text": "test",
    "key_days": ["2025-12-13"],
}  # fmt: skip


def planned(**values) -> Desk:
    desk = Desk()
    desk.begin(matter("operation", issuer="city", holder="city", **PLAN | values))
    return desk


def test_from_plan_to_evaluation() -> None:
    desk = planned()
    desk.do(ONE, "deploy", "city")
    (order,) = [m for m in desk.matters.values() if m.kind == "order"]
    assert (order.state, order.values["targets"], order.issuer) == ("draft", ["a", "b"], "city")
    desk.do(order.matter_id, "issue", "city")
    assert desk.matters[ONE].due_at.isoformat() == "2025-12-12T16:00:00+00:00"  # to begin by the first day's end
    desk.do(ONE, "begin", "city")
    desk.do(ONE, "end", "city")
    desk.do(ONE, "sum_up", "city", summary="s")
    desk.do(ONE, "evaluate", "city", finding="f")
    assert desk.state(ONE) == "closed"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"targets": []}, "targets"),
        ({"targets": ["a", "a"]}, "targets"),
        ({"type": "picnic"}, "type"),
        ({"begins_on": "2025-12-15"}, "day"),
        ({"finish_by": "soon"}, "day"),
        ({"begins_on": "2025-12-01", "finish_by": "2025-12-02", "key_days": []}, "day"),
        ({"text": " "}, "text"),
        ({"key_days": ["2025-12-20"]}, "key_days"),
        ({"key_days": "2025-12-13"}, "key_days"),
    ],
)
def test_a_plan_that_says_too_little_is_not_deployed(values, code) -> None:
    desk = planned(**values)
    assert desk.refused(ONE, "deploy", "city") == code
    desk.do(ONE, "edit", "city", **PLAN)
    desk.do(ONE, "deploy", "city")


def test_every_draw_is_counted_and_none_is_made_after_the_deployment() -> None:
    desk = planned()
    drawn = {"sites": [{"name": "s"}], "draw": {"seed": "one"}}
    desk.do(ONE, "draw_sites", "city", **drawn)
    desk.do(ONE, "draw_sites", "city", **drawn | {"draw": {"seed": "two"}})
    assert desk.matters[ONE].values["draw"] == {"seed": "two", "number": 2}
    for wrong in ({"sites": []}, {"sites": "s"}, {"sites": [1]}, {"draw": 5}):
        assert desk.refused(ONE, "draw_sites", "city", **drawn | wrong) == "sites"
    desk.do(ONE, "deploy", "city")
    assert desk.refused(ONE, "draw_sites", "city", **drawn) == "not_now"


def test_withdrawing_takes_its_order_along() -> None:
    desk = planned()
    desk.do(ONE, "deploy", "city")
    (order,) = [m.matter_id for m in desk.matters.values() if m.kind == "order"]
    desk.do(order, "issue", "city")
    desk.do(ONE, "withdraw", "city")
    assert {m.state for m in desk.family(ONE).values()} == {"withdrawn"}

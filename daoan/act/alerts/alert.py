"""An alert in work: 签收—判定有效/无效—下达/不下达—反馈—办结, with clocks by level.

Orders are drafted below the alert; it counts as dispatched when one of them is issued, not when it is drafted, and is
fed back when all that were issued are closed. Who judged an alert invalid, or sent no order, does not close it alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from daoan.act.alerts.again import with_correction, with_pass
from daoan.act.alerts.orders import order_from
from daoan.act.orders.order import RULES, URGENCIES
from daoan.act.workflow.given import is_blank, other_person, units_in, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

#: Why an alert may be invalid or no order is sent.
REASONS_INVALID = {
    "misread": Text("plate or picture misread", "识别错误"),
    "stale": Text("data too old", "数据过期"),
    "known": Text("already dealt with", "已处置"),
    "not_so": Text("not so on checking", "核查不属实"),
    "other": Text("other", "其他"),
}
REASONS_NO_ORDER = {
    "out_of_reach": Text("out of reach", "已离开辖区"),
    "in_hand": Text("already in hand", "已有处置"),
    "watch": Text("watched only", "持续关注"),
    "no_force": Text("no force at hand", "警力不足"),
    "other": Text("other", "其他"),
}
_HOLDER, _CLOSERS, _LOOP = (Part.HOLDER,), (Part.HOLDER, Part.ABOVE), (Part.LOOP,)
_WORK, _AUDIT, _ISSUE = Permission.WORK, Permission.AUDIT_WORK, Permission.ISSUE
_JUDGED = ("invalid", "not_ordered", "fed_back")


def _reason_in(reasons: dict[str, Text], event: Event) -> Refused | None:
    if str(event.values["reason"]) not in reasons:
        en, zh = (", ".join(t.en for t in reasons.values()), "、".join(t.zh for t in reasons.values()))
        return Refused("reason", Text(f"give one of the reasons: {en}", f"请选择原因：{zh}"))
    if event.values["reason"] == "other" and is_blank(event.note):
        return Refused("note", Text("say which other reason", "请说明其他原因"))
    return None


def _invalid_reason(_matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    return _reason_in(REASONS_INVALID, event)


def _no_order_reason(_matter: Matter, event: Event, _at: datetime, terms: Terms) -> Refused | None:
    if any(c.state in {"draft", "running"} for c in terms.related):
        return Refused("order_open", Text("withdraw the order first", "请先撤销已拟指令"))
    return _reason_in(REASONS_NO_ORDER, event)


def _order_sound(_matter: Matter, event: Event, _at: datetime, terms: Terms) -> Refused | None:
    given = event.values
    if any(child.state == "draft" for child in terms.related):
        return Refused("order_open", Text("issue or withdraw the drafted order first", "请先下发或撤销已拟指令"))
    if "targets" in given and any(u not in terms.units for u in units_in(given["targets"]) or ("",)):
        return Refused("unit", Text("name units that exist", "请指定有效单位"))
    if str(given.get("urgency", "normal")) not in URGENCIES or str(given.get("rule", "all")) not in RULES:
        return Refused(
            "rule", Text("say how urgent it is and whether any or all must complete", "请选择紧急程度和完结规则")
        )
    return None


def _judged(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, judged_by=event.by.person_id, reason=event.values.get("reason"))
    return replace(matter, values=values)


def _order(alert: Matter, event: Event, _terms: Terms) -> Sequence[Matter]:
    order = order_from(alert, event.values)
    return (replace(order, values={**order.values, "round": _round(alert)}),)


def _settle(alert: Matter, orders: Sequence[Matter]) -> str | None:
    own = [o.state for o in orders if o.values.get("round", 0) == _round(alert) and o.state != "withdrawn"]
    sent = [state for state in own if state != "draft"]
    if not sent:
        return "recalled"
    return "gather" if all(state == "closed" for state in own) else "dispatched"


def _reopened(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, round=_round(matter) + 1, judged_by=None, reason=None))


def _seen(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return with_pass(matter, event.values)


def _corrected(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return with_correction(matter, event.values)


def _round(alert: Matter) -> int:
    """How often the alert was sent back: orders of earlier rounds count no more."""
    return int(alert.values.get("round", 0))


ALERT = Workflow(
    kind="alert",
    name=Text("alert in work", "预警处置"),
    states={
        "new": Text("to be signed", "待签收"),
        "signed": Text("to be judged", "待研判"),
        "valid": Text("valid, to be dispatched", "有效，待下达"),
        "ordered": Text("dispatched", "已下达"),
        "invalid": Text("invalid", "无效"),
        "not_ordered": Text("no order sent", "不下达"),
        "fed_back": Text("fed back", "已反馈"),
        "closed": Text("closed", "已办结"),
    },
    start="new",
    closed=frozenset({"closed"}),
    transitions=(
        Transition("sign", ("new",), "signed", _HOLDER, _WORK, Text("sign", "签收")),
        *(
            Transition(
                "seen_again", (state,), state, _LOOP, _WORK, Text("seen again", "再次过车"),
                needs=("evidence", "p_right"), change="seen", keeps_clock=True,
            )
            for state in ("new", "signed", "valid", "ordered")
        ),
        *(
            Transition(
                "corrected", (state,), state, _LOOP, _WORK, Text("corrected", "更正"),
                needs=("evidence", "corrected_at"), change="corrected", keeps_clock=True,
            )
            for state in ("new", "signed", "valid", "ordered")
        ),
        Transition(
            "judge_valid", ("signed",), "valid", _HOLDER, _WORK, Text("judge valid", "判定有效"), change="judged"
        ),
        Transition(
            "judge_invalid", ("signed",), "invalid", _HOLDER, _WORK, Text("judge invalid", "判定无效"),
            guards=("invalid_reason",), needs=("reason",), change="judged",
        ),
        *(
            Transition(
                "draft_order", (state,), state, _HOLDER, _ISSUE, Text("draft an order", "拟制指令"),
                guards=("order_sound",), spawn="order",
            )
            for state in ("valid", "ordered")
        ),
        Transition("dispatched", ("valid",), "ordered", _LOOP, _ISSUE, Text("dispatched", "下达")),
        Transition("recalled", ("ordered",), "valid", _LOOP, _ISSUE, Text("order withdrawn", "指令撤销")),
        Transition(
            "not_dispatch", ("valid",), "not_ordered", _HOLDER, _WORK, Text("send no order", "不下达"),
            guards=("no_order_reason",), needs=("reason",), change="judged",
        ),
        Transition("gather", ("ordered",), "fed_back", _LOOP, _WORK, Text("fed back", "反馈")),
        Transition(
            "close", _JUDGED, "closed", _CLOSERS, _AUDIT, Text("close", "办结"), guards=("other_than_judge",)
        ),
        Transition(
            "reopen", _JUDGED, "signed", _CLOSERS, _AUDIT, Text("send back", "退回重新研判"),
            needs_note=True, change="reopened",
        ),
    ),
    clocks={
        "new": Clock("alerts.sign_minutes", "minutes", Text("sign", "签收"), by_level=True),
        "signed": Clock("alerts.judge_minutes", "minutes", Text("judge", "研判"), by_level=True),
        "valid": Clock("alerts.dispatch_minutes", "minutes", Text("dispatch", "下达"), by_level=True),
        "ordered": Clock("alerts.feed_back_minutes", "minutes", Text("feed back", "反馈"), by_level=True),
        **dict.fromkeys(_JUDGED, Clock("alerts.close_minutes", "minutes", Text("close", "办结"), by_level=True)),
    },
    guards={
        "invalid_reason": _invalid_reason,
        "no_order_reason": _no_order_reason,
        "order_sound": _order_sound,
        "other_than_judge": other_person("judged_by", "who judged it does not close it", "研判人不得自行办结"),
    },
    changes={"judged": _judged, "reopened": _reopened, "seen": _seen, "corrected": _corrected},
    spawns={"order": _order},
    settle=_settle,
    begun_with=Permission.ISSUE,
)  # fmt: skip

"""What must hold for the steps of a part of an order, and what changes with them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from daoan.act.interception.feedback import choice_of
from daoan.act.workflow.given import is_blank, moment_in, other_person, with_values
from daoan.act.workflow.table import Event, Refused, Terms
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter


def elements_given(matter: Matter, event: Event, at: datetime, terms: Terms) -> Refused | None:
    """Every required element is there, each choice is one of its own, and the time of handling
    lies between dispatch and now."""
    elements = matter.values.get("elements", ())
    for element in elements:
        choices, told = element.get("choices"), event.values.get(element["name"])
        if isinstance(choices, Mapping) and not is_blank(told) and choice_of(choices, told) is None:
            label = _label_of(element)
            return Refused("choice", Text(f"choose one of those given: {label.en}", f"请从选项中选择：{label.zh}"))
    missing = [e for e in elements if _is_due(e, elements, event) and is_blank(event.values.get(e["name"]))]
    if missing:
        listed = [_label_of(e) for e in missing]
        en, zh = ", ".join(t.en for t in listed), "、".join(t.zh for t in listed)
        return Refused("elements", Text(f"the feedback must hold: {en}", f"反馈缺少必填要素：{zh}"))
    if "handled_at" not in event.values:
        return None
    moment = moment_in(event.values["handled_at"], terms.zone)
    if moment is None:
        return Refused(
            "handled_at", Text("give the time of handling as an ISO moment with its zone", "处置时间格式有误")
        )
    dispatched = moment_in(matter.values.get("dispatched_at"), terms.zone) or matter.created_at
    if moment < dispatched or moment > at:
        return Refused(
            "time_reversed",
            Text("handled before it was dispatched, or in the future", "时间倒挂：处置时间早于下发或晚于当前"),
        )
    return None


def _is_due(element: Mapping[str, Any], elements: Sequence[Mapping[str, Any]], event: Event) -> bool:
    """Whether an element must be there: always, or with what another one says (``required_with``)."""
    if element.get("required"):
        return True
    with_ = element.get("required_with")
    if not isinstance(with_, Mapping) or not with_:
        return False
    choices = {e["name"]: e.get("choices") or {} for e in elements}
    return all(
        (choice_of(choices.get(n, {}), event.values.get(n)) or event.values.get(n)) == v for n, v in with_.items()
    )


def _label_of(element: Mapping[str, Any]) -> Text:
    label = element.get("label")
    if isinstance(label, Mapping):
        return Text(str(label.get("en", element["name"])), str(label.get("zh", element["name"])))
    return Text(str(label or element["name"]), str(label or element["name"]))


other_than_feeder = other_person("fed_back_by", "who fed back may not audit it", "反馈人不得自行审核")
other_than_first_auditor = other_person("first_audit_by", "the final audit is another person's", "终审须由他人进行")


def target_below(matter: Matter, event: Event, _at: datetime, terms: Terms) -> Refused | None:
    """The unit stands below the one that passes it down, and has no open part of it yet."""
    unit = str(event.values["unit"])
    if unit == matter.holder or unit not in terms.units or not terms.units.within(unit, matter.holder):
        return Refused("unit", Text("pass it down to a unit below your own", "只能转派给下级单位"))
    if any(child.holder == unit and child.closed_at is None for child in terms.related):
        return Refused("twice", Text("that unit has it already", "该单位已在办理"))
    return None


def target_other(matter: Matter, event: Event, _at: datetime, terms: Terms) -> Refused | None:
    """The unit exists and is another."""
    unit = str(event.values["unit"])
    if unit not in terms.units or unit == matter.holder:
        return Refused("unit", Text("name another unit that exists", "请改派至其他有效单位"))
    return None


def fed_back(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    """What was fed back, and by whom."""
    feedback = {"note": event.note.strip(), **event.values}
    return replace(matter, values=with_values(matter, feedback=feedback, fed_back_by=event.by.person_id))


def first_audited(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    """Who audited first."""
    return replace(matter, values=with_values(matter, first_audit_by=event.by.person_id))


def rejected(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    """One more rejection; the whole period runs anew."""
    rejections = int(matter.values.get("rejections", 0)) + 1
    return replace(
        matter,
        values=with_values(matter, rejections=rejections, feed_back_by=None, fed_back_by=None, first_audit_by=None),
    )


def returned(matter: Matter, _event: Event, at: datetime, _terms: Terms) -> Matter:
    """One more return; the time that is left is put down."""
    left_s = max(0, round((matter.due_at - at).total_seconds())) if matter.due_at else None
    misdirected = int(matter.values.get("misdirected", 0)) + 1
    return replace(
        matter, values=with_values(matter, misdirected=misdirected, left_s=left_s, returned_from=matter.state)
    )


def insisted(matter: Matter, _event: Event, at: datetime, _terms: Terms) -> Matter:
    """The clock goes on with the time that was left when it was returned."""
    left_s = matter.values.get("left_s")
    until = None if left_s is None else (at + timedelta(seconds=int(left_s))).isoformat()
    field = "feed_back_by" if matter.values.get("returned_from") == "signed" else "sign_by"
    return replace(matter, values=with_values(matter, **{field: until}, left_s=None, returned_from=None))


def reassigned(matter: Matter, event: Event, at: datetime, _terms: Terms) -> Matter:
    """Another unit, with its own clock; no later than the part above, where there is one."""
    values = with_values(
        matter,
        dispatched_at=at.isoformat(),
        feed_back_by=matter.values.get("passed_with"),
        sign_by=None,
        left_s=None,
        returned_from=None,
    )
    return replace(matter, holder=str(event.values["unit"]), values=values)


def below(matter: Matter, event: Event, _terms: Terms) -> Sequence[Matter]:
    """The part of the unit that it is passed down to, due no later than this one."""
    values = {k: matter.values[k] for k in ("dispatched_at", "elements", "text", "title") if k in matter.values}
    due = matter.due_at.isoformat() if matter.due_at else None
    by = {"feed_back_by": due, "passed_with": due} if due else {}
    node = replace(matter, holder=str(event.values["unit"]), issuer=matter.holder)
    return (replace(node, values={**values, **by, "round": _round(matter)}),)


def _round(node: Matter) -> int:
    """How often the node's feedback was rejected: what was passed down before counts no more."""
    return int(node.values.get("rejections", 0))


def settle(node: Matter, below: Sequence[Matter]) -> str | None:
    """Gathered when all that was passed down is done, taken back when nothing of it is left."""
    own = [c.state for c in below if c.state != "withdrawn" and c.values.get("round", 0) == _round(node)]
    if not own:
        return "take_back"
    return "gather" if all(state == "done" for state in own) else None


def gathered(matter: Matter, _event: Event, _at: datetime, terms: Terms) -> Matter:
    """What the units below fed back, by unit."""
    done = [c for c in terms.related if c.state == "done" and c.values.get("round", 0) == _round(matter)]
    feedback = {"below": {c.holder: c.values.get("feedback", {}) for c in done}}
    return replace(matter, values=with_values(matter, feedback=feedback, fed_back_by=None))

"""An event of public opinion: 登记—研判定级—交办—回应—审核—办结.

Its level is how grave it is (red to blue); clocks run by it. Values: ``text`` (what is said), ``where`` (the platform),
``link``, ``first_seen_at``, ``about`` (ids of matters that it speaks of), ``truth`` (true, partly, rumour, unclear),
``reply``, ``refuted_where`` (for a rumour: where it was refuted), ``summary`` (what came of it).
"""

from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.given import is_blank, known_units, other_person, rejected_once_more, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.codes import Level
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

#: Whether what is said is true, as far as it is known.
TRUTHS = {
    "true": Text("true", "属实"),
    "partly": Text("partly true", "部分属实"),
    "rumour": Text("a rumour", "谣言"),
    "unclear": Text("not clear yet", "待核实"),
}
_LEVELS = frozenset(level.value for level in Level)
_EDITABLE = ("text", "where", "link", "first_seen_at", "about")
_HOLDER, _ISSUER = (Part.HOLDER,), (Part.ISSUER,)
_WORK, _ISSUE, _AUDIT = Permission.WORK, Permission.ISSUE, Permission.AUDIT_WORK


def _judged(_matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    if event.values.get("level") not in _LEVELS:
        return Refused("level", Text("say how grave it is: red, orange, yellow, blue", "请选择红、橙、黄、蓝等级"))
    if event.values.get("truth") not in TRUTHS:
        return Refused("truth", Text("say whether it is true", "请选择是否属实"))
    return None


def _refuted(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    if matter.values.get("truth") == "rumour" and is_blank(event.values.get("refuted_where")):
        return Refused("refuted_where", Text("a rumour: say where it was refuted", "属谣言的，须填写辟谣渠道"))
    return None


def _filled_in(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, **{name: event.values[name] for name in _EDITABLE if name in event.values})
    return replace(matter, values=values, title=str(event.values.get("title", matter.title)))


def _assessed(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, level=str(event.values["level"]), values=with_values(matter, truth=event.values["truth"]))


def _assigned(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    unit = event.values["unit"]
    return replace(matter, holder=unit if isinstance(unit, str) else unit[0])


def _handed_back(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, holder=matter.issuer)


def _answered(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(
        matter, reply=event.values["reply"], refuted_where=event.values.get("refuted_where"),
        replied_by=event.by.person_id,
    )  # fmt: skip
    return replace(matter, values=values)


def _flared_up(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, flared_up=int(matter.values.get("flared_up", 0)) + 1)
    return replace(matter, holder=matter.issuer, values=values)


def _closed(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, summary=event.values["summary"]))


OPINION = Workflow(
    kind="opinion",
    name=Text("public opinion", "涉路舆情"),
    states={
        "recorded": Text("to be assessed", "待研判"),
        "assessed": Text("to be assigned", "待交办"),
        "assigned": Text("to be answered", "待回应"),
        "answered": Text("answer to be reviewed", "待审核"),
        "reviewed": Text("answered, being watched", "已回应，持续关注"),
        "closed": Text("closed", "已办结"),
        "dismissed": Text("needs no answer", "无需处置"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="recorded",
    closed=frozenset({"closed", "dismissed", "withdrawn"}),
    transitions=(
        Transition("edit", ("recorded",), "recorded", _ISSUER, _ISSUE, Text("edit", "修改"), change="filled_in"),
        Transition(
            "assess", ("recorded", "assessed"), "assessed", _ISSUER, _ISSUE, Text("assess", "研判定级"),
            guards=("judged",), needs=("level", "truth"), change="assessed",
        ),
        Transition(
            "dismiss", ("recorded",), "dismissed", _ISSUER, _ISSUE, Text("needs no answer", "无需处置"),
            needs_note=True,
        ),
        Transition(
            "assign", ("assessed",), "assigned", _ISSUER, _ISSUE, Text("assign", "交办"),
            guards=("unit_known",), needs=("unit",), change="assigned",
        ),
        Transition(
            "return", ("assigned",), "assessed", _HOLDER, _WORK, Text("return as misdirected", "错派退回"),
            needs_note=True, change="handed_back",
        ),
        Transition(
            "answer", ("assigned",), "answered", _HOLDER, _WORK, Text("answer", "回应"),
            guards=("refuted",), needs=("reply",), change="answered",
        ),
        Transition(
            "accept", ("answered",), "reviewed", _ISSUER, _AUDIT, Text("accept", "审核通过"),
            guards=("other_than_replier",),
        ),
        Transition(
            "send_back", ("answered",), "assigned", _ISSUER, _AUDIT, Text("send back", "退回"),
            needs_note=True, change="sent_back",
        ),
        Transition(
            "reopen", ("reviewed",), "assessed", _ISSUER, _ISSUE, Text("it flares up again", "舆情反弹"),
            needs_note=True, change="flared_up",
        ),
        Transition(
            "close", ("reviewed",), "closed", _ISSUER, _ISSUE, Text("close", "办结"),
            needs=("summary",), change="closed",
        ),
        Transition(
            "withdraw", ("recorded", "assessed", "assigned"), "withdrawn", _ISSUER, _ISSUE, Text("withdraw", "撤销"),
            needs_note=True,
        ),
    ),
    clocks={
        "recorded": Clock("opinion.assess_minutes", "minutes", Text("assess", "研判定级"), whose=Part.ISSUER),
        "assessed": Clock(
            "opinion.assign_minutes", "minutes", Text("assign", "交办"), by_level=True, whose=Part.ISSUER
        ),
        "assigned": Clock("opinion.answer_minutes", "minutes", Text("answer", "回应"), by_level=True),
        "answered": Clock(
            "opinion.review_minutes", "minutes", Text("review the answer", "审核"), by_level=True, whose=Part.ISSUER
        ),
        "reviewed": Clock(
            "opinion.watch_days", "days", Text("look whether it is quiet", "关注后办结"), whose=Part.ISSUER
        ),
    },
    guards={
        "judged": _judged,
        "unit_known": known_units("unit"),
        "refuted": _refuted,
        "other_than_replier": other_person("replied_by", "who answered does not accept it", "回应人不得自行审核"),
    },
    changes={
        "filled_in": _filled_in, "assessed": _assessed, "assigned": _assigned, "handed_back": _handed_back,
        "answered": _answered, "sent_back": rejected_once_more, "flared_up": _flared_up, "closed": _closed,
    },
    begun_with=_ISSUE,
)  # fmt: skip

"""A villager's report 群众上报: 待处理—受理为隐患 / 并入已知隐患 / 不予受理 / 无效信息.

Values: ``code`` (number of the code that it came by), ``report_kind``, ``where``, ``text``, ``accuracy_m``,
``outside``, ``happened_at``; ``contact`` (masked) with ``contact_sealed``; later ``hazard`` or ``reason``. With a
refusal the sender's telephone number goes.
"""

from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.given import with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.villagers import VILLAGER_REPORT

#: A hazard's ids begin with it.
_HAZARD = "hazard-"
_TOWNSHIP, _REPORT = (Part.HOLDER, Part.ABOVE), Permission.REPORT


def _names_hazard(_matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    if not str(event.values.get("hazard", "")).startswith(_HAZARD):
        return Refused("hazard", Text("name the hazard", "请指明隐患"))
    return None


def _says_why(_matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    if event.values.get("reason") == "other" and not event.note.strip():
        return Refused("note", Text("write the reason: the villager reads it", "请写明原因，上报人可以看到"))
    return None


def _with_hazard(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, hazard=event.values["hazard"]))


def _turned_down(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    reason, words = event.values.get("reason"), event.note.strip() or None
    values = with_values(matter, reason=reason, words=words, contact=None, contact_sealed=None)
    return replace(matter, values=values)


REPORT = Workflow(
    kind=VILLAGER_REPORT,
    name=Text("villager's report", "群众上报"),
    states={
        "received": Text("to be looked at", "待处理"),
        "taken_up": Text("taken up as a hazard", "已受理为隐患"),
        "joined": Text("joined to a known hazard", "已并入已知隐患"),
        "turned_down": Text("turned down", "不予受理"),
        "spam": Text("no report", "无效信息"),
    },
    start="received",
    closed=frozenset({"taken_up", "joined", "turned_down", "spam"}),
    transitions=(
        Transition(
            "take_up", ("received",), "taken_up", _TOWNSHIP, _REPORT, Text("take up as a hazard", "受理为隐患"),
            guards=("names_hazard",), needs=("hazard",), change="with_hazard",
        ),
        Transition(
            "join", ("received",), "joined", _TOWNSHIP, _REPORT, Text("join to a known hazard", "并入已知隐患"),
            guards=("names_hazard",), needs=("hazard",), change="with_hazard",
        ),
        Transition(
            "turn_down", ("received",), "turned_down", _TOWNSHIP, _REPORT, Text("turn down", "不予受理"),
            guards=("says_why",), needs=("reason",), change="turned_down",
        ),
        Transition(
            "mark_spam", ("received",), "spam", _TOWNSHIP, _REPORT, Text("mark as no report", "标为无效信息"),
            change="turned_down",
        ),
    ),
    clocks={
        "received": Clock(
            "villager_report.answer_working_days", "working_days", Text("answer the villager", "处理并答复")
        )
    },
    guards={"names_hazard": _names_hazard, "says_why": _says_why},
    changes={"with_hazard": _with_hazard, "turned_down": _turned_down},
)  # fmt: skip

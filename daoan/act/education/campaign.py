"""A publicity campaign 宣教活动 as a matter: 圈群—方案—投放—回执—评估—调整. Its deliveries are a register of their own.

Values: ``segment`` (register, traits wanted, people at that month, words), ``messages`` (ids of the library),
``channels``, ``begins_on``, ``finish_by`` (days), ``targets`` (units that deliver), ``text``, ``outcome`` (what is
counted), ``comparison`` (:class:`daoan.terms.education.Comparison` as values) or ``no_comparison`` (why there is none),
``effect``, ``finding``, ``adjustment``, ``round`` (1, 2 …). Who submits a plan does not approve it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from daoan.act.workflow.given import is_blank, moment_in, other_person, units_in, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

DELIVERIES, COUNTS = "publicity_delivery", "publicity_count"  # registers
CHANNELS: Mapping[str, Text] = {
    "village": Text("visit to a village", "进村宣讲"),
    "school": Text("visit to a school", "进校宣讲"),
    "company": Text("visit to a company", "进企宣讲"),
    "community": Text("visit to a community", "进社区宣讲"),
    "family": Text("visit to families", "进家庭走访"),
    "loudspeaker": Text("village loudspeaker", "农村大喇叭"),
    "site": Text("publicity place", "宣传阵地"),
    "media": Text("social media", "新媒体"),
    "push": Text("push to registered people", "点对点推送"),
}
ONLINE = frozenset({"media", "push"})
PLAN_FIELDS = (
    "messages", "channels", "begins_on", "finish_by", "targets", "text", "outcome", "no_comparison", "hoped",
)  # fmt: skip
MOST_MESSAGES = 20

_ISSUER, _ISSUE, _WORK, _AUDIT = (Part.ISSUER,), Permission.ISSUE, Permission.WORK, Permission.AUDIT_WORK


def _segment(_matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    segment = event.values.get("segment")
    if not isinstance(segment, Mapping) or not isinstance(segment.get("people"), int) or segment["people"] <= 0:
        return Refused("segment", Text("choose a segment on the page of the campaign", "请在活动页面选择群体"))
    return None


def _ready(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Refused | None:
    values = matter.values
    targets = units_in(values.get("targets"))
    if not targets or len(set(targets)) < len(targets) or any(unit not in terms.units for unit in targets):
        return Refused("targets", Text("name every unit that delivers once", "请指定投放单位，且不得重复"))
    first, last = (moment_in(values.get(name), terms.zone) for name in ("begins_on", "finish_by"))
    if first is None or last is None or first > last or last <= at:
        return Refused("day", Text("give first and last day; the last lies ahead", "请填写起止日期，结束日须在今后"))
    messages = values.get("messages")
    if not isinstance(messages, (list, tuple)) or not 0 < len(messages) <= MOST_MESSAGES:
        return Refused("messages", Text("choose messages from the library", "请从宣传内容库选择内容"))
    if not isinstance(values.get("comparison"), Mapping) and is_blank(values.get("no_comparison")):
        text = Text("fix a comparison, or say why there is none", "请先确定对照，或说明不设对照的原因")
        return Refused("comparison", text)
    return None


def _filled_in(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, **{name: event.values[name] for name in PLAN_FIELDS if name in event.values})
    return replace(matter, values=values, title=str(event.values.get("title", matter.title)))


def _drawn(_matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    comparison = event.values.get("comparison")
    if not isinstance(comparison, Mapping) or not comparison.get("pairs"):
        return Refused("comparison", Text("a comparison is drawn on the page of the campaign", "请在活动页面抽取对照"))
    return None


def _compared(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    """Every draw is counted, so that nobody draws until they like it without that being seen."""
    draws = int(matter.values.get("draws", 0)) + 1
    return replace(matter, values=with_values(matter, comparison=event.values["comparison"], draws=draws))


def _told(*fields: str) -> Any:
    def change(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
        return replace(matter, values=with_values(matter, **{f: event.values.get(f) for f in fields}))

    return change


def _submitted(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, submitted_by=event.by.person_id))


def _again(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    number = int(matter.values.get("round", 1)) + 1
    cleared = dict.fromkeys(("comparison", "effect", "finding", "summary", "submitted_by"))
    return replace(matter, values=with_values(matter, round=number, adjustment=event.values["adjustment"], **cleared))


EDUCATION = Workflow(
    kind="education",
    name=Text("publicity campaign", "宣教活动"),
    states={
        "segmenting": Text("choosing the segment", "圈群"),
        "planning": Text("being planned", "方案"),
        "to_approve": Text("to be approved", "方案待审批"),
        "delivering": Text("being delivered", "投放"),
        "receipts": Text("receipts coming in", "回执"),
        "evaluating": Text("to be evaluated", "评估"),
        "adjusting": Text("to be adjusted", "调整"),
        "closed": Text("closed", "已办结"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="segmenting",
    closed=frozenset({"closed", "withdrawn"}),
    transitions=(
        Transition(
            "segment", ("segmenting",), "planning", _ISSUER, _ISSUE, Text("fix the segment", "确定群体"),
            guards=("segment",), needs=("segment",), change="segment",
        ),
        Transition("edit", ("planning",), "planning", _ISSUER, _ISSUE, Text("edit", "修改"), change="filled_in"),
        Transition(
            "segment_anew", ("planning",), "segmenting", _ISSUER, _ISSUE, Text("choose another segment", "重新圈群")
        ),
        Transition(
            "compare", ("planning",), "planning", _ISSUER, _ISSUE, Text("fix the comparison", "确定对照"),
            guards=("drawn",), change="compared",
        ),
        Transition(
            "submit", ("planning",), "to_approve", _ISSUER, _ISSUE, Text("submit", "提交审批"), guards=("ready",),
            change="submitted",
        ),
        Transition(
            "approve", ("to_approve",), "delivering", _ISSUER, _AUDIT, Text("approve", "批准"),
            guards=("other_than_submitter",),
        ),
        Transition(
            "send_back", ("to_approve",), "planning", _ISSUER, _AUDIT, Text("send back", "退回"), needs_note=True
        ),
        Transition("end", ("delivering",), "receipts", _ISSUER, _WORK, Text("end delivery", "结束投放")),
        Transition(
            "receive", ("receipts",), "evaluating", _ISSUER, _WORK, Text("receipts are complete", "回执齐备"),
            needs=("summary",), change="received",
        ),
        Transition(
            "evaluate", ("evaluating",), "adjusting", _ISSUER, _ISSUE, Text("evaluate", "评估"), needs=("finding",),
            change="evaluated",
        ),
        Transition(
            "adjust", ("adjusting",), "closed", _ISSUER, _ISSUE, Text("close with what changes", "调整并办结"),
            needs=("adjustment",), change="adjusted",
        ),
        Transition(
            "again", ("adjusting",), "segmenting", _ISSUER, _ISSUE, Text("go round again", "进入下一轮"),
            needs=("adjustment",), change="again",
        ),
        Transition(
            "withdraw", ("segmenting", "planning", "to_approve", "delivering"), "withdrawn", _ISSUER, _ISSUE,
            Text("withdraw", "撤销"), needs_note=True,
        ),
    ),
    clocks={
        "to_approve": Clock("education.approve_working_days", "working_days", Text("approve", "审批")),
        "delivering": Clock("finish_by", "value", Text("end delivery", "结束投放")),
        "receipts": Clock("education.receipt_working_days", "working_days", Text("collect receipts", "收集回执")),
        "evaluating": Clock("education.evaluate_days", "days", Text("evaluate", "评估")),
        "adjusting": Clock("education.adjust_working_days", "working_days", Text("adjust", "调整")),
    },
    guards={
        "segment": _segment, "ready": _ready, "drawn": _drawn,
        "other_than_submitter": other_person("submitted_by", "who submitted may not approve", "提交人不得审批"),
    },
    changes={
        "segment": _told("segment"), "filled_in": _filled_in, "compared": _compared, "submitted": _submitted,
        "received": _told("summary"), "evaluated": _told("finding", "effect"), "adjusted": _told("adjustment"),
        "again": _again,
    },
    begun_with=_ISSUE,
)  # fmt: skip

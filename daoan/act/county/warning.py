"""A county warning: 生成—复核—发布—签收—方案—整改—反馈—复评—解除/升级, with clocks by level.

The system drafts it, keeps the draft fresh, withdraws it when the county is calm again, and re-assesses what was
reported back by a later month; the rest is for people. Escalated, it leaves a draft of supervision for a person to
issue. Values: ``warning`` (the finding), ``month``, ``reasons``, ``measures``, ``rungs`` (of supervision that the
colours call for), ``county_unit`` (who is warned), ``warned`` (the level at which it was published).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from daoan.act.supervision.supervision import RUNGS, SUPERVISION
from daoan.act.workflow.given import other_person, text_in, units_in, with_values
from daoan.act.workflow.table import Clock, Event, Guard, Part, Refused, Terms, Transition, Workflow
from daoan.terms.codes import LABELS, Level
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

_FOUND = ("warning", "month", "title", "reasons", "measures", "rungs")
_LADDER = tuple(RUNGS)

_HOLDER, _ISSUER, _LOOP = (Part.HOLDER,), (Part.ISSUER,), (Part.LOOP,)
_WORK, _AUDIT, _ISSUE, _SUPERVISE = (
    Permission.WORK, Permission.AUDIT_WORK, Permission.ISSUE, Permission.SUPERVISE,
)  # fmt: skip


def _addressed(matter: Matter, event: Event, _at: datetime, terms: Terms) -> Refused | None:
    if _addressee(matter, event) not in terms.units:
        return Refused("unit", Text("say which unit of the county is warned", "请指定被预警县区的责任单位"))
    if matter.level not in set(Level):
        return Refused("level", Text("say the colour of the warning", "请确定预警等级"))
    return None


def _addressee(matter: Matter, event: Event) -> str:
    return str(event.values.get("unit") or matter.values.get("county_unit", ""))


def _later_month(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    month = str(event.values.get("month", ""))
    if str(event.values.get("level")) not in set(Level) or month <= str(matter.values.get("month", "")):
        return Refused("month", Text("only a later month's assessment re-assesses", "复评须依据之后月份的评估"))
    return None


def _colour(*, better: bool) -> Guard:
    def guard(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Refused | None:
        order, now = list(Level), Level(matter.level)
        is_better = order.index(now) > order.index(Level(matter.values.get("warned", now)))
        if is_better is better:
            return None
        level = LABELS[now]
        told = (
            Text(f"still {level.en}: go on or escalate", f"仍为{level.zh}：应继续整改或升级")
            if better
            else Text(f"now {level.en}: lift it", f"现为{level.zh}：应予解除")
        )
        return Refused("level", told)

    return guard


def _found_anew(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = {**matter.values, **{k: event.values[k] for k in _FOUND if k in event.values}}
    title = text_in(values.get("title"), matter.title).zh
    return replace(matter, level=str(event.values.get("level", matter.level)), title=title, values=values)


def _submitted(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, submitted_by=event.by.person_id))


def _published(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    unit = _addressee(matter, event)
    return replace(matter, holder=unit, values=with_values(matter, warned=matter.level, county_unit=unit))


def _case(matter: Matter, _event: Event, _terms: Terms) -> Sequence[Matter]:
    """A draft of supervision on the gravest rung that the colours call for; a talk where they name none."""
    rungs = [r for r in units_in(matter.values.get("rungs")) if r in _LADDER] or ["talk"]
    rung = max(rungs, key=_LADDER.index)
    about, name = text_in(matter.values.get("title"), matter.title), RUNGS[rung]
    title = Text(f"{name.en.capitalize()}: {about.en}", f"{name.zh}：{about.zh}")
    values = {
        "about": [matter.matter_id],
        "trigger": "county_escalated",
        "title": {"en": title.en, "zh": title.zh},
        "text": {
            "en": "Re-assessed and no better: report the causes and the measures in time",
            "zh": "整改后复评仍未好转，请限期报告原因和措施",
        },
    }
    return (
        Matter(
            "", SUPERVISION.kind, "", title.zh, matter.issuer, matter.holder, matter.changed_at, matter.changed_at, "",
            level=rung, area=matter.area, values=values,
        ),
    )  # fmt: skip


COUNTY_WARNING = Workflow(
    kind="county_warning",
    name=Text("county warning", "县域预警"),
    states={
        "draft": Text("draft", "生成"),
        "review": Text("under review", "复核"),
        "published": Text("published, to be signed", "已发布，待签收"),
        "signed": Text("signed for", "已签收"),
        "planned": Text("plan handed in", "已报方案"),
        "rectifying": Text("rectifying", "整改中"),
        "feedback": Text("reported back", "已反馈"),
        "reassessed": Text("re-assessed", "已复评"),
        "lifted": Text("lifted", "解除"),
        "escalated": Text("escalated", "升级"),
        "withdrawn": Text("withdrawn", "撤回"),
    },
    start="draft",
    closed=frozenset({"lifted", "escalated", "withdrawn"}),
    transitions=(
        Transition(
            "follow", ("draft",), "draft", _LOOP, _ISSUE, Text("newer month", "按新月份更新"), change="found_anew"
        ),
        Transition("submit", ("draft",), "review", _ISSUER, _ISSUE, Text("submit", "提请复核"), change="submitted"),
        Transition("send_back", ("review",), "draft", _ISSUER, _AUDIT, Text("return", "退回"), needs_note=True),
        Transition(
            "withdraw", ("draft", "review"), "withdrawn", (Part.ISSUER, Part.LOOP), _AUDIT, Text("withdraw", "撤回"),
            needs_note=True,
        ),
        Transition(
            "publish", ("review",), "published", _ISSUER, _AUDIT, Text("publish", "发布"),
            guards=("other_than_submitter", "addressed"), change="published",
        ),
        Transition("sign", ("published",), "signed", _HOLDER, _WORK, Text("sign", "签收")),
        Transition(
            "plan", ("signed",), "planned", _HOLDER, _WORK, Text("hand in the plan", "报送方案"), needs_note=True
        ),
        Transition(
            "progress", ("planned", "rectifying"), "rectifying", _HOLDER, _WORK, Text("report progress", "报送进展"),
            needs_note=True, restarts_clock=True,
        ),
        Transition(
            "report", ("rectifying",), "feedback", _HOLDER, _WORK, Text("report back", "反馈"), needs_note=True
        ),
        Transition(
            "reassess", ("feedback",), "reassessed", _LOOP, _AUDIT, Text("re-assess", "复评"),
            guards=("later_month",), change="found_anew",
        ),
        Transition("lift", ("reassessed",), "lifted", _ISSUER, _AUDIT, Text("lift", "解除"), guards=("better",)),
        Transition(
            "continue", ("reassessed",), "rectifying", _ISSUER, _AUDIT, Text("go on", "继续整改"),
            guards=("not_better",),
        ),
        Transition(
            "escalate", ("reassessed",), "escalated", _ISSUER, _SUPERVISE, Text("escalate", "升级"),
            guards=("not_better",), spawn="case",
        ),
    ),
    clocks={
        "published": Clock("county_warning.sign_working_days", "working_days", Text("sign", "签收"), by_level=True),
        "signed": Clock("county_warning.plan_days", "days", Text("hand in the plan", "报送整改方案"), by_level=True),
        "planned": Clock(
            "county_warning.progress_days", "days", Text("report progress", "报送整改进展"), by_level=True
        ),
        "rectifying": Clock(
            "county_warning.progress_days", "days", Text("report progress", "报送整改进展"), by_level=True
        ),
        "feedback": Clock(
            "county_warning.reassess_days", "days", Text("re-assess", "复评"), by_level=True, whose=Part.ISSUER
        ),
        "reassessed": Clock(
            "county_warning.decide_days", "days", Text("lift, go on or escalate", "解除、继续整改或升级"),
            by_level=True, whose=Part.ISSUER,
        ),
    },
    guards={
        "other_than_submitter": other_person(
            "submitted_by", "who submitted a warning may not publish it", "提请人不得自行发布"
        ),
        "addressed": _addressed,
        "later_month": _later_month,
        "better": _colour(better=True),
        "not_better": _colour(better=False),
    },
    changes={"found_anew": _found_anew, "submitted": _submitted, "published": _published},
    spawns={"case": _case},
    begun_with=Permission.ISSUE,
)  # fmt: skip

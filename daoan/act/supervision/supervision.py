"""One case of supervision on its rung of the ladder; its level is the rung.

Who is supervised signs and replies; who supervises accepts or rejects. Overdue or rejected, it climbs to the next rung,
by a person's hand. Values: ``about`` (matter ids), ``text`` (what is asked), ``trigger`` (the rule that called for it),
``finish_by`` (a day of the supervising body, for listed supervision).
"""

from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.engine import is_overdue
from daoan.act.workflow.given import (
    is_blank,
    moment_in,
    other_person,
    rejected_once_more,
    says_the_same,
    text_in,
    with_values,
)
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

#: The ladder, gentlest first.
RUNGS = {
    "reminder": Text("reminder", "提示"),
    "letter": Text("letter of supervision", "督办函"),
    "circular": Text("circular", "通报"),
    "talk": Text("talk with those in charge", "约谈"),
    "listed": Text("listed supervision", "挂牌督办"),
    "inquiry": Text("inquiry into responsibility", "责任倒查"),
}
_LADDER = tuple(RUNGS)
_EDITABLE = ("about", "text", "trigger", "finish_by")

_HOLDER, _ISSUER = (Part.HOLDER,), (Part.ISSUER,)
_WORK, _SUPERVISE = Permission.WORK, Permission.SUPERVISE


def _ready(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Refused | None:
    if matter.level not in RUNGS:
        return Refused("rung", Text("say which rung of the ladder", "请选择督办方式"))
    if is_blank(matter.values.get("text")):
        return Refused("text", Text("say what is asked", "请填写督办要求"))
    given = matter.values.get("finish_by")
    moment = moment_in(given, terms.zone)
    if given is not None and (moment is None or moment <= at):
        return Refused("day", Text("give a day that lies ahead (YYYY-MM-DD)", "期限须为今后的日期"))
    return None


def _may_climb(matter: Matter, _event: Event, at: datetime, _terms: Terms) -> Refused | None:
    if next_rung(matter.level) is None:
        return Refused("top", Text("this is the last rung", "已是最高督办层级"))
    if not is_overdue(matter, at) and not matter.values.get("rejections"):
        return Refused("in_time", Text("it is neither overdue nor rejected", "尚未逾期，也未被退回"))
    return None


def _shown(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    needed = {"listed": "rechecked_on", "inquiry": "finding"}.get(matter.level)
    if needed is not None and is_blank(event.values.get(needed)):
        en, zh = {
            "rechecked_on": (
                "listed supervision ends after a re-check on site: give its day",
                "挂牌督办须现场复核后解除",
            ),
            "finding": ("an inquiry ends with its finding", "责任倒查须填写核查结论"),
        }[needed]
        return Refused("shown", Text(en, zh))
    return None


def next_rung(rung: str) -> str | None:
    """The rung above; ``None`` above the last."""
    place = _LADDER.index(rung) + 1
    return _LADDER[place] if place < len(_LADDER) else None


def _filled_in(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    given = {k: event.values[k] for k in _EDITABLE if k in event.values}
    if says_the_same(given.get("text"), matter.values.get("text")):
        del given["text"]
    values = {**matter.values, **given}
    return replace(
        matter,
        values=values,
        level=str(event.values.get("rung", matter.level)),
        title=str(event.values.get("title", matter.title)),
    )


def _replied(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, reply=event.values["reply"], replied_by=event.by.person_id))


def _climbed(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    """A rung higher, answered by nobody yet; a title that names its rung names the new one."""
    rung = next_rung(matter.level) or matter.level
    before, after = RUNGS[matter.level], RUNGS[rung]
    told = text_in(matter.values.get("title"), matter.title)
    title = Text(
        told.en.replace(before.en.capitalize(), after.en.capitalize(), 1), told.zh.replace(before.zh, after.zh, 1)
    )
    values = with_values(matter, rejections=None, finish_by=None, reply=None, replied_by=None)
    if "title" in values:
        values = {**values, "title": {"en": title.en, "zh": title.zh}}
    return replace(matter, level=rung, title=title.zh, values=values)


def _accepted(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    shown = {k: event.values[k] for k in ("rechecked_on", "finding") if k in event.values}
    return replace(matter, values={**matter.values, **shown})


SUPERVISION = Workflow(
    kind="supervision",
    name=Text("supervision", "督办"),
    states={
        "draft": Text("draft", "草稿"),
        "issued": Text("to be signed", "待签收"),
        "signed": Text("to be replied to", "待回复"),
        "replied": Text("reply to be examined", "待审核"),
        "accepted": Text("accepted", "已办结"),
        "withdrawn": Text("withdrawn", "已撤销"),
        "dismissed": Text("decided against", "不予督办"),
    },
    start="draft",
    closed=frozenset({"accepted", "withdrawn", "dismissed"}),
    transitions=(
        Transition("edit", ("draft",), "draft", _ISSUER, _SUPERVISE, Text("edit", "修改"), change="filled_in"),
        Transition("issue", ("draft",), "issued", _ISSUER, _SUPERVISE, Text("issue", "下发"), guards=("ready",)),
        Transition("sign", ("issued",), "signed", _HOLDER, _WORK, Text("sign", "签收")),
        Transition(
            "reply", ("signed",), "replied", _HOLDER, _WORK, Text("reply", "书面回复"),
            needs=("reply",), change="replied",
        ),
        Transition(
            "accept", ("replied",), "accepted", _ISSUER, _SUPERVISE, Text("accept", "审核通过"),
            guards=("other_than_replier", "shown"), change="accepted",
        ),
        Transition(
            "reject", ("replied",), "signed", _ISSUER, _SUPERVISE, Text("reject", "退回"),
            needs_note=True, change="rejected",
        ),
        Transition(
            "climb", ("issued", "signed"), "issued", _ISSUER, _SUPERVISE, Text("raise to the next rung", "升级督办"),
            guards=("may_climb",), needs_note=True, change="climbed",
        ),
        Transition(
            "dismiss", ("draft",), "dismissed", _ISSUER, _SUPERVISE, Text("decide against", "不予督办"), needs_note=True
        ),
        Transition(
            "withdraw", ("draft", "issued", "signed", "replied"), "withdrawn", _ISSUER, _SUPERVISE,
            Text("withdraw", "撤销"), needs_note=True,
        ),
    ),
    clocks={
        "issued": Clock("supervision.sign_days", "days", Text("sign", "签收"), by_level=True),
        "signed": Clock(
            "supervision.reply_days", "days", Text("reply", "书面回复"), by_level=True, no_later_than="finish_by"
        ),
        "replied": Clock(
            "supervision.review_days", "days", Text("examine the reply", "审核"), by_level=True, whose=Part.ISSUER
        ),
    },
    guards={
        "ready": _ready,
        "may_climb": _may_climb,
        "shown": _shown,
        "other_than_replier": other_person("replied_by", "who replied does not accept it", "回复人不得自行审核"),
    },
    changes={
        "filled_in": _filled_in,
        "replied": _replied,
        "rejected": rejected_once_more,
        "climbed": _climbed,
        "accepted": _accepted,
    },
    begun_with=Permission.SUPERVISE,
)  # fmt: skip

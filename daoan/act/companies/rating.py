"""What follows from a company's monthly rating: 计算—复核—通知—整改—复查—解除/约谈/曝光.

Somebody else than who closed the month reviews the rating; the company is notified and signs; it puts right what is
wrong, and may object once within its days. While an objection is open every clock of the company stands still, and what
was left of it runs on afterwards. Who decides on an objection neither closed the month nor reviewed the rating. Nothing
is published while an objection is open or its days have not run out. What a vehicle or driver still lacks is told by
the register alone.

Values: ``run`` (the closed month), ``month``, ``company``, ``by``, ``grounds`` (codes), ``left`` (rows that the
register could still clear), ``facts`` (what no register clears: crashes, violations), ``closed_by``, ``confirmed_by``,
``signed_at``, ``appeal_until``, ``rectify_by``, ``appealed_at``, ``reason``, ``appealed_by``, ``revision``,
``revised_level``, ``published_at``.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.given import moment_in, other_person, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.act.working_days import after_days, after_working_days
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

_HOLDER, _ISSUER, _LOOP = (Part.HOLDER,), (Part.ISSUER,), (Part.LOOP,)
_POLICE = (Part.ISSUER, Part.ABOVE)  # above a company stand the police that look after it
_WORK, _AUDIT, _SUPERVISE = Permission.WORK, Permission.AUDIT_WORK, Permission.SUPERVISE
#: Where the company puts right what is wrong.
MENDING = ("rectifying", "interviewed", "published")
#: Where the company knows of its rating.
_KNOWN = ("notified", *MENDING, "appealed", "recheck")

# -- guards --


def _in_time(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Refused | None:
    until = moment_in(matter.values.get("appeal_until"), terms.zone)
    if until is not None and at < until:
        return None
    return Refused("too_late", Text("the days to object have run out", "申诉期限已过"))


def _first_appeal(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    if "appealed_at" not in matter.values:
        return None
    return Refused("once", Text("an objection was decided already", "已申诉并复核，不再受理"))


def _time_is_over(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Refused | None:
    until = moment_in(matter.values.get("appeal_until"), terms.zone)
    if until is not None and at >= until:
        return None
    day = f"{utc_to_local(until, terms.zone):%Y-%m-%d %H:%M}" if until else "–"
    return Refused("too_early", Text(f"the company may object until {day}", f"申诉期至 {day}，届满前不得曝光"))


def _register_is_clear(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    left = matter.values.get("left", 0)
    if not left:
        return None
    return Refused("not_clear", Text(f"the register still shows {left}", f"台账仍有 {left} 项未清零"))


def _is_revised(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    if matter.values.get("revised_level") not in (None, matter.level):
        return None
    text = Text("first revise the rating: its level must have changed", "请先更正评价：更正后等级须有变化")
    return Refused("not_revised", text)


# -- changes --


def _confirmed(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, confirmed_by=event.by.person_id))


def _notified(matter: Matter, _event: Event, _at: datetime, terms: Terms) -> Matter:
    """The company's own unit has its turn, where it has one here."""
    own = terms.units.of_company(str(matter.values.get("company", "")))
    return replace(matter, holder=own or matter.holder)


def _signed(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Matter:
    days = int(terms.pack.get("company_rating.appeal_days"))
    if terms.pack.get("company_rating.appeal_days_are") == "working_days":
        until = after_working_days(at, days, terms.zone, terms.works)
    else:
        until = after_days(at, days, terms.zone)
    mend = after_days(at, int(terms.pack.get(f"company_rating.rectify_days.{matter.level}")), terms.zone)
    told = {"signed_at": at.isoformat(), "appeal_until": until.isoformat(), "rectify_by": mend.isoformat()}
    return replace(matter, values=with_values(matter, **told))


def _appealed(matter: Matter, event: Event, at: datetime, _terms: Terms) -> Matter:
    told = {"reason": event.values["reason"], "appealed_by": event.by.person_id, "appealed_at": at.isoformat()}
    return replace(matter, values=with_values(matter, **told))


def _runs_on(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Matter:
    """What was left of the company's days when it objected runs on from now."""
    since = moment_in(matter.values.get("appealed_at"), terms.zone) or at
    values = dict(matter.values)
    for name in ("appeal_until", "rectify_by"):
        until = moment_in(values.get(name), terms.zone)
        if until is not None:
            values[name] = (until + (at - since)).isoformat()
    return replace(matter, values=values)


def _again(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Matter:
    until = after_days(at, int(terms.pack.get("company_rating.again_days")), terms.zone)
    return replace(matter, values=with_values(matter, rectify_by=until.isoformat()))


def _published(matter: Matter, event: Event, at: datetime, terms: Terms) -> Matter:
    matter = _again(matter, event, at, terms)
    return replace(matter, values=with_values(matter, published_at=at.isoformat()))


def _told(*names: str) -> Callable[[Matter, Event, datetime, Terms], Matter]:
    def change(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
        return replace(matter, values=with_values(matter, **{name: event.values[name] for name in names}))

    return change


# -- the table --

COMPANY_RATING = Workflow(
    kind="company_rating",
    name=Text("monthly rating of a company", "企业月度评价"),
    states={
        "computed": Text("to be reviewed", "待复核"),
        "reviewed": Text("to be notified", "待通知"),
        "notified": Text("to be signed", "待签收"),
        "rectifying": Text("to be put right", "整改中"),
        "appealed": Text("objection open", "申诉中"),
        "recheck": Text("to be re-checked", "待复查"),
        "interviewed": Text("talked to, to be put right", "已约谈，整改中"),
        "published": Text("published, to be put right", "已曝光，整改中"),
        "lifted": Text("lifted", "已解除"),
        "amended": Text("amended", "评价已更正"),
        "set_aside": Text("set aside", "复核不予采用"),
    },
    start="computed",
    closed=frozenset({"lifted", "amended", "set_aside"}),
    transitions=(
        Transition(
            "confirm", ("computed",), "reviewed", _POLICE, _AUDIT, Text("review: the rating stands", "复核属实"),
            guards=("other_than_closer",), change="confirmed",
        ),
        Transition(
            "set_aside", ("computed",), "set_aside", _POLICE, _AUDIT, Text("set aside", "复核不予采用"),
            guards=("other_than_closer",), needs_note=True,
        ),
        Transition(
            "notify", ("reviewed",), "notified", (Part.HOLDER, Part.ISSUER), _WORK,
            Text("notify the company", "通知企业"), change="notified",
        ),
        Transition("sign", ("notified",), "rectifying", _HOLDER, _WORK, Text("sign", "签收"), change="signed"),
        Transition(
            "serve", ("notified",), "rectifying", _POLICE, _WORK, Text("served on paper", "书面送达"),
            needs_note=True, change="signed",
        ),
        Transition(
            "appeal", ("rectifying", "recheck"), "appealed", _HOLDER, _WORK, Text("object", "申诉"),
            guards=("first_appeal", "in_time"), needs=("reason",), change="appealed",
        ),
        Transition(
            "uphold", ("appealed",), "rectifying", _POLICE, _AUDIT, Text("uphold the rating", "维持评价"),
            guards=("other_than_closer", "other_than_confirmer"), needs_note=True, change="runs_on",
        ),
        Transition(
            "amend", _KNOWN, "amended", _POLICE, _AUDIT, Text("the rating was wrong: amend", "评价有误，更正"),
            guards=("other_than_closer", "other_than_confirmer", "is_revised"), needs_note=True,
        ),
        *(
            Transition(
                "revised", (state,), state, _LOOP, _WORK, Text("revised beside", "已作更正评价"),
                needs=("revision", "revised_level"), change="revised", keeps_clock=True,
            )
            for state in ("computed", "reviewed", *_KNOWN)
        ),
        Transition(
            "hand_in", MENDING, "recheck", _HOLDER, _WORK, Text("hand in what was put right", "提交整改"),
            needs_note=True,
        ),
        *(
            Transition(
                "went_on", (state,), state, _LOOP, _WORK, Text("the register says", "台账核对"),
                needs=("left",), change="went_on", keeps_clock=True,
            )
            for state in (*MENDING, "recheck")
        ),
        Transition(
            "clear", MENDING, "recheck", _LOOP, _WORK, Text("cleared by the register", "台账已清零"),
            needs=("left",), change="went_on",
        ),
        Transition(
            "send_back", ("recheck",), "rectifying", _POLICE, _AUDIT, Text("not put right", "复查不合格"),
            needs_note=True, change="again",
        ),
        Transition(
            "interview", ("rectifying", "recheck"), "interviewed", _POLICE, _AUDIT, Text("talk to the company", "约谈"),
            needs_note=True, change="again",
        ),
        Transition(
            "publish", ("rectifying", "recheck", "interviewed"), "published", _ISSUER, _SUPERVISE,
            Text("publish", "曝光"), guards=("time_is_over",), needs_note=True, change="published",
        ),
        Transition(
            "lift", ("recheck",), "lifted", _POLICE, _AUDIT, Text("lift", "解除"),
            guards=("register_is_clear",), needs_note=True,
        ),
    ),
    clocks={
        "computed": Clock(
            "company_rating.review_working_days", "working_days", Text("review", "复核"), whose=Part.ISSUER
        ),
        "reviewed": Clock("company_rating.notify_working_days", "working_days", Text("notify", "通知企业")),
        "notified": Clock("company_rating.sign_working_days", "working_days", Text("sign", "签收")),
        "rectifying": Clock("rectify_by", "value", Text("put right", "整改")),
        "appealed": Clock(
            "company_rating.appeal_review_working_days", "working_days", Text("decide", "申诉复核"), whose=Part.ISSUER
        ),
        "recheck": Clock(
            "company_rating.recheck_working_days", "working_days", Text("re-check", "复查"), whose=Part.ISSUER
        ),
        "interviewed": Clock("rectify_by", "value", Text("put right", "整改")),
        "published": Clock("rectify_by", "value", Text("put right", "整改")),
    },
    guards={
        "other_than_closer": other_person(
            "closed_by", "who closed the month does not decide on its ratings", "关账人不得复核评价"
        ),
        "other_than_confirmer": other_person(
            "confirmed_by", "who reviewed it does not decide on the objection", "复核人不得处理申诉"
        ),
        "first_appeal": _first_appeal,
        "in_time": _in_time,
        "time_is_over": _time_is_over,
        "register_is_clear": _register_is_clear,
        "is_revised": _is_revised,
    },
    changes={
        "confirmed": _confirmed,
        "notified": _notified,
        "signed": _signed,
        "appealed": _appealed,
        "runs_on": _runs_on,
        "again": _again,
        "published": _published,
        "revised": _told("revision", "revised_level"),
        "went_on": _told("left"),
    },
)  # fmt: skip

"""Tables of watch entries 布控: 待审核—待审批—布控中—撤控待审核—撤控待审批—已撤控 (domain §7.2).

Nobody decides on what they filed, and nobody decides twice: whoever files, whoever reviews and whoever approves are
three people; so are those who ask for a withdrawal, review it and approve it. A secret entry moves by the same table
under a kind of its own, which only the filing unit and approvers above it see (``confined``).

Values: ``plate``, ``subject`` (its keyed token), ``type``, ``ground``, ``purpose``, ``case``, ``source``, ``brief``,
``areas``, ``sites``, ``until``, ``filed_by``; once approved ``in_force_from``; once seen ``hits``, ``last_hit_at``;
once over ``ended_at``, ``ended_why``.
The level is "1" to "5", 5 gravest.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from daoan.act.workflow.evidence import joined
from daoan.act.workflow.given import moment_in, other_person, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import RulePack

#: The number that each state has in the systems that exist (domain §7.2); 7 and 8 are one state here.
STATE_NUMBERS: Mapping[str, int] = {
    "to_review": 0, "to_approve": 1, "review_refused": 2, "approval_refused": 3, "watching": 4,
    "withdrawal_to_review": 5, "withdrawal_to_approve": 6, "withdrawal_refused": 7, "withdrawn": 9, "deleted": 10,
    "taken_back": 11,
}  # fmt: skip
#: States in which a vehicle is watched: asking for a withdrawal does not yet end it.
IN_FORCE = ("watching", "withdrawal_to_review", "withdrawal_to_approve", "withdrawal_refused")
#: States that wait for somebody's word.
WAITING = ("to_review", "to_approve", "withdrawal_to_review", "withdrawal_to_approve")
LEVELS = ("1", "2", "3", "4", "5")

#: Why people ask for a withdrawal.
PERSON_REASONS: Mapping[str, Text] = {
    "caught": Text("the vehicle was found and dealt with", "已查获处理"),
    "mistaken": Text("filed by mistake", "布控有误"),
    "case_closed": Text("the case is closed", "案件已结"),
    "other": Text("another reason (write which)", "其他（请说明）"),
}
EXPIRED = "expired"
#: What the register tells that ends an entry of itself.
CURES: Mapping[str, Text] = {
    "inspected": Text("the inspection was done", "已完成检验"),
    "processed": Text("the violations were processed, the fine paid", "违法已处理、罚款已缴纳"),
    "found": Text("the plate was found", "号牌已查获"),
    "handed_in": Text("the vehicle was handed in", "车辆已交售报废"),
}
REASONS: Mapping[str, Text] = {**PERSON_REASONS, EXPIRED: Text("the entry has run out", "到期自动撤控"), **CURES}

_EDITABLE = ("brief", "ground_words", "until", "areas", "sites")
_ISSUER, _DECIDING, _LOOP = (Part.ISSUER,), (Part.HOLDER, Part.ABOVE), (Part.LOOP,)
_WATCH, _APPROVE = Permission.WATCH, Permission.APPROVE_WATCH


def life_refused(until: datetime | None, filed_at: datetime, pack: RulePack) -> Refused | None:
    """Why an entry may not run until a moment, counted from when it was filed. ``pack``: the rule pack ``work``."""
    if until is None:
        return Refused("until", Text("give the day on which it ends", "请填写到期日期"))
    if until <= filed_at:
        return Refused("past", Text("it would end before it begins", "到期时间早于当前时间"))
    most = int(pack.get("watches.most_days"))
    if until > filed_at + timedelta(days=most):
        return Refused("too_long", Text(f"no entry may run for more than {most} days", f"布控期限最长 {most} 日"))
    return None


def _fit(_matter: Matter, event: Event, at: datetime, terms: Terms) -> Refused | None:
    if "level" in event.values and str(event.values["level"]) not in LEVELS:
        return Refused("level", Text("the level is 1 to 5", "等级为 1 至 5"))
    words = [event.values.get(name, "") for name in ("brief", "ground_words")]
    names = [event.values.get(name, []) for name in ("areas", "sites")]
    if not all(isinstance(w, str) for w in words) or not all(_are_words(n) for n in names):
        return Refused("values", Text("words are text, areas and sites are lists of words", "内容格式有误"))
    if "until" not in event.values:
        return None
    return life_refused(moment_in(event.values["until"], terms.zone), at, terms.pack)


def _are_words(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value)


def _not_run_out(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Refused | None:
    until = moment_in(matter.values.get("until"), terms.zone)
    if until is not None and until <= at:
        return Refused("past", Text("the day on which it was to end has passed", "到期时间已过"))
    return None


def _run_out(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Refused | None:
    until = moment_in(matter.values.get("until"), terms.zone)
    if until is None or until > at:
        return Refused("still_running", Text("the entry has not run out yet", "布控尚未到期"))
    return None


def _reason_known(_matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    reason = event.values.get("reason")
    if not isinstance(reason, str) or reason not in PERSON_REASONS:
        return Refused("reason", Text("choose one of the reasons", "请选择撤控原因"))
    if reason == "other" and not event.note.strip():
        return Refused("note", Text("another reason: write which", "选择其他的，须说明原因"))
    return None


def _cure_known(_matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    if event.values.get("reason") not in CURES:
        return Refused("reason", Text("this is no cure that we know of", "未知的解除原因"))
    return None


def _above(matter: Matter, terms: Terms) -> str:
    """The unit that approves: the one above the filing unit, or itself where there is none."""
    above = next(terms.units.above(matter.issuer), None) if matter.issuer in terms.units else None
    return above or matter.issuer


def _reviewed(matter: Matter, event: Event, _at: datetime, terms: Terms) -> Matter:
    values = with_values(matter, reviewed_by=event.by.person_id)
    return replace(matter, holder=_above(matter, terms), values=values)


def _refused(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, holder=matter.issuer, values=with_values(matter, refused_by=event.by.person_id))


def _handed_back(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, holder=matter.issuer)


def _refiled(matter: Matter, event: Event, at: datetime, _terms: Terms) -> Matter:
    given = {name: event.values[name] for name in _EDITABLE if name in event.values}
    values = with_values(
        matter, **given, filed_by=event.by.person_id, filed_at=at.isoformat(), reviewed_by=None, refused_by=None
    )
    return replace(matter, level=str(event.values.get("level", matter.level)), values=values)


def _approved(matter: Matter, event: Event, at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, approved_by=event.by.person_id, in_force_from=at.isoformat())
    return replace(matter, holder=matter.issuer, values=values)


def _withdrawal_asked(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(
        matter, withdrawal_reason=event.values["reason"], withdrawal_by=event.by.person_id,
        withdrawal_reviewed_by=None, refused_by=None,
    )  # fmt: skip
    return replace(matter, values=values)


def _withdrawal_reviewed(matter: Matter, event: Event, _at: datetime, terms: Terms) -> Matter:
    values = with_values(matter, withdrawal_reviewed_by=event.by.person_id)
    return replace(matter, holder=_above(matter, terms), values=values)


def _ended(matter: Matter, why: str, at: datetime, **more: Any) -> Matter:
    values = with_values(matter, ended_at=at.isoformat(), ended_why=why, **more)
    return replace(matter, holder=matter.issuer, values=values)


def _withdrawn(matter: Matter, _event: Event, at: datetime, _terms: Terms) -> Matter:
    return _ended(matter, str(matter.values.get("withdrawal_reason", "other")), at)


def _expired(matter: Matter, _event: Event, at: datetime, _terms: Terms) -> Matter:
    return _ended(matter, EXPIRED, at)


def _cured(matter: Matter, event: Event, at: datetime, _terms: Terms) -> Matter:
    return _ended(matter, str(event.values["reason"]), at, cured_by=event.values.get("record"))


def _hit(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    told = {
        "hits": int(matter.values.get("hits", 0)) + int(event.values.get("reads", 1)),
        "last_hit_at": event.values["at"],
    }
    return replace(matter, evidence=joined(matter, event.values), values={**matter.values, **told})


_PENDING, _ASKED = ("to_review", "to_approve"), ("withdrawal_to_review", "withdrawal_to_approve")
_NOT_OWN = "nobody decides on what they filed", "申请人不得审核、审批本人的申请"
_NOT_TWICE = "who reviewed does not approve", "审核人不得再行审批"

WATCH = Workflow(
    kind="watch",
    name=Text("watch entry", "布控"),
    states={
        "to_review": Text("to be reviewed", "待审核"),
        "to_approve": Text("to be approved", "待审批"),
        "review_refused": Text("refused at review", "审核不通过"),
        "approval_refused": Text("refused at approval", "审批不通过"),
        "watching": Text("watched", "布控中"),
        "withdrawal_to_review": Text("withdrawal to be reviewed", "撤控待审核"),
        "withdrawal_to_approve": Text("withdrawal to be approved", "撤控待审批"),
        "withdrawal_refused": Text("withdrawal refused, still watched", "撤控不通过"),
        "withdrawn": Text("withdrawn", "已撤控"),
        "deleted": Text("deleted", "已删除"),
        "taken_back": Text("request taken back", "撤销申请"),
    },
    start="to_review",
    closed=frozenset({"withdrawn", "deleted", "taken_back"}),
    transitions=(
        Transition(
            "pass_review", ("to_review",), "to_approve", _DECIDING, _APPROVE, Text("pass the review", "审核通过"),
            guards=("not_filer", "not_run_out"), change="reviewed",
        ),
        Transition(
            "refuse_review", ("to_review",), "review_refused", _DECIDING, _APPROVE, Text("refuse", "审核不通过"),
            guards=("not_filer",), needs_note=True, change="refused",
        ),
        Transition(
            "approve", ("to_approve",), "watching", _DECIDING, _APPROVE, Text("approve", "审批通过"),
            guards=("not_filer", "not_reviewer", "not_run_out"), change="approved",
        ),
        Transition(
            "refuse_approval", ("to_approve",), "approval_refused", _DECIDING, _APPROVE, Text("refuse", "审批不通过"),
            guards=("not_filer", "not_reviewer"), needs_note=True, change="refused",
        ),
        Transition(
            "take_back", _PENDING, "taken_back", _ISSUER, _WATCH, Text("take the request back", "撤销申请"),
            needs_note=True, change="handed_back",
        ),
        Transition(
            "refile", ("review_refused", "approval_refused"), "to_review", _ISSUER, _WATCH,
            Text("correct and file again", "修改后重新申请"), guards=("fit",), needs_note=True, change="refiled",
        ),
        Transition(
            "delete", ("review_refused", "approval_refused"), "deleted", _ISSUER, _WATCH, Text("delete", "删除"),
            needs_note=True,
        ),
        Transition(
            "ask_withdrawal", ("watching", "withdrawal_refused"), "withdrawal_to_review", _ISSUER, _WATCH,
            Text("ask for its withdrawal", "申请撤控"), guards=("reason_known",), needs=("reason",),
            change="withdrawal_asked",
        ),
        Transition(
            "pass_withdrawal", ("withdrawal_to_review",), "withdrawal_to_approve", _DECIDING, _APPROVE,
            Text("pass the withdrawal", "撤控审核通过"), guards=("not_asker",), change="withdrawal_reviewed",
        ),
        Transition(
            "approve_withdrawal", ("withdrawal_to_approve",), "withdrawn", _DECIDING, _APPROVE,
            Text("approve the withdrawal", "撤控审批通过"), guards=("not_asker", "not_withdrawal_reviewer"),
            change="withdrawn",
        ),
        Transition(
            "refuse_withdrawal", _ASKED, "withdrawal_refused", _DECIDING, _APPROVE,
            Text("refuse the withdrawal", "撤控不通过"), guards=("not_asker", "not_withdrawal_reviewer"),
            needs_note=True, change="refused",
        ),
        *(
            Transition(
                "hit", (state,), state, _LOOP, _WATCH, Text("vehicle seen", "布控命中"),
                needs=("evidence", "at"), change="hit", keeps_clock=True,
            )
            for state in IN_FORCE
        ),
        Transition(
            "expire", IN_FORCE, "withdrawn", _LOOP, _WATCH, Text("run out", "到期自动撤控"),
            guards=("run_out",), change="expired",
        ),
        Transition(
            "cure", IN_FORCE, "withdrawn", _LOOP, _WATCH, Text("the cause is cured", "原因消除自动撤控"),
            guards=("cure_known",), needs=("reason",), change="cured",
        ),
    ),
    clocks={
        "to_review": Clock("watches.review_minutes", "minutes", Text("review", "审核"), by_level=True),
        "to_approve": Clock("watches.approve_minutes", "minutes", Text("approve", "审批"), by_level=True),
        "review_refused": Clock(
            "watches.refile_days", "days", Text("correct or delete", "修改或删除"), whose=Part.ISSUER
        ),
        "approval_refused": Clock(
            "watches.refile_days", "days", Text("correct or delete", "修改或删除"), whose=Part.ISSUER
        ),
        "watching": Clock("until", "value", Text("it ends", "到期")),
        "withdrawal_to_review": Clock(
            "watches.review_minutes", "minutes", Text("review the withdrawal", "撤控审核"), by_level=True,
            no_later_than="until",
        ),
        "withdrawal_to_approve": Clock(
            "watches.approve_minutes", "minutes", Text("approve the withdrawal", "撤控审批"), by_level=True,
            no_later_than="until",
        ),
        "withdrawal_refused": Clock("until", "value", Text("it ends", "到期")),
    },
    guards={
        "fit": _fit, "not_run_out": _not_run_out, "run_out": _run_out, "reason_known": _reason_known,
        "cure_known": _cure_known,
        "not_filer": other_person("filed_by", *_NOT_OWN),
        "not_reviewer": other_person("reviewed_by", *_NOT_TWICE),
        "not_asker": other_person("withdrawal_by", *_NOT_OWN),
        "not_withdrawal_reviewer": other_person("withdrawal_reviewed_by", *_NOT_TWICE),
    },
    changes={
        "reviewed": _reviewed, "refused": _refused, "handed_back": _handed_back, "refiled": _refiled,
        "approved": _approved, "withdrawal_asked": _withdrawal_asked, "withdrawal_reviewed": _withdrawal_reviewed,
        "withdrawn": _withdrawn, "expired": _expired, "cured": _cured, "hit": _hit,
    },
)  # fmt: skip
SECRET_WATCH = replace(
    WATCH, kind="secret_watch", name=Text("secret watch entry", "秘密布控"), confined=Permission.APPROVE_WATCH
)
WATCH_KINDS = (WATCH.kind, SECRET_WATCH.kind)

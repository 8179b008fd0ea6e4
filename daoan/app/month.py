"""What the simulated people of a town do with each kind of matter, and the month that they play."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from daoan.act.workflow.table import Part
from daoan.app.play import NOTE, Cast, Choice, Filler
from daoan.terms.records.working import Matter, Values
from daoan.terms.roles import Permission

_P = Permission
_HOLDER, _ISSUER, _ABOVE = Part.HOLDER, Part.ISSUER, Part.ABOVE

#: State by state: what is done, by whom, and how often something else instead.
_CHOICES: Mapping[tuple[str, str], Sequence[Choice]] = {
    ("order", "draft"): (Choice("issue", _ISSUER, _P.ISSUE),),
    ("order_node", "to_sign"): (Choice("sign", _HOLDER, _P.WORK), Choice("return", _HOLDER, _P.WORK, "misdirects")),
    ("order_node", "signed"): (
        Choice("feed_back", _HOLDER, _P.WORK),
        Choice("pass_down", _HOLDER, _P.ISSUE, "passes_down"),
    ),
    ("order_node", "fed_back"): (
        Choice("first_pass", _ABOVE, _P.AUDIT_WORK),
        Choice("reject", _ABOVE, _P.AUDIT_WORK, "careless"),
    ),
    ("order_node", "first_passed"): (Choice("final_pass", _ISSUER, _P.AUDIT_WORK),),
    ("order_node", "returned"): (Choice("reassign", _ISSUER, _P.ISSUE), Choice("insist", _ISSUER, _P.ISSUE, 0.3)),
    ("alert", "new"): (Choice("sign", _HOLDER, _P.WORK),),
    ("alert", "signed"): (Choice("judge_valid", _HOLDER, _P.WORK), Choice("judge_invalid", _HOLDER, _P.WORK, 0.3)),
    ("alert", "valid"): (Choice("draft_order", _HOLDER, _P.ISSUE), Choice("not_dispatch", _HOLDER, _P.WORK, 0.2)),
    ("alert", "invalid"): (Choice("close", _HOLDER, _P.AUDIT_WORK),),
    ("alert", "not_ordered"): (Choice("close", _HOLDER, _P.AUDIT_WORK),),
    ("alert", "fed_back"): (Choice("close", _HOLDER, _P.AUDIT_WORK),),
    ("hazard", "reported"): (Choice("grade", _HOLDER, _P.AUDIT_WORK), Choice("dismiss", _HOLDER, _P.AUDIT_WORK, 0.1)),
    ("hazard", "graded"): (Choice("assign", _ISSUER, _P.ISSUE),),
    ("hazard", "assigned"): (Choice("sign", _HOLDER, _P.WORK),),
    ("hazard", "signed"): (Choice("plan", _HOLDER, _P.WORK),),
    ("hazard", "planned"): (Choice("start", _HOLDER, _P.WORK),),
    ("hazard", "rectifying"): (Choice("apply", _HOLDER, _P.WORK),),
    ("hazard", "applied"): (Choice("convene", _ISSUER, _P.AUDIT_WORK),),
    ("on_scene", "to_arrive"): (Choice("arrive", _HOLDER, _P.WORK),),
    ("county_warning", "draft"): (Choice("submit", _ISSUER, _P.ISSUE),),
    ("county_warning", "review"): (
        Choice("publish", _ISSUER, _P.AUDIT_WORK),
        Choice("send_back", _ISSUER, _P.AUDIT_WORK, 0.1),
    ),
    ("county_warning", "published"): (Choice("sign", _HOLDER, _P.WORK),),
    ("county_warning", "signed"): (Choice("plan", _HOLDER, _P.WORK),),
    ("county_warning", "planned"): (Choice("progress", _HOLDER, _P.WORK),),
    ("county_warning", "rectifying"): (
        Choice("report", _HOLDER, _P.WORK),
        Choice("progress", _HOLDER, _P.WORK, 0.5),
    ),
    ("supervision", "draft"): (
        Choice("issue", _ISSUER, _P.SUPERVISE),
        Choice("dismiss", _ISSUER, _P.SUPERVISE, 0.1),
    ),
    ("supervision", "issued"): (Choice("sign", _HOLDER, _P.WORK),),
    ("supervision", "signed"): (Choice("reply", _HOLDER, _P.WORK),),
    ("supervision", "replied"): (
        Choice("accept", _ISSUER, _P.SUPERVISE),
        Choice("reject", _ISSUER, _P.SUPERVISE, 0.15),
    ),
    ("hazard_control", "to_set_up"): (Choice("set_up", _HOLDER, _P.WORK),),
    ("decision", "draft"): (Choice("issue", _ISSUER, _P.ISSUE),),
    ("joint_part", "to_sign"): (Choice("sign", _HOLDER, _P.WORK),),
    ("joint_part", "signed"): (Choice("reply", _HOLDER, _P.WORK),),
    ("joint_part", "replied"): (
        Choice("accept", _ISSUER, _P.AUDIT_WORK),
        Choice("send_back", _ISSUER, _P.AUDIT_WORK, "careless"),
    ),
    ("opinion", "recorded"): (Choice("assess", _ISSUER, _P.ISSUE),),
    ("opinion", "assessed"): (Choice("assign", _ISSUER, _P.ISSUE),),
    ("opinion", "assigned"): (Choice("answer", _HOLDER, _P.WORK),),
    ("opinion", "answered"): (Choice("accept", _ISSUER, _P.AUDIT_WORK),),
    ("opinion", "reviewed"): (Choice("close", _ISSUER, _P.ISSUE), Choice("reopen", _ISSUER, _P.ISSUE, 0.15)),
    ("hazard_acceptance", "to_confirm"): (
        Choice("confirm", _HOLDER, _P.AUDIT_WORK),
        Choice("refuse", _HOLDER, _P.AUDIT_WORK, 0.1),
    ),
}

#: Exercises are worked on as orders are.
CHOICES: Mapping[tuple[str, str], Sequence[Choice]] = {
    **_CHOICES,
    **{("drill_node", state): choices for (kind, state), choices in _CHOICES.items() if kind == "order_node"},
}


def _one(names: Sequence[str], rng: np.random.Generator) -> str:
    return names[int(rng.integers(len(names)))]


def _below(matter: Matter, _at: datetime, cast: Cast, rng: np.random.Generator) -> Values:
    return {"unit": _one(cast.units_below(matter.holder), rng)}


def _another(matter: Matter, _at: datetime, cast: Cast, rng: np.random.Generator) -> Values:
    """A unit beside the holder: one that works on orders."""
    beside = [u for u in sorted(cast.habits) if u != matter.holder]
    return {"unit": _one(beside, rng)}


def _targets(_matter: Matter, _at: datetime, cast: Cast, rng: np.random.Generator) -> Values:
    return {"targets": [_one(sorted(cast.habits), rng)], "text": NOTE.zh}


def _feedback(matter: Matter, at: datetime, _cast: Cast, _rng: np.random.Generator) -> Values:
    elements = matter.values.get("elements", ())
    return {str(e["name"]): NOTE.zh for e in elements if e.get("required")} | {"handled_at": at.isoformat()}


def _grade(matter: Matter, _at: datetime, _cast: Cast, _rng: np.random.Generator) -> Values:
    return {"grade": matter.level or "general"}


def _plan(matter: Matter, at: datetime, _cast: Cast, rng: np.random.Generator) -> Values:
    if matter.kind != "hazard":
        return {}
    days = int(rng.integers(5, 20))
    limit = (at + timedelta(days=days)).date().isoformat()
    funds = float(1000 * rng.integers(5, 400))
    return {"kind": NOTE.zh, "measure": NOTE.zh, "responsible": matter.holder, "limit": limit, "funds": funds}


def _acceptors(matter: Matter, _at: datetime, cast: Cast, rng: np.random.Generator) -> Values:
    able = [u for u, people in cast.people.items() if any(_P.AUDIT_WORK in a.permissions for a in people)]
    others = sorted(u for u in able if u != matter.holder)
    first = int(rng.integers(len(others)))
    return {"acceptors": sorted({others[first], others[(first + 1) % len(others)]})}


def _reason(_matter: Matter, _at: datetime, _cast: Cast, _rng: np.random.Generator) -> Values:
    return {"reason": "other"}


def _shown(_matter: Matter, at: datetime, _cast: Cast, _rng: np.random.Generator) -> Values:
    return {"rechecked_on": at.date().isoformat(), "finding": NOTE.zh}


def _arrival(_matter: Matter, at: datetime, _cast: Cast, _rng: np.random.Generator) -> Values:
    return {"leader": NOTE.zh, "arrived_at": at.isoformat()}


def _reply(matter: Matter, _at: datetime, _cast: Cast, _rng: np.random.Generator) -> Values:
    refuted = {"refuted_where": NOTE.zh} if matter.values.get("truth") == "rumour" else {}
    return {"reply": NOTE.zh} | refuted


def _assessment(_matter: Matter, _at: datetime, _cast: Cast, rng: np.random.Generator) -> Values:
    level = _one(("red", "orange", "yellow", "yellow", "blue"), rng)
    return {"level": level, "truth": _one(("true", "partly", "rumour", "unclear"), rng)}


def _summary(matter: Matter, _at: datetime, _cast: Cast, _rng: np.random.Generator) -> Values:
    return {"summary": NOTE.zh} if matter.kind == "opinion" else {}


#: What steps fill in; an event that is not here fills in nothing.
FILLERS: Mapping[str, Filler] = {
    "pass_down": _below,
    "reassign": _another,
    "draft_order": _targets,
    "assign": _another,
    "feed_back": _feedback,
    "grade": _grade,
    "plan": _plan,
    "convene": _acceptors,
    "judge_invalid": _reason,
    "not_dispatch": _reason,
    "reply": _reply,
    "accept": _shown,
    "arrive": _arrival,
    "answer": _reply,
    "assess": _assessment,
    "close": _summary,
}


def spread_over(count: int, begins: datetime, ends: datetime) -> list[datetime]:
    """So many moments, evenly between two, in order."""
    edges = np.linspace(0.0, 1.0, count + 1)
    return [begins + (ends - begins) * float((a + b) / 2.0) for a, b in pairwise(edges)]

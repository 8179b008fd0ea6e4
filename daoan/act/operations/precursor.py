"""Crashes that could have killed many 群死群伤苗头: found in the crash register, followed up by a unit.

A crash counts where somebody was hurt in, or by, a vehicle of a kind that carries many or carries what harms many (rule
pack ``operations``). The register knows kinds of vehicles of people who were hurt, nothing else: a coach whose
passengers were lucky is not in it, and school buses and dangerous goods are not told apart. Such a crash is
opened by hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.workflow.given import other_person, rejected_once_more, with_values
from daoan.act.workflow.table import Clock, Event, Part, Terms, Transition, Workflow
from daoan.terms.codes import Severity, VehicleKind
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.records import Crash
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import RulePack

_HOLDER, _ISSUER, _WORK, _AUDIT = (Part.HOLDER,), (Part.ISSUER,), Permission.WORK, Permission.AUDIT_WORK


def _reported(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(
        matter, finding=event.values["finding"], measure=event.values["measure"], replied_by=event.by.person_id
    )
    return replace(matter, values=values)


PRECURSOR = Workflow(
    kind="precursor",
    name=Text("crash that could have killed many", "群死群伤苗头事故"),
    states={
        "assigned": Text("to be looked into", "待调查"),
        "reported": Text("finding to be examined", "待审核"),
        "closed": Text("followed up", "已办结"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="assigned",
    closed=frozenset({"closed", "withdrawn"}),
    transitions=(
        Transition(
            "report", ("assigned",), "reported", _HOLDER, _WORK, Text("report finding and measure", "上报调查与措施"),
            needs=("finding", "measure"), change="reported",
        ),
        Transition(
            "accept", ("reported",), "closed", _ISSUER, _AUDIT, Text("accept", "审核通过"),
            guards=("other_than_reporter",),
        ),
        Transition(
            "send_back", ("reported",), "assigned", _ISSUER, _AUDIT, Text("send back", "退回"),
            needs_note=True, change="sent_back",
        ),
        Transition(
            "withdraw", ("assigned",), "withdrawn", _ISSUER, Permission.ISSUE, Text("withdraw", "撤销"), needs_note=True
        ),
    ),
    clocks={
        "assigned": Clock("precursors.report_working_days", "working_days", Text("report", "上报调查与措施")),
        "reported": Clock(
            "precursors.review_working_days", "working_days", Text("examine", "审核"), whose=Part.ISSUER
        ),
    },
    guards={"other_than_reporter": other_person("replied_by", "who reported does not accept it", "上报人不得自行审核")},
    changes={"reported": _reported, "sent_back": rejected_once_more},
    begun_with=Permission.ISSUE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Watched:
    """One kind of vehicle that is watched. ``vehicle``: as the register calls it; ``None``: no source tells."""

    code: str
    name: Text
    vehicle: VehicleKind | None


@dataclass(frozen=True, slots=True)
class Precursor:
    """A crash that could have killed many. ``hurt``: people of whatever degree in or by the vehicles that count."""

    crash_id: str
    happened_at: datetime
    area: str | None
    severity: Severity
    kinds: tuple[str, ...]  # codes of what is watched
    hurt: int


def watched_in(pack: RulePack) -> tuple[Watched, ...]:
    """What is watched, as the rule pack ``operations`` tells it. Raises :class:`RulePackInvalid`."""
    try:
        return tuple(
            Watched(r["code"], Text(r["en"], r["zh"]), VehicleKind(r["vehicle"]) if "vehicle" in r else None)
            for r in pack.get("precursors.watched")
        )
    except (KeyError, ValueError) as problem:
        raise RulePackInvalid(f"rule pack {pack.name}: {problem}") from problem


def find_precursors(
    crashes: Iterable[Crash], watched: Iterable[Watched], since: datetime, until: datetime
) -> tuple[Precursor, ...]:
    """Crashes of ``since`` ≤ t < ``until`` that count, those with most people hurt first."""
    by_vehicle: Mapping[VehicleKind, str] = {w.vehicle: w.code for w in watched if w.vehicle is not None}
    found = []
    for crash in crashes:
        hurt = [code for p in crash.parties if p.vehicle and (code := by_vehicle.get(p.vehicle))]
        if hurt and since <= crash.happened_at < until:
            kinds = tuple(sorted(set(hurt)))
            found.append(Precursor(crash.crash_id, crash.happened_at, crash.area, crash.severity, kinds, len(hurt)))
    return tuple(sorted(found, key=lambda p: (-p.hurt, p.crash_id)))

"""From alarms to matters that a unit checks and the company may dispute; and what was withdrawn on the way.

An alarm that is over becomes a matter once, by itself, where the rule pack names its kind; a vehicle has one open
matter of a kind at a time. What a person withdrew counts for no company any more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.act.fleet.alarm import FLEET_ALARM
from daoan.act.workflow.engine import begin
from daoan.act.workflow.table import Terms
from daoan.jobs.companies.filing import companies_by_name
from daoan.jobs.pass_alerts import brigade_of
from daoan.jobs.supervising import every_matter
from daoan.jobs.workroom import Workroom
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict
from daoan.terms.estimates import Text
from daoan.terms.fleet_alarms import FLEET_ALARM_NAMES, FLEET_ALARM_UNITS, FleetAlarm
from daoan.terms.records import Evidence
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.companies import Company
from daoan.terms.records.people import LOOP
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack

SHORT = 8  # signs of a token that tell vehicles apart in a title


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm as a person is told of it. ``terminal``: its token; ``area``: the county of the segment, where known."""

    alarm_id: str
    kind: FleetAlarm
    terminal: str
    company: str
    begins_at: datetime
    ends_at: datetime
    value: float
    limit: float
    lon: float
    lat: float
    area: str | None


@dataclass(frozen=True, slots=True)
class TakenUp:
    """``raised``: matters that are new; ``waiting``: alarms whose vehicle has an open matter of that kind."""

    raised: int
    waiting: int


def take_up(room: Workroom, alarms: Iterable[Alarm], pack: RulePack, now: datetime) -> TakenUp:
    """Make matters of the alarms that the pack names, oldest first. Nothing where no unit stands above the others."""
    top = room.units().top
    if top is None:
        return TakenUp(0, 0)
    all_of = tuple(every_matter(room, MatterFilter(kinds=(FLEET_ALARM.kind,))))
    known = {str(m.values.get("alarm")) for m in all_of}
    standing = {_case(m.values) for m in all_of if m.closed_at is None}
    companies = companies_by_name(room.store.list_roster(Company, now))
    raised, waiting, terms = 0, 0, room.terms()
    for alarm in sorted(alarms, key=lambda a: (a.begins_at, a.alarm_id)):
        case = (alarm.terminal, alarm.kind.name.lower())
        if alarm.alarm_id in known or not _is_named(alarm, pack):
            continue
        if case in standing:
            waiting += 1
        elif _keep(room, alarm, companies.get(alarm.company), top, terms, now):
            standing.add(case)
            raised += 1
    return TakenUp(raised, waiting)


def withdrawn_alarms(room: Workroom) -> frozenset[str]:
    """Ids of alarms that were withdrawn, checked or disputed."""
    found = every_matter(room, MatterFilter(kinds=(FLEET_ALARM.kind,)))
    return frozenset(str(m.values.get("alarm")) for m in found if m.state == "withdrawn")


def alarm_matters(room: Workroom) -> dict[str, Matter]:
    """Every matter of an alarm, by the alarm's id."""
    found = every_matter(room, MatterFilter(kinds=(FLEET_ALARM.kind,)))
    return {str(m.values.get("alarm")): m for m in found}


def _case(values: Mapping[str, Any]) -> tuple[str, str]:
    return str(values.get("terminal")), str(values.get("what"))


def _is_named(alarm: Alarm, pack: RulePack) -> bool:
    if alarm.kind is FleetAlarm.SPEEDING:
        return alarm.value > alarm.limit * (1 + float(pack.get("work.speeding_over")))
    return alarm.kind.name.lower() in pack.get("work.kinds")


def _keep(room: Workroom, alarm: Alarm, company: Company | None, issuer: str, terms: Terms, now: datetime) -> bool:
    """Open a matter with the police of the county where it was; where that is not known, of the company."""
    holder = brigade_of(alarm.area or "", terms.units, issuer)
    if holder == issuer and company is not None and company.unit_id in terms.units:
        holder = company.unit_id
    first = _matter(alarm, holder, issuer, company.company_id if company else "", now)
    moved = begin(FLEET_ALARM, first, LOOP, terms)
    note = AuditNote(now, LOOP.person_id, LOOP.unit_id, f"act.{moved.step.event}", moved.step.matter_id)
    try:
        room.store.keep_moves([(moved.matter, moved.step)], {moved.matter.matter_id: 0}, note)
    except Conflict:
        return False  # another process was first
    return True


def _matter(alarm: Alarm, holder: str, issuer: str, company_id: str, now: datetime) -> Matter:
    what, unit = FLEET_ALARM_NAMES[alarm.kind], FLEET_ALARM_UNITS[alarm.kind]
    vehicle = alarm.terminal.rpartition("-")[2][:SHORT]
    title = Text(f"{what.en[0].upper()}{what.en[1:]}: vehicle {vehicle}", f"{what.zh}：车辆{vehicle}")
    figures = f"{alarm.value:.1f} {unit} ({alarm.limit:g})"
    matter_id = f"fleet-alarm-{alarm.alarm_id}"
    values = {
        "alarm": alarm.alarm_id, "what": alarm.kind.name.lower(), "terminal": alarm.terminal, "company": alarm.company,
        "company_id": company_id,
        "title": {"en": title.en, "zh": title.zh}, "begins_at": alarm.begins_at.isoformat(),
        "ends_at": alarm.ends_at.isoformat(),
    }  # fmt: skip
    return Matter(
        matter_id=matter_id, kind=FLEET_ALARM.kind, state=FLEET_ALARM.start, title=title.zh, issuer=issuer,
        holder=holder, created_at=now, changed_at=now, created_by="", root=matter_id, area=alarm.area, lon=alarm.lon,
        lat=alarm.lat, evidence=(Evidence("fleet_alarm", alarm.alarm_id, what, figures),), values=values,
    )  # fmt: skip

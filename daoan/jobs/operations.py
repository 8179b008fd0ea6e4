"""Operations at work: which there are, drawing their sites, deploying them, their daily tables, what came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daoan.act.operations.daily import Group, Rate, Ratio, figures_of, group_of, groups_by, rates_of, ratios_of
from daoan.act.operations.drawing import Candidate, as_values, draw_sites
from daoan.act.operations.operation import DAYS, OPERATION, day_in
from daoan.act.registers import Wrong
from daoan.act.workflow.family import act
from daoan.act.workflow.given import units_in
from daoan.act.workflow.table import Event, Refused
from daoan.jobs.families import families_seen, family_seen
from daoan.jobs.registers import Writing, all_entries, register_of, write_entry
from daoan.jobs.requests import person_key
from daoan.jobs.work import Wanted, cause
from daoan.jobs.workroom import Workroom
from daoan.learn.operations import Held
from daoan.terms.errors import Conflict
from daoan.terms.estimates import Text
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter, Values
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_midnight

#: States in which daily tables are written.
WRITABLE = ("deployed", "running", "to_sum_up", "to_evaluate")


@dataclass(frozen=True, slots=True)
class Tables:
    """Daily tables of an operation that somebody may read, added up. ``outside``: of days that it did not run."""

    rows: tuple[Entry, ...]
    outside: int
    whole: Group
    by_day: tuple[Group, ...]
    by_unit: tuple[Group, ...]
    ratios: tuple[Ratio, ...]
    rates: tuple[Rate, ...]


def operations_seen(room: Workroom, actor: Actor) -> tuple[Matter, ...]:
    """Operations that somebody may see, latest first."""
    return tuple(matter for matter, _ in families_seen(room, actor, OPERATION.kind))


def operation_seen(room: Workroom, actor: Actor, matter_id: str) -> tuple[Matter, dict[str, Matter]]:
    """An operation with its family as far as somebody sees it. Raises :class:`NotFound`."""
    return family_seen(room, actor, matter_id, OPERATION.kind)


def candidates_of(estimates: Sequence[SegmentEstimate], areas: frozenset[str], pack: RulePack) -> tuple[Candidate, ...]:
    """Stretches of some counties (none: of all) with most risk, weighed by it."""
    least, most = float(pack.get("draw.least_length_m")), int(pack.get("draw.candidates"))
    able = [e for e in estimates if e.length_m >= least and (not areas or e.area in areas)]
    able.sort(key=lambda e: (-e.injury_weight_per_year.value, e.segment_id))
    return tuple(
        Candidate(e.segment_id, e.injury_weight_per_year.value, e.lon, e.lat, e.area, e.segment_id) for e in able[:most]
    )


def draw(
    room: Workroom, actor: Actor, seen: tuple[str, int], candidates: Sequence[Candidate], n: int, seed: str,
    source: str, at: datetime,
) -> Matter | Refused:  # fmt: skip
    """Draw an operation's sites, as a step of its log. ``seen``: its id and version.

    Raises :class:`~daoan.terms.errors.InputError` for what cannot be drawn, :class:`NotFound`.
    """
    operation_seen(room, actor, seen[0])
    values = as_values(draw_sites(candidates, n, seed, source))
    return cause(room, actor, Wanted(*seen, "draw_sites", values=values), at)


def deploy(
    room: Workroom, actor: Actor, matter_id: str, version: int, at: datetime, key: str | None
) -> Matter | Refused:
    """Deploy an operation and issue the order to its units: both, or neither; once for each ``key``."""
    kept = person_key(actor, f"{matter_id}.deploy", key)
    earlier = room.store.find_kept(kept) if kept else None
    if earlier is not None:
        return next(m for m in earlier if m.matter_id == matter_id)
    operation_seen(room, actor, matter_id)
    matter, family = room.load(matter_id)
    if matter.version != version:
        raise Conflict(f"{matter_id} has moved on to version {matter.version}; look at it again")
    terms = room.terms()
    first = act(room.workflows, family, matter_id, Event("deploy", actor), at, terms)
    if isinstance(first, Refused):
        return _refuse(room, actor, first, matter_id, at)
    moves, after = list(first.moves), family | {m.matter.matter_id: m.matter for m in first.moves}
    born = next(m.matter.matter_id for m in first.moves if m.matter.kind == "order")
    second = act(room.workflows, after, born, Event("issue", actor), at, terms)
    if isinstance(second, Refused):
        return _refuse(room, actor, second, matter_id, at)
    moves += second.moves
    seen = {m.matter.matter_id: known.version if (known := family.get(m.matter.matter_id)) else 0 for m in moves}
    note = AuditNote(at, actor.person_id, actor.unit_id, "act.deploy", matter_id)
    matters = room.store.keep_moves([(m.matter, m.step) for m in moves], seen, note, kept)
    return next(m for m in matters if m.matter_id == matter_id)


def tables_of(room: Workroom, actor: Actor, operation: Matter) -> Tables:
    """An operation's daily tables as far as somebody may read them."""
    register = register_of(room, DAYS)
    entries = all_entries(room, actor, register, text="", ended=False)
    own = [e for e in entries if e.values.get("operation") == operation.matter_id]
    rows = sorted((e for e in own if _within(operation, e)), key=lambda e: (e.values["day"], e.values["unit"]))
    fields = figures_of(register)
    return Tables(
        tuple(rows), len(own) - len(rows), group_of("all", rows, fields), groups_by("day", rows, fields),
        groups_by("unit", rows, fields), ratios_of(rows), rates_of(rows),
    )  # fmt: skip


def write_table(
    room: Workroom, actor: Actor, operation: Matter, values: Values, kept: tuple[str, int] | None, at: datetime
) -> Entry | tuple[Wrong, ...] | Refused:
    """Keep a unit's table of a day, or a further version of it. ``kept``: entry and version that was seen."""
    if operation.state not in WRITABLE:
        return Refused("not_now", Text("tables are written once it is deployed", "部署后方可填报"))
    unit, units = str(values.get("unit", "")), room.units()
    if not any(target in units and unit in units and units.within(unit, target) for target in _targets(operation)):
        return (Wrong("unit", Text("this unit does not take part", "该单位未参加本次行动")),)
    day = day_in(values.get("day"))
    if day is None or not _runs_on(operation, day):
        return (Wrong("day", Text("choose a day of the operation", "请选择行动期内的日期")),)
    told = {**values, "operation": operation.matter_id}
    asked = Writing(told, unit, kept[0] if kept else None, kept[1] if kept else 0)
    return write_entry(room, actor, register_of(room, DAYS), asked, at)


def held_of(operation: Matter, room: Workroom) -> Held | None:
    """An operation as judging it needs; ``None`` where it has no days."""
    first, last = day_in(operation.values.get("begins_on")), day_in(operation.values.get("finish_by"))
    if first is None or last is None or first > last:
        return None
    begins, ends = local_midnight(first, room.zone), local_midnight(last + timedelta(days=1), room.zone)
    return Held(str(operation.values.get("type", "")), areas_of(operation, room), begins, ends)


def areas_of(operation: Matter, room: Workroom) -> frozenset[str]:
    """Counties of the units that take part and of all below them."""
    units = room.units()
    below = [u for target in _targets(operation) if target in units for u in units.below(target)]
    return frozenset(a for u in below if (a := units.get(u).area) is not None)


def names_of(fields: Sequence[str], room: Workroom) -> Mapping[str, Text]:
    """What figures are called."""
    register = register_of(room, DAYS)
    return {name: register.field(name).label for name in fields}


def _targets(operation: Matter) -> tuple[str, ...]:
    return units_in(operation.values.get("targets"))


def _runs_on(operation: Matter, day: date) -> bool:
    first, last = day_in(operation.values.get("begins_on")), day_in(operation.values.get("finish_by"))
    return first is not None and last is not None and first <= day <= last


def _within(operation: Matter, table: Entry) -> bool:
    day = day_in(table.values.get("day"))
    return day is not None and _runs_on(operation, day)


def _refuse(room: Workroom, actor: Actor, refused: Refused, subject: str, at: datetime) -> Refused:
    note = AuditNote(at, actor.person_id, actor.unit_id, "refused.act", subject, detail=f"deploy: {refused.code}")
    room.store.append_audit(note)
    return refused

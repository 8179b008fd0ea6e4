"""Units on duty: what officers and the duty desk tell is kept, and shown to who may see it.

A phone tells places of its own unit, of moments when its owner is on shift, and says how many seconds ago each was: its
clock need not be right. A unit that keeps no shifts has everybody on duty. Who looks at where units are is written down
once an hour; a unit's history takes purpose and case number like any look-up.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.act.lookups.grounds import LookUp, note_of, refusal_of
from daoan.act.patrols import Standing, standings_of
from daoan.act.shifts import window_of
from daoan.act.workflow.table import Refused
from daoan.edge.tokens import subject_token
from daoan.jobs.lookups import no_such_case
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.errors import InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.patrol_terminals import REGISTER, PatrolTerminal, terminal_of
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.patrols import DutyState, PositionSource, UnitPosition
from daoan.terms.records.people import Actor
from daoan.terms.records.shifts import Shift
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import UnitTree

#: What is said now counts after all that was said before, also in one instant, or where the clock stands.
JUST_NOW, TICK = timedelta(seconds=2), timedelta(microseconds=1)
CREW, TERMINAL = "crew", "terminal"  # of what tokens are made


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a phone tells: a place, a state or both, so many seconds ago."""

    age_s: float = 0.0
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    speed_kmh: float | None = None
    direction_deg: float | None = None
    state: DutyState | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a batch. ``off_shift``: told of moments outside a shift, and not kept; ``late``: too old."""

    kept: int
    off_shift: int
    late: int


@dataclass(frozen=True, slots=True)
class Packs:
    """``patrols``: how long positions count; ``messages``: how far shifts speak; ``lookups``: purposes."""

    patrols: RulePack
    messages: RulePack
    lookups: RulePack


def packs_of(packs: Mapping[str, RulePack]) -> Packs:
    """The rule packs that this is about."""
    return Packs(packs["patrols"], packs["messages"], packs["lookups"])


def tell_positions(
    room: Workroom, packs: Packs, actor: Actor, unit_id: str, told: Sequence[Told], now: datetime, key: bytes
) -> Kept | Refused:
    """Keep what the phone of somebody on duty tells. Raises :class:`NotFound` for a unit that is not theirs."""
    shifts = room.store.list_shifts(*window_of(now, packs.messages))
    if not goes_out(room, actor, unit_id, shifts, now, packs.patrols):
        raise NotFound(f"you are not on duty with a unit {unit_id!r:.80} · 您不在该单位执勤")
    if len(told) > (most := int(packs.patrols.get("positions.most_batch"))):
        raise InputError(f"at most {most} positions at once · 一次最多上报 {most} 个位置")
    if not on_shift(shifts, actor, unit_id, now):
        return Refused("off_shift", Text("you are not on shift now", "您当前不在班次内，不能上报位置"))
    latest = timedelta(hours=float(packs.patrols.get("positions.late_hours")))
    crew = subject_token(key, CREW, actor.person_id)
    kept, off, late = list[UnitPosition](), 0, 0
    latest_said = _behind_what_was_said(room, unit_id, now)
    for one in told:
        age = timedelta(seconds=max(0.0, one.age_s))
        at = now - age
        if age > latest:
            late += 1
        elif not on_shift(shifts, actor, unit_id, at):
            off += 1
        else:
            if one.state is not None and age <= JUST_NOW:
                at = latest_said = max(at, latest_said + TICK)
            kept.append(
                UnitPosition(
                    unit_id, crew, at, now, PositionSource.PHONE, one.lon, one.lat, one.accuracy_m, one.speed_kmh,
                    one.direction_deg, one.state,
                )
            )  # fmt: skip
    states = [p.state.value for p in kept if p.state is not None]
    subject = _name(unit_id, crew)
    note = AuditNote(now, actor.person_id, actor.unit_id, "position.state", subject, detail="; ".join(states))
    return Kept(room.store.keep_positions(kept, note if states else None), off, late)


def goes_out(
    room: Workroom, actor: Actor, unit_id: str, shifts: Collection[Shift], now: datetime, pack: RulePack
) -> bool:
    """Whether somebody is on duty with a unit: it goes out on the road, and is their own or that of their shift."""
    if not _is_patrolling(room.units(), unit_id, pack):
        return False
    mine = {s.unit_id for s in shifts if s.person_id == actor.person_id and s.starts_at <= now < s.ends_at}
    return unit_id == actor.unit_id or unit_id in mine


def on_shift(shifts: Collection[Shift], actor: Actor, unit_id: str, at: datetime) -> bool:
    """Whether somebody is on shift at a moment; where the unit keeps no shifts, everybody is."""
    if any(s.person_id == actor.person_id and s.starts_at <= at < s.ends_at for s in shifts):
        return True
    return all(s.unit_id != unit_id for s in shifts)


def may_set(actor: Actor) -> bool:
    """Whether somebody sets states by hand: the duty desk."""
    return {Permission.SEE_PATROLS, Permission.ISSUE} <= actor.permissions


def set_state(room: Workroom, packs: Packs, actor: Actor, of: tuple[str, str], told: Told, now: datetime) -> Standing:
    """Set what a crew, or a unit as a whole (crew ""), is doing, perhaps where. Raises :class:`NotFound`."""
    unit_id, crew = of
    units = room.units()
    fits = _is_patrolling(units, unit_id, packs.patrols)
    known = {n.crew for n in room.store.list_units_now({unit_id})}
    if not fits or unit_id not in scope_of(actor, units) or crew not in {"", *known}:
        raise NotFound(f"no unit {unit_id!r:.80} at or below your own · 本单位及下级无此警力")
    at = max(now, _behind_what_was_said(room, unit_id, now) + TICK)
    one = UnitPosition(
        unit_id, crew, at, now, PositionSource.MANUAL, told.lon, told.lat, state=told.state, by=actor.person_id
    )  # fmt: skip
    said = told.state.value if told.state is not None else ""
    note = AuditNote(now, actor.person_id, actor.unit_id, "position.set", _name(unit_id, crew), detail=said)
    room.store.keep_positions([one], note)
    found = standings_of(room.store.list_units_now({unit_id}), now, packs.patrols)
    return next(s for s in found if s.now.crew == crew)


def _is_patrolling(units: UnitTree, unit_id: str, pack: RulePack) -> bool:
    """Whether there is such a unit, and it is of a kind that goes out on the road."""
    return unit_id in units and units.get(unit_id).kind.value in pack.get("units.kinds")


def _behind_what_was_said(room: Workroom, unit_id: str, now: datetime) -> datetime:
    """The latest moment of which a unit's crews told a state; long ago where none did."""
    said = [n.said.happened_at for n in room.store.list_units_now({unit_id}) if n.said is not None]
    return max(said, default=now - timedelta(days=1))


def seen_units(actor: Actor, room: Workroom) -> frozenset[str]:
    """Units whose positions somebody sees: with the permission own unit and below, else the own."""
    return scope_of(actor, room.units()) if Permission.SEE_PATROLS in actor.permissions else frozenset({actor.unit_id})


def look_at(room: Workroom, pack: RulePack, actor: Actor, now: datetime) -> tuple[Standing, ...]:
    """Units on duty that somebody may see. ``pack``: the rule pack ``patrols``."""
    return standings_of(room.store.list_units_now(seen_units(actor, room)), now, pack)


def history_of(
    room: Workroom, packs: Packs, actor: Actor, asked: LookUp, span: tuple[datetime, datetime], crew: str | None
) -> tuple[UnitPosition, ...] | Refused:
    """Where a unit (``asked.subject``) was, on grounds that are written down first, refused or not.

    Raises :class:`NotFound` for a unit outside the actor's own and below.
    """
    if asked.subject not in seen_units(actor, room):
        raise NotFound(f"no unit {asked.subject!r:.80} at or below your own · 本单位及下级无此单位")
    most = timedelta(hours=float(packs.patrols.get("looking.most_hours")))
    refused = no_such_case(room, actor, asked.case) or refusal_of(asked, actor, packs.lookups)
    if refused is None and not timedelta() < span[1] - span[0] <= most:
        hours = most / timedelta(hours=1)
        refused = Refused("span", Text(f"at most {hours:g} hours at once", f"一次最多查询 {hours:g} 小时"))
    room.store.append_audit(note_of(asked, actor, refused))
    return refused or room.store.list_positions(asked.subject, *span, crew=crew)


def terminals_at(room: Workroom, at: datetime) -> tuple[PatrolTerminal, ...]:
    """Terminals of police vehicles that the register had at a moment."""
    found = (terminal_of(e.values, e.unit_id) for e in room.store.list_entries(REGISTER, at))
    return tuple(sorted(found, key=lambda t: t.number))


def call_signs(room: Workroom, at: datetime, key: bytes) -> Mapping[str, str]:
    """Call signs of vehicles by the token of their terminal."""
    return {subject_token(key, TERMINAL, t.number): t.call_sign for t in terminals_at(room, at)}


def crew_names(room: Workroom, units: Collection[str], at: datetime, key: bytes) -> Mapping[str, str]:
    """Who a crew is, by its token: call signs of vehicles, names of officers of some units and of their shifts."""
    people = (p for p in room.store.list_people() if p.unit_id in units)
    return {**{subject_token(key, CREW, p.person_id): p.name for p in people}, **call_signs(room, at, key)}


def _name(unit_id: str, crew: str) -> str:
    return f"{unit_id}/{crew}" if crew else unit_id

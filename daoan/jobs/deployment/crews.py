"""Units of a deployment: who goes out on the road, where they set out, what they have worked lately."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from daoan.act.deployment.windows import Window, windows_of
from daoan.jobs.deployment.ground import Ground, Station
from daoan.jobs.workroom import Workroom
from daoan.terms.estimates import Text
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.deployed import Crew
from daoan.terms.records.deploying import DeploymentUnit, ShiftWindow, UnitPast
from daoan.terms.records.people import Person
from daoan.terms.records.shifts import Shift
from daoan.terms.roles import Permission, permissions_of
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import Unit, UnitTree


@dataclass(frozen=True, slots=True)
class Manned:
    """A crew and what the planner is told of it."""

    crew: Crew
    unit: DeploymentUnit


def crews_of(room: Workroom, owner: str, ground: Ground, pack: RulePack) -> tuple[tuple[Manned, ...], tuple[Text, ...]]:
    """Units of a scope that go out, by id, and words about those left out. ``pack``: the rule pack ``patrols``."""
    tree = room.units()
    kinds = pack.get("units.kinds")
    below = [tree.get(u) for u in sorted(tree.below(owner))]
    people = _people(room.store.list_people())
    fitting = [u for u in below if u.kind.value in kinds and people[u.unit_id]]
    starts = _starts(fitting, tree, ground)
    found, left = list[Manned](), list[Text]()
    for unit in fitting:
        start = starts.get(unit.unit_id)
        if start is None:
            left.append(
                Text(
                    f"{unit.name.en}: no station of its own or above is known, nor a county",
                    f"{unit.name.zh}：无已登记驻地，亦无所属县区",
                )
            )
            continue
        station, origin = start
        crew = Crew(unit.unit_id, unit.name, people[unit.unit_id], origin)
        planned = DeploymentUnit(unit.unit_id, station.code, station.lon, station.lat, unit.name.zh)
        found.append(Manned(crew, planned))
    return tuple(found), tuple(left)


def _people(everybody: Iterable[Person]) -> Mapping[str, tuple[str, ...]]:
    """Those of each unit who go on patrol."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for person in everybody:
        if person.active and Permission.PATROL in permissions_of(person.roles):
            found[person.unit_id] = (*found[person.unit_id], person.person_id)
    return found


def _starts(units: Sequence[Unit], tree: UnitTree, ground: Ground) -> dict[str, tuple[Station, Text]]:
    """Where each sets out: a station of its own, else one of the unit above in its county in turn, else mid-county."""
    of_unit: dict[str, list[Station]] = defaultdict(list)
    for station in sorted(ground.stations, key=lambda s: s.code):
        of_unit[station.unit_id].append(station)
    turn: dict[str, int] = defaultdict(int)
    middles = _middles(ground)
    found: dict[str, tuple[Station, Text]] = {}
    for unit in sorted(units, key=lambda u: (u.unit_id not in of_unit, u.unit_id)):
        line = (unit.unit_id, *tree.above(unit.unit_id))
        holder = next((h for h in line if of_unit.get(h) and tree.get(h).area == unit.area), None)
        if holder is not None:
            station = of_unit[holder][turn[holder] % len(of_unit[holder])]
            turn[holder] += 1
            found[unit.unit_id] = (station, Text(f"sets out from {station.name}", f"自{station.name}出发"))
        elif unit.area is not None and unit.area in middles:
            told = Text(
                "no station is known: reckoned from the middle of its county's risk",
                "未登记驻地：按所属县区风险重心推算",
            )
            found[unit.unit_id] = (replace(middles[unit.area], unit_id=unit.unit_id), told)
    return found


def _middles(ground: Ground) -> Mapping[str, Station]:
    """The stretch nearest to the middle of what is expected, of each county."""
    by_area: dict[str, list[SegmentEstimate]] = defaultdict(list)
    for one in ground.estimates:
        if area := ground.area_of.get(one.segment_id, ""):
            by_area[area].append(one)
    found = {}
    for area, rows in by_area.items():
        total = sum(e.injury_weight_per_year.value for e in rows) or 1.0
        lon = sum(e.lon * e.injury_weight_per_year.value for e in rows) / total
        lat = sum(e.lat * e.injury_weight_per_year.value for e in rows) / total
        mid = min(rows, key=lambda e: ((e.lon - lon) ** 2 + (e.lat - lat) ** 2, e.segment_id))
        found[area] = Station("", f"{area}-middle", "", mid.lon, mid.lat)
    return found


def with_pasts(
    manned: Sequence[Manned], shifts: Sequence[Shift], windows: Sequence[Window], zone: str, pack: RulePack
) -> tuple[DeploymentUnit, ...]:
    """Units with what their people worked before the first shift: of each number, the most that any of them has."""
    first = windows[0]
    mine: dict[str, list[Shift]] = defaultdict(list)
    for shift in shifts:
        if shift.starts_at < first.shift.starts_at:
            mine[shift.person_id].append(shift)
    found = []
    for one in manned:
        pasts = [_past(mine[p], first, zone, pack) for p in one.crew.people if mine[p]]
        found.append(replace(one.unit, past=_hardest(pasts)) if pasts else one.unit)
    return tuple(found)


def _past(shifts: Sequence[Shift], first: Window, zone: str, pack: RulePack) -> UnitPast:
    ordered = sorted(shifts, key=lambda s: s.starts_at)
    worked = windows_of([ShiftWindow(s.shift_id, s.starts_at, s.ends_at) for s in ordered], zone, pack)
    nights = sorted({w.night for w in worked if w.night is not None})
    last, row = _row(nights)
    week = [w for w in worked if w.monday == first.monday]
    return UnitPast(
        ended_at=max(w.shift.ends_at for w in worked),
        hours_today=sum(w.minutes for w in worked if w.day == first.day) / 60,
        hours_this_week=sum(w.minutes for w in week) / 60,
        nights_this_week=len({w.night for w in week if w.night is not None}),
        nights_in_row=row,
        last_night=last,
        nights_remembered=len(nights),
        weekends_remembered=sum(w.weekend for w in worked),
    )


def _row(nights: Sequence[date]) -> tuple[date | None, int]:
    last, row = None, 0
    for night in nights:
        row = row + 1 if last is not None and night - last == timedelta(days=1) else 1
        last = night
    return last, row


def _hardest(pasts: Sequence[UnitPast]) -> UnitPast:
    last, row = max((p.last_night or date.min, p.nights_in_row) for p in pasts)
    return UnitPast(
        ended_at=max(p.ended_at for p in pasts if p.ended_at is not None),
        hours_today=max(p.hours_today for p in pasts),
        hours_this_week=max(p.hours_this_week for p in pasts),
        nights_this_week=max(p.nights_this_week for p in pasts),
        nights_in_row=row,
        last_night=None if last == date.min else last,
        nights_remembered=max(p.nights_remembered for p in pasts),
        weekends_remembered=max(p.weekends_remembered for p in pasts),
    )

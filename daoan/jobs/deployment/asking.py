"""A request made of what the city knows: shifts of the days, stretches of most risk, places where one can stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daoan.act.deployment.demand import demands_of
from daoan.act.deployment.windows import windows_of
from daoan.jobs.deployment.crews import Manned, crews_of, with_pasts
from daoan.jobs.deployment.ground import Ground
from daoan.jobs.deployment.places import grouped, places_around, reached
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records.deploying import DeploymentRequest, Forbid, Pin, ShiftWindow
from daoan.terms.records.shifts import Shift
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_to_utc


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for: whose units, from which local day, for how many days, at which duty level; who must work
    when."""

    unit_id: str
    first_day: date
    days: int
    level: str
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A request with what it does not hold: people of each unit, shifts they have already, what was left out."""

    request: DeploymentRequest
    manned: tuple[Manned, ...]
    blocked: tuple[tuple[str, str], ...]
    left_out: tuple[Text, ...]
    kept: tuple[Shift, ...]


def request_of(
    room: Workroom, wanted: Wanted, ground: Ground, packs: Mapping[str, RulePack], *, at: datetime
) -> AskedOf:
    """The request of a scope; only shifts that begin after ``at``. Raises :class:`InputError` where there is none."""
    pack, zone = packs["deployment"], room.zone
    if not 1 <= wanted.days <= int(pack.get("city.most_days")):
        raise InputError(
            f"a plan has 1 to {pack.get('city.most_days')} days · 部署天数须为 1—{pack.get('city.most_days')}"
        )
    shifts = tuple(s for s in shift_windows(wanted.first_day, wanted.days, zone, pack) if s.starts_at > at)
    if not shifts:
        raise InputError("every shift of these days has begun already · 所选日期的班次均已开始")
    manned, left = crews_of(room, wanted.unit_id, ground, packs["patrols"])
    if not manned:
        raise InputError("no unit of yours goes out on the road with people · 本单位及下级没有可上路的警力")
    windows = windows_of(shifts, zone, pack)
    since = shifts[0].starts_at - timedelta(days=int(pack.get("city.past_days")))
    people = {p for m in manned for p in m.crew.people}
    kept = tuple(s for s in room.store.list_shifts(since, shifts[-1].ends_at) if s.person_id in people)
    blocked = tuple(blocked_by(manned, kept, shifts))
    if len(blocked) == len(manned) * len(shifts):
        raise InputError("everybody has a shift at all of these times already · 全部人员在所选时段均已有班次")
    area = room.units().get(wanted.unit_id).area
    estimates = grouped((e for e in ground.estimates if area is None or ground.area_of.get(e.segment_id) == area), pack)
    if not estimates:
        raise InputError("no stretch of your area has an estimated risk · 辖区内没有已评估风险的路段")
    units = with_pasts(manned, kept, windows, zone, pack)
    places, far = reached(places_around(estimates, ground.stops, pack), units, zone, pack)
    request = DeploymentRequest(
        zone=zone, places=places, shifts=shifts, units=units,
        demands=demands_of(estimates, ground.profile, shifts, zone),
        forbids=tuple(Forbid(u, s) for u, s in blocked), level=wanted.level, pins=wanted.pins,
    )  # fmt: skip
    return AskedOf(request, manned, blocked, (*left, *far), kept)


def shift_windows(first: date, days: int, zone: str, pack: RulePack) -> tuple[ShiftWindow, ...]:
    """Shifts of some local days, in order of start; keys "2026-03-05-day"."""
    found = []
    for i in range(days):
        try:
            day = first + timedelta(days=i)
            for row in pack.get("city.shift"):
                start = datetime(day.year, day.month, day.day) + timedelta(hours=float(row["from_hour"]))  # noqa: DTZ001  (wall clock)
                end = start + timedelta(hours=float(row["hours"]))
                found.append(ShiftWindow(f"{day}-{row['key']}", local_to_utc(start, zone), local_to_utc(end, zone)))
        except OverflowError:
            raise InputError("these days lie outside the calendar · 日期超出范围") from None
    return tuple(sorted(found, key=lambda s: s.starts_at))


def blocked_by(
    manned: Iterable[Manned], kept: Sequence[Shift], shifts: Sequence[ShiftWindow]
) -> Iterable[tuple[str, str]]:
    """Units and shifts in which one of the unit's people has a kept shift already."""
    for one in manned:
        mine = [s for s in kept if s.person_id in one.crew.people]
        for window in shifts:
            if any(s.starts_at < window.ends_at and window.starts_at < s.ends_at for s in mine):
                yield one.crew.unit_id, window.key

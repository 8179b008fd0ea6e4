"""The plan of openings of a unit: made from the registers, the calendar and the latest run; confirmed it is kept.

A confirmed plan stands in the register ``station_opening``, every version of it, and may be changed there line by line.
Confirming again for the same days replaces what was confirmed for them.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from daoan.act.duty.profile import WeekProfile
from daoan.act.rural.needs import needs_of
from daoan.act.rural.opening import Opening, OpeningPlan, plan_openings
from daoan.act.rural.risk import HourRisk, hour_risks
from daoan.jobs.gatherings import Calendar, calendar_of
from daoan.jobs.registers import ENDED, UNIT, WrongLine, import_entries, register_of
from daoan.jobs.rural.ground import OPENING, RuralGround
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.city import City
from daoan.terms.errors import Fault, InputError
from daoan.terms.estimates import Text
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack
from daoan.terms.rural import AdviceStation, KeptOpening
from daoan.terms.times import monday_of

KEPT = 8  # groups of places whose roads are kept, and plans
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """What the latest run knows of roads; nothing before the first.

    What was asked for lately is kept with all that it was worked out from: as long as that is the same, so is the
    answer, and who asks for one township's takes the city's from nobody.
    """

    estimates: Sequence[SegmentEstimate] = ()
    profile: WeekProfile | None = None
    known: dict[Hashable, dict[str, HourRisk]] = field(default_factory=dict, repr=False)
    planned: dict[Hashable, OpeningPlan] = field(default_factory=dict, repr=False)

    def around_stations(self, stations: Sequence[AdviceStation], pack: RulePack) -> Mapping[str, HourRisk]:
        """The same around each station, by its code, as far as the pack ``rural`` lets a station's roads reach."""
        return self.around([(s.code, s.lon, s.lat) for s in stations], float(pack.get("opening.roads_km")))

    def around(self, places: Sequence[tuple[str, float | None, float | None]], km: float) -> Mapping[str, HourRisk]:
        """Risk by hour of the week around each place."""
        profile = self.profile
        if profile is None:
            return {}
        return _kept(self.known, (km, *places), lambda: hour_risks(places, self.estimates, profile, km))

    def openings(self, own: RuralGround, days: tuple[date, ...], calendar: Calendar, pack: RulePack) -> OpeningPlan:
        """The plan of a unit's stations for some days."""
        served = _served(own, days[0])
        names = frozenset(calendar.names.items())
        asked = (own.stations, own.wardens, frozenset(served.items()), days, calendar.held, names, pack.stamp)

        def make() -> OpeningPlan:
            risks = self.around_stations(own.stations, pack)
            needs = needs_of(own.stations, days, calendar.held, calendar.names, risks, pack)
            return plan_openings(needs, own.stations, own.wardens, pack, served)

        return _kept(self.planned, asked, make)


def _kept(known: dict[K, V], asked: K, make: Callable[[], V]) -> V:
    """What is known of a question, else what is made now; of questions asked long ago nothing is kept."""
    found = known.get(asked)
    if found is None:
        found = make()
        for old in list(known)[: 1 - KEPT]:
            known.pop(old, None)
        known[asked] = found
    return found


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """What somebody asks to plan: days from ``first`` on, in a county or everywhere that is theirs, of one township or
    of all."""

    first: date
    days: int
    area: str = ""
    township: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class MadePlan:
    """A plan with what it stands on. ``gaps``: what is not known of calendar and crowds; ``kept``: openings confirmed
    for these days already."""

    asked: AskedPlan
    days: tuple[date, ...]
    plan: OpeningPlan
    stations: tuple[AdviceStation, ...]
    wardens: int
    gaps: tuple[Text, ...]
    kept: tuple[KeptOpening, ...]
    roads_known: bool


def make_plan(
    room: Workroom,
    actor: Actor,
    city: City,
    ground: RuralGround,
    roads: Roads,
    packs: Mapping[str, RulePack],
    asked: AskedPlan,
) -> MadePlan:
    """Plan openings of the stations that the actor's unit answers for. Raises :class:`InputError` for too many days."""
    pack = packs["rural"]
    most = int(pack.get("opening.most_days"))
    if not 1 <= asked.days <= most:
        raise InputError(f"ask for 1 to {most} days · 请选择1至{most}天")
    own = own_ground(room, actor, ground, asked)
    calendar = calendar_of(room, actor, city, packs["gatherings"], asked.first, asked.days)
    days = tuple(asked.first + timedelta(days=k) for k in range(asked.days))
    plan = roads.openings(own, days, calendar, pack)
    kept = tuple(o for o in own.openings if days[0] <= o.day <= days[-1])
    gaps = (*calendar.gaps, *_unplaced(calendar, set(pack.get("opening.must_kinds"))))
    return MadePlan(asked, days, plan, own.stations, len(own.wardens), gaps, kept, bool(roads.estimates))


def _unplaced(calendar: Calendar, kinds: set[str]) -> tuple[Text, ...]:
    """What is said of crowds whose place nobody registered: they open no station."""
    held = {o.gathering.gathering_id for o in calendar.held if o.gathering.kind in kinds and o.gathering.lon is None}
    if not held:
        return ()
    en = f"{len(held)} gatherings of these days have no coordinates in the register and open no station."
    return (Text(en, f"这些天有{len(held)}项群体性活动未登记坐标，未据此安排开启。"),)


def own_ground(room: Workroom, actor: Actor, ground: RuralGround, asked: AskedPlan) -> RuralGround:
    """What the actor's unit answers for, within what is asked."""
    own = ground.within(scope_of(actor, room.units()))
    stations = tuple(s for s in own.stations if asked.area in ("", s.area) and asked.township in ("", s.township))
    codes, kept = {s.code for s in stations}, range(len(own.openings))
    of = [k for k in kept if own.openings[k].station in codes]
    return RuralGround(
        own.villages, stations, tuple(w for w in own.wardens if w.station in codes), own.vans,
        tuple(own.openings[k] for k in of), tuple(own.served[k] for k in of),
    )  # fmt: skip


def _served(ground: RuralGround, first: date) -> Counter[tuple[str, date]]:
    """Days that wardens serve in the week of the first day, before it."""
    week = monday_of(first)
    days = {
        (code, one.day)
        for one, wardens in zip(ground.openings, ground.served, strict=True)
        if week <= one.day < first
        for code in wardens
    }
    return Counter((code, week) for code, _ in days)


def confirm_plan(room: Workroom, actor: Actor, made: MadePlan, at: datetime) -> tuple[int, int, int]:
    """Keep every opening of a plan that somebody can take; how many are new, changed, ended. All or none.

    Raises :class:`~daoan.terms.errors.NotAllowed` for who may not write the register.
    """
    register = register_of(room, OPENING)
    lines = [_line(one) for one in made.plan.openings if one.wardens]
    keys = {(line["station"], line["day"], line["from_hour"]) for line in lines}
    over = [o for o in made.kept if (o.station, o.day.isoformat(), o.from_hour) not in keys]
    lines += _ended(over)
    if not lines:
        return 0, 0, 0
    done = import_entries(room, actor, register, lines, at)
    if done and isinstance(done[0], WrongLine):
        raise Fault(f"a line of the plan does not fit its register: {done[0]}")
    new, changed = done
    assert isinstance(new, int)
    assert isinstance(changed, int)
    return new, changed - len(over), len(over)


def withdraw_openings(room: Workroom, actor: Actor, kept: Sequence[KeptOpening], at: datetime) -> int:
    """End openings that were confirmed; how many."""
    if not kept:
        return 0
    import_entries(room, actor, register_of(room, OPENING), _ended(kept), at)
    return len(kept)


def _ended(kept: Sequence[KeptOpening]) -> list[dict[str, Any]]:
    return [{"station": o.station, "day": o.day.isoformat(), "from_hour": o.from_hour, ENDED: "ended"} for o in kept]


def _line(one: Opening) -> dict[str, Any]:
    need = one.need
    return {
        "station": need.station.code,
        "day": need.day.isoformat(),
        "from_hour": need.from_hour,
        "until_hour": need.until_hour,
        "grade": need.grade,
        "needed": need.wardens,
        "wardens": " ".join(one.wardens),
        "reasons": "\n".join(f"{r.zh} {r.en}" for r in need.reasons),
        "area": need.station.area,
        UNIT: need.station.unit_id,
    }

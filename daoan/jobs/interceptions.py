"""Plans of interception for the alerts of passes that are open: all vehicles at once, one of them asked for.

What is known of the road and of the units is a :class:`Situation`, which whoever runs the server provides: routes
learned from its passes, places judged safe, units with their positions. Without one there are rings and what the alert
itself tells of sites ahead, and no plan; that is said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from daoan.act.alerts.alert import ALERT
from daoan.act.alerts.passes import PREFIX
from daoan.act.interception.rings import Ring, rings_around
from daoan.act.interception.solving import Advice, Chase, Option, StoppingPlace, Unit, solve
from daoan.act.interception.telling import best_first, differs_by, reasons_for
from daoan.jobs.supervising import every_matter
from daoan.jobs.workroom import Workroom
from daoan.store.work_protocol import MatterFilter
from daoan.terms.arrivals import Arrivals
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats
from daoan.terms.records.patrols import DutyState
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import from_ms, to_ms

#: Vehicles reckoned with at once, those read last first.
MOST_CHASES = 20
#: States in which a vehicle is still to be stopped.
STILL_OUT = frozenset({"new", "signed", "valid", "ordered"})


@dataclass(frozen=True, slots=True)
class Nearby:
    """A unit on the map. ``of``: the unit's own id; ``live``: it told, else its station; ``usable``: for plans."""

    unit_id: str
    of: str
    name: Text
    lon: float
    lat: float
    live: bool
    age_s: float | None  # of its position
    state: DutyState | None
    usable: bool


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """The road and the units as they are now. ``names``: of units; ``ahead``: by the plate's signs, after its reads.

    ``origins``: where each unit sets out from, in words; ``around``: everybody who is to be seen on the map.
    """

    places: Sequence[StoppingPlace]
    units: Sequence[Unit]
    names: Mapping[str, Text]
    travel_s: Floats  # (units, places)
    ahead: Callable[[str, datetime], Arrivals | None]
    origins: Mapping[str, Text] = field(default_factory=dict)
    around: Sequence[Nearby] = ()


#: The situation at a moment; ``None`` where no routes are known.
Look = Callable[[datetime], Situation | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """One way of stopping a vehicle, as a person reads it."""

    unit_id: str
    unit: Text
    place: str
    lon: float
    lat: float
    p_comes: float
    p_stop: float
    travel_minutes: float
    early: datetime
    expected: datetime
    late: datetime
    wait_until: datetime
    loss: float
    best: bool
    reasons: tuple[Text, ...]
    difference: Text | None


@dataclass(frozen=True, slots=True)
class Interception:
    """Everything about stopping one vehicle. ``without``: why there is no plan."""

    matter_id: str
    judged_valid: bool  # no order before a person has judged the alert
    plans: tuple[Plan, ...]
    rings: tuple[Ring, ...]
    without: Text | None
    around: tuple[Nearby, ...] = ()


def interception_for(room: Workroom, matter: Matter, look: Look | None, pack: RulePack, now: datetime) -> Interception:
    """Plans for one alert among all that are open. Raises :class:`NotFound` for what is no alert of a pass."""
    if not _is_out(matter):
        raise NotFound(f"no vehicle is to be stopped for {matter.matter_id!r:.80}")
    valid = matter.state in ("valid", "ordered")
    there = None if look is None else look(now)
    if there is None:
        nothing = Text("no routes are learned here yet", "尚未建立去向模型")
        return Interception(matter.matter_id, valid, (), _rings(matter, (), pack), nothing)
    rings = _rings(matter, there.units, pack)
    chases = _chases(room, matter, there, pack, now)
    now_ms = to_ms(now)
    advice = solve(now_ms, chases, there.units, there.places, there.travel_s, pack) if chases else ()
    own = next((a for a in advice if a.chase_id == matter.matter_id), None)
    if own is None or not best_first(own.best, own.others):
        nothing = Text("no unit can be at a safe place in time", "没有警力能及时到达安全拦截点")
        return Interception(matter.matter_id, valid, (), rings, nothing, tuple(there.around))
    plans = tuple(_plan(o, own, there, now_ms) for o in best_first(own.best, own.others))
    return Interception(matter.matter_id, valid, plans, rings, None, tuple(there.around))


def _chases(room: Workroom, asked: Matter, there: Situation, pack: RulePack, now: datetime) -> list[Chase]:
    """Every vehicle that is still out: a unit that another one needs more is not offered twice."""
    where = MatterFilter(kinds=(ALERT.kind,), open_only=True)
    others = [m for m in every_matter(room, where) if _is_out(m) and m.matter_id != asked.matter_id]
    others.sort(key=lambda m: str(m.values.get("seen_at", "")), reverse=True)
    found = []
    # In an order of their own, so that whoever asks gets the same plan.
    for matter in sorted((asked, *others[: MOST_CHASES - 1]), key=lambda m: m.matter_id):
        ahead = there.ahead(str(matter.values.get("plate", "")), now)
        if ahead is not None and len(ahead.site):
            value = float(pack.get("value").get(str(matter.values["rule"])[len(PREFIX) :], pack.get("value.default")))
            found.append(Chase(matter.matter_id, ahead, float(matter.values.get("p_right", 0.0)), value))
    return found


def _plan(option: Option, own: Advice, there: Situation, now_ms: int) -> Plan:
    unit, place = there.units[option.unit], there.places[option.place]
    name = there.names.get(unit.unit_id, Text(unit.unit_id, unit.unit_id))
    told = zip(*(reasons_for(option, now_ms, words, place.place_id) for words in (name.en, name.zh)), strict=True)
    early, expected, late = (from_ms(ms) for ms in option.expected_ms)
    origin = there.origins.get(unit.unit_id)
    return Plan(
        unit_id=unit.unit_id, unit=name, place=place.place_id, lon=place.lon, lat=place.lat, p_comes=option.p_comes,
        p_stop=option.p_stop, travel_minutes=option.travel_s / 60.0, early=early, expected=expected, late=late,
        wait_until=from_ms(option.wait_until_ms), loss=option.loss, best=option is own.best,
        reasons=(*(Text(en.en, zh.zh) for en, zh in told), *((origin,) if origin is not None else ())),
        difference=None if option is own.best else differs_by(option, own.best),
    )  # fmt: skip


def _rings(matter: Matter, units: Sequence[Unit], pack: RulePack) -> tuple[Ring, ...]:
    return () if matter.lon is None or matter.lat is None else rings_around(matter.lon, matter.lat, units, pack)


def _is_out(matter: Matter) -> bool:
    rule = str(matter.values.get("rule", ""))
    return matter.kind == ALERT.kind and rule.startswith(PREFIX) and matter.state in STILL_OUT

"""A year of the model town as planners see it and as it truly is, and 52 weeks of each way to deploy the same units."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from scipy.spatial import KDTree

from bench import ROOT
from daoan.act.deployment.building import Built, build
from daoan.act.deployment.building import taken_of as options_taken
from daoan.act.deployment.checking import breaches
from daoan.act.deployment.demand import demands_of
from daoan.act.deployment.habit import habit_of, in_turn
from daoan.act.deployment.planning import plan_deployment
from daoan.act.deployment.windows import windows_of
from daoan.act.duty.profile import WeekProfile, fit_week_profile
from daoan.assess.risk.estimates import estimates_of
from daoan.assess.risk.forecast import exposure_history
from daoan.assess.risk.table import fit_risk
from daoan.edge.files import read_rule_packs
from daoan.jobs.deployment.asking import shift_windows
from daoan.jobs.deployment.crews import Manned, with_pasts
from daoan.jobs.deployment.places import grouped, places_around, reached
from daoan.loop import sense
from daoan.steps.given import Given, as_known
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Text
from daoan.terms.frames import CrashFrame
from daoan.terms.places import Plane
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.deployed import Crew
from daoan.terms.records.deploying import (
    DeploymentRequest,
    DeploymentUnit,
    StretchDemand,
)
from daoan.terms.records.shifts import Shift
from daoan.terms.times import local_midnight, years_before
from daoan.town.build import Town, build_town
from daoan.town.city import city_of
from daoan.town.parameters import read_parameters, town_plane

PACKS = read_rule_packs(ROOT / "rulepacks")
PACK = PACKS["deployment"]
MONDAY, WEEKS, A_COUNTY = date(2025, 1, 6), 52, 3  # units of each county, set out from its seat
RAW_YEARS = 3
NOBODY = Text("", "")
#: Who stands in which shift at which place.
Stands = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Year:
    """What is known on the first of January of the last year, and the truth about it.

    ``risk``: estimates; ``raw``: the same stretches with the weight of the crashes of three years alone; ``truth``:
    what is truly expected, of every stretch.
    """

    town: Town
    risk: tuple[SegmentEstimate, ...]
    raw: tuple[SegmentEstimate, ...]
    profile: WeekProfile
    truth: tuple[SegmentEstimate, ...]
    true_profile: WeekProfile
    units: tuple[DeploymentUnit, ...]


def year_of(seed: int) -> Year:
    """The year of a town."""
    town = build_town(seed)
    as_of = local_midnight(date(2025, 1, 1), town.zone)
    network, years = town.network, int(PACKS["loop"].get("assess.years"))
    given = as_known(Given(city_of(town), as_of, town.crashes, town.counts, network, "town", PACKS))
    frame, whole = sense(given), sense(replace(given, crashes=town.register_as_of()))
    flow = exposure_history(network, given.counts, PACKS["exposure"], zone=town.zone)(as_of)
    estimates = estimates_of(fit_risk(network, frame, flow, as_of, years, PACKS["severity"]), network)
    by_id = {e.segment_id: e for e in estimates}
    raw = _raw(town, by_id, frame)
    return Year(town, estimates, raw, _profile(town, frame), _truth(town, by_id), _profile(town, whole), _units(town))


def _profile(town: Town, frame: CrashFrame) -> WeekProfile:
    on = frame.where(frame.segment >= 0)
    return fit_week_profile(on, PACKS["duty"], town.network.road_class[on.segment])


def _with(estimate: SegmentEstimate, value: float) -> SegmentEstimate:
    weight = replace(estimate.injury_weight_per_year, value=value, low=value, high=value)
    return replace(estimate, injury_weight_per_year=weight)


def _a_crash(by_id: Mapping[str, SegmentEstimate]) -> dict[RoadClass, float]:
    """Severity weight of a crash, by road class."""
    found = {}
    for road_class in RoadClass:
        of = [e for e in by_id.values() if e.road_class is road_class]
        crashes = sum(e.crashes_per_year.value for e in of)
        found[road_class] = sum(e.injury_weight_per_year.value for e in of) / crashes if crashes else 0.0
    return found


def _truth(town: Town, by_id: Mapping[str, SegmentEstimate]) -> tuple[SegmentEstimate, ...]:
    expected, weight = town.truth.expected_in(range(2025, 2026)), _a_crash(by_id)
    rows = [(float(x), by_id[str(s)]) for s, x in zip(town.truth.segment_id, expected, strict=True) if str(s) in by_id]
    return tuple(_with(e, x * weight[e.road_class]) for x, e in rows if x > 0)


def _raw(town: Town, by_id: Mapping[str, SegmentEstimate], frame: CrashFrame) -> tuple[SegmentEstimate, ...]:
    since = np.datetime64(years_before(local_midnight(date(2025, 1, 1), town.zone), RAW_YEARS).replace(tzinfo=None))
    late = frame.where((frame.segment >= 0) & (frame.happened_at.astype("datetime64[us]") >= since))
    names, many = np.unique(town.network.segment_id[late.segment].astype(str), return_counts=True)
    weight = _a_crash(by_id)
    found = (_with(by_id[n], float(k) * weight[by_id[n].road_class]) for n, k in zip(names.tolist(), many, strict=True))
    return tuple(sorted(found, key=_most_first))


def _most_first(estimate: SegmentEstimate) -> tuple[float, str]:
    return -estimate.injury_weight_per_year.value, estimate.segment_id


def _units(town: Town) -> tuple[DeploymentUnit, ...]:
    seats = [a for a in town.areas if a.level == "county"]
    return tuple(DeploymentUnit(f"{a.code}-{k}", a.code, a.lon, a.lat) for a in seats for k in range(A_COUNTY))


def request_in(year: Year, week: int, known: tuple[SegmentEstimate, ...]) -> DeploymentRequest:
    """A week, planned from what is known of the stretches."""
    shifts = shift_windows(MONDAY + timedelta(weeks=week), 7, year.town.zone, PACK)
    groups = grouped(known, PACK)
    places, _ = reached(places_around(groups, (), PACK), year.units, year.town.zone, PACK)
    return DeploymentRequest(
        zone=year.town.zone, places=places, shifts=shifts,
        units=year.units, demands=demands_of(groups, year.profile, shifts, year.town.zone),
    )  # fmt: skip


def in_truth(year: Year, request: DeploymentRequest) -> Built:
    """The places of a request, held against what is truly expected of every stretch.

    A place's own are the stretches that its groups stand for: those nearest to one of them, within a group's width.
    """
    plane = town_plane(read_parameters())
    group, km = KDTree(_km(request.demands, plane)).query(_km(year.truth, plane))[::-1]
    own: dict[str, list[str]] = {d.segment_id: [] for d in request.demands}
    for stretch, row, far in zip(year.truth, group.tolist(), km.tolist(), strict=True):
        if far <= float(PACK.get("city.group_km")):
            own[request.demands[row].segment_id].append(stretch.segment_id)
    places = tuple(replace(p, segments=tuple(s for g in p.segments for s in own[g])) for p in request.places)
    demands = demands_of(year.truth, year.true_profile, request.shifts, year.town.zone)
    return build(replace(request, demands=demands, places=places), PACK)


def _km(points: Iterable[SegmentEstimate | StretchDemand], plane: Plane) -> np.ndarray:
    lon, lat = np.array([(p.lon, p.lat) for p in points]).T
    return np.column_stack(plane.to_metres(lon, lat)) / 1000


def covered(built: Built, taken: np.ndarray) -> float:
    """Truly expected injuries under cover."""
    return float(built.roster.saved(taken)) / (built.scale * float(PACK.get("effect.middle")))


def expected(built: Built) -> float:
    """Truly expected injuries of the week, covered or not."""
    return float(built.roster.weight.sum()) / (built.scale * float(PACK.get("effect.middle")))


def taken_of(request: DeploymentRequest, built: Built, stands: Stands) -> np.ndarray:
    """Where units stand, as the options of a build over the same places."""
    return options_taken(request, built, {(unit, shift): (place, None) for unit, shift, place in stands})


def _stands_of(request: DeploymentRequest, built: Built, taken: np.ndarray) -> Stands:
    return [
        (request.units[u].unit_id, request.shifts[h].key, _place(request, built, int(taken[u, h])))
        for u, h in np.argwhere(taken >= 0).tolist()
    ]


def _place(request: DeploymentRequest, built: Built, option: int) -> str:
    return request.places[int(built.place_of[built.roster.place[option]])].place_id


def _option(built: Built, u: int, h: int, place: int) -> int:
    options = np.array(built.roster.options(int(built.roster.kind[u]), h), dtype=np.int64)
    there = options[built.place_of[built.roster.place[options]] == place]
    return int(there[0]) if len(there) else -1


def planned(request: DeploymentRequest) -> Stands:
    """As the planner says; it raises for a plan that breaks a rule."""
    plan = plan_deployment(request, PACK, settle=False)
    wrong = breaches(request, plan, PACK)
    if wrong:
        raise ValueError(wrong[0].en)
    return [(p.unit_id, p.shift, p.place_id) for p in plan.placements]


def habit(request: DeploymentRequest) -> Stands:
    """One shift a day in turn, as rest lets it, each unit at the place nearest to its station."""
    built = build(request, PACK)
    return _stands_of(request, built, habit_of(request, built))


def hot_spots(request: DeploymentRequest) -> Stands:
    """The shifts of habit, each unit in turn at the place with most that it reaches and nobody has in the shift."""
    built = build(request, PACK)
    worth = {d.segment_id: sum(d.expected) for d in request.demands}
    order = np.argsort([-sum(worth.get(s, 0.0) for s in p.segments) for p in request.places], kind="stable")
    marks = np.array([in_turn(request, built, u) for u in range(len(request.units))])
    taken = np.full(marks.shape, -1, dtype=np.int64)
    for h in range(marks.shape[1]):
        free = order.tolist()
        for u in np.flatnonzero(marks[:, h]).tolist():
            for place in free:
                option = _option(built, u, h, place)
                if option >= 0:
                    taken[u, h] = option
                    free.remove(place)
                    break
    return _stands_of(request, built, taken)


def weeks_of(
    year: Year, known: tuple[SegmentEstimate, ...], weeks: int, way: Callable[[DeploymentRequest], Stands]
) -> Iterator[tuple[DeploymentRequest, Stands]]:
    """Week after week of one way, each with what its units worked before it."""
    manned = tuple(Manned(Crew(u.unit_id, NOBODY, (u.unit_id,), NOBODY), u) for u in year.units)
    worked: list[Shift] = []
    for week in range(weeks):
        request = request_in(year, week, known)
        units = with_pasts(manned, worked, windows_of(request.shifts, request.zone, PACK), request.zone, PACK)
        request = replace(request, units=units)
        stands = way(request)
        yield request, stands
        windows = {s.key: s for s in request.shifts}
        since = request.shifts[0].starts_at - timedelta(days=int(PACK.get("city.past_days")))
        worked = [s for s in worked if s.starts_at >= since] + [
            Shift(f"{unit} {shift}", unit, unit, windows[shift].starts_at, windows[shift].ends_at)
            for unit, shift, _ in stands
        ]

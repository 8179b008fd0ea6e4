"""Coverage of what a unit answers for, and of the whole city, from registers, calendar and what stations did."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from daoan.act.gatherings.occurring import gathering_of, occurrences
from daoan.act.rural.needs import stations_near
from daoan.assess.rural.coverage import CROWD, PLANNED, Coverage, Required, coverage_of
from daoan.jobs.gatherings import GATHERING
from daoan.jobs.rural.ground import Activity, RuralGround
from daoan.jobs.workroom import Workroom
from daoan.terms.city import City
from daoan.terms.rulepacks import RulePack
from daoan.terms.rural import AdviceStation


def required_days(
    room: Workroom, city: City, ground: RuralGround, as_of: datetime, first: date, last: date, pack: RulePack
) -> Required:
    """When stations had to open: days of markets and fairs near them, as registered at a moment; confirmed openings."""
    found: dict[str, dict[date, str]] = defaultdict(dict)
    for one in ground.openings:
        if first <= one.day <= last:
            found[one.station][one.day] = PLANNED
    kinds = set(pack.get("coverage.must_kinds"))
    every = map(gathering_of, room.store.list_entries(GATHERING, as_of))
    crowds = tuple(g for g in every if g.kind in kinds)
    used: Sequence[AdviceStation] = [s for s in ground.stations if s.in_use]
    near = stations_near(used, crowds, float(pack.get("opening.near_km")))
    for held in occurrences(crowds, first, last, city.country, city.notices):
        for station, _ in near.get(held.gathering.gathering_id, ()):
            found[station.code][held.day] = CROWD
    return found


def city_coverage(
    room: Workroom,
    city: City,
    ground: RuralGround,
    activity: Activity | None,
    as_of: datetime,
    last: date,
    pack: RulePack,
    first: date | None = None,
) -> Coverage:
    """The whole city's coverage of the days up to ``last``, as known at a moment."""
    since = first or last - timedelta(days=int(pack.get("coverage.days")) - 1)
    begin = min(since, last - timedelta(days=int(pack.get("coverage.contact_days")) - 1))
    required = required_days(room, city, ground, as_of, since, last, pack)
    done = activity(as_of, begin, last) if activity is not None else ()
    known = done if any(not row.silent for row in done) else None  # nothing at all: nobody keeps it
    return coverage_of(ground.villages, ground.stations, ground.vans, required, known, last, pack, since)


def seen_coverage(coverage: Coverage, units: frozenset[str]) -> Coverage:
    """The part that some units answer for."""
    return replace(
        coverage,
        stations=tuple(s for s in coverage.stations if s.station.unit_id in units),
        villages=tuple(v for v in coverage.villages if v.village.unit_id in units),
    )

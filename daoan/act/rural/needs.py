"""Which stations have to open on which days, from when to when, and why; before anybody asks who is there to do it.

Three grounds, gravest first: a crowd near the station (``must``), a day on which a whole county is on the move
(``should``, for the riskiest stations of each township), and the roads around alone (``may``, for the riskiest of a
county, in their worst hours).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import ceil

import numpy as np

from daoan.act.rural.risk import HourRisk
from daoan.terms.estimates import Estimate, Text
from daoan.terms.gatherings import Gathering, Occurrence
from daoan.terms.places import plane_of
from daoan.terms.rulepacks import RulePack
from daoan.terms.rural import AdviceStation

GRADES = ("must", "should", "may")
GRADE_NAMES: Mapping[str, Text] = {
    "must": Text("must open", "必须开启"),
    "should": Text("should open", "应当开启"),
    "may": Text("may open", "视情开启"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """A station that has to open on a day, local hours. ``expected``: severity-weighted injuries on the roads around in
    these hours, ``None`` where no road is near or no risk is known."""

    station: AdviceStation
    day: date
    from_hour: int
    until_hour: int
    wardens: int
    grade: str
    reasons: tuple[Text, ...]
    expected: Estimate | None


def needs_of(
    stations: Sequence[AdviceStation],
    days: Sequence[date],
    held: Sequence[Occurrence],
    names: Mapping[str, Text],
    risks: Mapping[str, HourRisk],
    pack: RulePack,
) -> tuple[Need, ...]:
    """Every need of the stations in use, by day, grade and station. ``names``: of usual gatherings, by id."""
    used = [s for s in stations if s.in_use]
    asked = [
        *_near_crowds(used, held, names, pack),
        *_everywhere(used, held, names, risks, pack),
        *_risky(used, days, risks, pack),
    ]
    by_day: dict[tuple[date, str], list[Need]] = {}
    for need in asked:
        by_day.setdefault((need.day, need.station.code), []).append(need)
    joined = (one for needs in by_day.values() for one in _parted(_joined(needs), pack))
    counted = (replace(n, expected=_expected(n, risks)) for n in joined)
    return tuple(sorted(counted, key=lambda n: (n.day, GRADES.index(n.grade), n.station.code, n.from_hour)))


def _hours(one: Gathering, pack: RulePack, *, around: bool) -> tuple[int, int]:
    """The hours of an opening for a gathering, within those in which stations open at all."""
    before, after = (int(pack.get(f"opening.{name}_hours")) if around else 0 for name in ("before", "after"))
    earliest, latest = int(pack.get("opening.earliest_hour")), int(pack.get("opening.latest_hour"))
    begin = min(max(one.from_hour - before, earliest), latest - 1)
    return begin, max(min(one.until_hour + after, latest), begin + 1)


def stations_near(
    stations: Sequence[AdviceStation], gatherings: Iterable[Gathering], within_km: float
) -> dict[str, list[tuple[AdviceStation, float]]]:
    """Stations around each gathering whose place is known, by its id, with how far away they are in metres."""
    placed = [s for s in stations if s.lon is not None and s.lat is not None]
    if not placed:
        return {}
    lon, lat = np.array([(s.lon, s.lat) for s in placed]).T
    plane = plane_of(lon, lat)
    xy, found = np.column_stack(plane.to_metres(lon, lat)), dict[str, list[tuple[AdviceStation, float]]]()
    for g in gatherings:
        if g.lon is None or g.lat is None or g.gathering_id in found:
            continue
        here = np.column_stack(plane.to_metres(np.array([g.lon]), np.array([g.lat])))
        away = np.hypot(*(xy - here).T)
        near = np.flatnonzero(away <= within_km * 1000.0)
        found[g.gathering_id] = [(placed[row], float(away[row])) for row in near]
    return found


def _near_crowds(
    stations: Sequence[AdviceStation], held: Sequence[Occurrence], names: Mapping[str, Text], pack: RulePack
) -> Iterator[Need]:
    kinds = set(pack.get("opening.must_kinds"))
    crowds = [o for o in held if o.gathering.kind in kinds]
    near = stations_near(stations, (o.gathering for o in crowds), float(pack.get("opening.near_km")))
    each = float(pack.get("opening.people_per_warden"))
    for one in crowds:
        g = one.gathering
        wardens = min(1 + int((g.people or 0) // each), int(pack.get("opening.most_wardens")))
        for station, away_m in near.get(g.gathering_id, ()):
            why = _crowd_words(g, names, away_m)
            yield Need(station, one.day, *_hours(g, pack, around=True), wardens, "must", (why,), None)


def _crowd_words(g: Gathering, names: Mapping[str, Text], away_m: float) -> Text:
    name = names.get(g.gathering_id, Text(g.name, g.name))
    people = (f", {g.people:,} people", f"，预计{g.people}人") if g.people else ("", "")
    hours = f"{g.from_hour:02d}:00–{g.until_hour:02d}:00"
    return Text(
        f"{name.en}, {hours}, {away_m / 1000:.1f} km away{people[0]}",
        f"{name.zh}，{hours}，距{away_m / 1000:.1f}公里{people[1]}",
    )


def _everywhere(
    stations: Sequence[AdviceStation],
    held: Sequence[Occurrence],
    names: Mapping[str, Text],
    risks: Mapping[str, HourRisk],
    pack: RulePack,
) -> Iterator[Need]:
    """Days on which a whole county is on the move: the riskiest share of each township's stations."""
    groups: dict[tuple[str, str], list[AdviceStation]] = {}
    for station in stations:
        groups.setdefault((station.area, station.township or station.code), []).append(station)
    share = float(pack.get("opening.everywhere_share"))
    top = [s for group in groups.values() for s in _riskiest(group, risks, share)]
    crowds = set(pack.get("opening.must_kinds"))
    for one in held:
        g = one.gathering
        if g.lon is not None or g.kind in crowds:  # a market whose place is not known moves no whole county
            continue
        name = names.get(g.gathering_id, Text(g.name, g.name))
        why = Text(
            f"{name.en}: among the {share:.0%} of the township with the riskiest roads",
            f"{name.zh}：周边道路风险居本乡镇前{share:.0%}",
        )
        for station in top:
            if g.area in ("", station.area):
                yield Need(station, one.day, *_hours(g, pack, around=False), 1, "should", (why,), None)


def _risky(
    stations: Sequence[AdviceStation], days: Iterable[date], risks: Mapping[str, HourRisk], pack: RulePack
) -> Iterator[Need]:
    """The riskiest share of each county's stations, in their worst hours of each day."""
    counties: dict[str, list[AdviceStation]] = {}
    for station in stations:
        counties.setdefault(station.area, []).append(station)
    share, hours = float(pack.get("opening.risk_share")), int(pack.get("opening.risk_hours"))
    earliest, latest = int(pack.get("opening.earliest_hour")), int(pack.get("opening.latest_hour"))
    top = [s for group in counties.values() for s in _riskiest(group, risks, share)]
    why = Text(
        f"roads around: among the riskiest {share:.0%} of the county, in their worst {hours} hours",
        f"周边道路风险居本县前{share:.0%}，取最危险的{hours}小时",
    )
    for day in days:
        for station in top:
            begin, end = risks[station.code].worst_hours(day.weekday(), hours, earliest, latest)
            yield Need(station, day, begin, end, 1, "may", (why,), None)


def _riskiest(group: Sequence[AdviceStation], risks: Mapping[str, HourRisk], share: float) -> Sequence[AdviceStation]:
    """The share of a group with most risk around in a week, at least one; only those whose risk is known."""
    known = [s for s in group if s.code in risks]
    ranked = sorted(known, key=lambda s: (-float(risks[s.code].value.sum()), s.code))
    return ranked[: ceil(share * len(known))]


def _joined(needs: Sequence[Need]) -> list[Need]:
    """Needs of one station and day whose hours touch, as one: the gravest grade, most wardens, every reason."""
    found: list[Need] = []
    for need in sorted(needs, key=lambda n: (n.from_hour, n.until_hour)):
        if found and need.from_hour <= found[-1].until_hour:
            last = found[-1]
            found[-1] = replace(
                last,
                until_hour=max(last.until_hour, need.until_hour),
                wardens=max(last.wardens, need.wardens),
                grade=min(last.grade, need.grade, key=GRADES.index),
                reasons=tuple(dict.fromkeys((*last.reasons, *need.reasons))),
            )
        else:
            found.append(need)
    return found


def _parted(needs: Sequence[Need], pack: RulePack) -> Iterator[Need]:
    """Openings longer than one warden may stand, in equal parts of whole hours."""
    longest = int(pack.get("wardens.hours_a_day"))
    for need in needs:
        parts = ceil((need.until_hour - need.from_hour) / longest)
        edges = [round(need.from_hour + k * (need.until_hour - need.from_hour) / parts) for k in range(parts + 1)]
        for begin, end in pairwise(edges):
            yield replace(need, from_hour=begin, until_hour=end)


def _expected(need: Need, risks: Mapping[str, HourRisk]) -> Estimate | None:
    risk = risks.get(need.station.code)
    return risk.over(need.day.weekday(), need.from_hour, need.until_hour) if risk else None

"""Coverage added up: township, county, city."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from daoan.assess.rural.coverage import Coverage, StationCover, VillageCover, total_share
from daoan.terms.estimates import Share

CITY, COUNTY, TOWNSHIP = "city", "county", "township"


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """A township (county code and name), a county (its code), or the city (neither)."""

    area: str = ""
    township: str = ""

    @property
    def level(self) -> str:
        """Which of the three."""
        return TOWNSHIP if self.township else COUNTY if self.area else CITY

    @property
    def above(self) -> "Group | None":
        """What examines it; ``None`` for the city."""
        return Group(self.area) if self.township else Group() if self.area else None


@dataclass(frozen=True, slots=True)
class GroupCover:
    """What a group comes to. Shares of what goes well; their wholes are what is known: ``opened`` of the days on which
    its stations had to open, ``kept`` of the shifts due by kept openings, ``contact`` of its villages, ``vans_filed``
    of the vans said to be there, ``pledged`` and ``visited`` of the files. ``judged``: stations that had to open at
    all. ``unit_id``: who answers for most of it.
    """

    group: Group
    villages: int
    stations: int
    opened: Share
    kept: Share
    judged: int
    silent: int
    contact: Share
    no_station: int
    vans_filed: Share
    vans_unknown: int  # villages whose number of vans is not recorded
    pledged: Share
    visited: Share
    shifts: int
    contacts: int
    handed_over: int
    unit_id: str = ""


@dataclass(slots=True)
class _Rows:
    stations: list[StationCover] = field(default_factory=list)
    villages: list[VillageCover] = field(default_factory=list)


def groups_of(coverage: Coverage) -> Mapping[Group, GroupCover]:
    """Every group that has a village or a station, the city first, then counties with their townships."""
    rows: dict[Group, _Rows] = defaultdict(_Rows)
    for s in coverage.stations:
        for group in _over(s.station.area, s.station.township):
            rows[group].stations.append(s)
    for v in coverage.villages:
        for group in _over(v.village.area, v.village.township):
            rows[group].villages.append(v)
    return {group: _cover(group, rows[group].stations, rows[group].villages) for group in sorted(rows)}


def _over(area: str, township: str) -> Iterable[Group]:
    yield Group()
    if area:
        yield Group(area)
        if township:
            yield Group(area, township)


def _cover(group: Group, stations: Sequence[StationCover], villages: Sequence[VillageCover]) -> GroupCover:
    files = sum(v.files for v in villages)
    known = [v for v in villages if v.missing is not None]
    said = sum(int(v.village.vans or 0) for v in known)
    return GroupCover(
        group=group,
        villages=len(villages),
        stations=len(stations),
        opened=total_share(s.opened for s in stations),
        kept=total_share(s.kept for s in stations),
        judged=sum(s.crowd_days + s.promised_days > 0 for s in stations),
        silent=sum(s.silent for s in stations),
        contact=Share(sum(not v.quiet for v in villages), len(villages)),
        no_station=sum(v.stations == 0 for v in villages),
        vans_filed=Share(said - sum(v.missing or 0 for v in known), said),
        vans_unknown=len(villages) - len(known),
        pledged=Share(files - sum(v.unpledged for v in villages), files),
        visited=Share(files - sum(v.unvisited for v in villages), files),
        shifts=sum(s.shifts for s in stations),
        contacts=sum(s.contacts for s in stations),
        handed_over=sum(s.handed_over for s in stations),
        unit_id=_most([v.village.unit_id for v in villages] or [s.station.unit_id for s in stations]),
    )


def _most(units: Sequence[str]) -> str:
    return max(sorted(set(units)), key=units.count) if units else ""

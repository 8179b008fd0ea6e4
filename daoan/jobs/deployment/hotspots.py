"""Hot spots of a deployment from what the city knows: black spots, disorder and queues, key vehicles, a focus list.

What is not recorded is not made up: disorder points without a place are counted and said, queues are disorder points of
that kind, clusters of key vehicles need passes.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from daoan.act.duty.profile import HOURS, WeekProfile
from daoan.act.operations.disorder import DISORDER
from daoan.act.presence.hotspots import HotSpot, SpotClass, fullest_hours, hours_of_days
from daoan.jobs.disorder import points_of
from daoan.jobs.workroom import Workroom
from daoan.store.lake.questions import counts_by_hour
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Text
from daoan.terms.passes import PassClass
from daoan.terms.places import plane_of
from daoan.terms.records import BlackSpot
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import to_ms, utc_to_local

FOCUS, SCHOOL, QUEUE = "focus_point", "school", "queue"
EVERY_DAY, WEEKDAYS = range(7), range(5)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the latest run knows. ``class_of``: road class of each stretch; ``area_of``: its county."""

    spots: Sequence[BlackSpot]
    profile: WeekProfile
    class_of: Mapping[str, RoadClass]
    area_of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """Hot spots, most important of each class first, and what could not be counted."""

    spots: tuple[HotSpot, ...]
    notes: tuple[Text, ...]


def hot_spots(room: Workroom, owner: str, known: Known, since: datetime, until: datetime, pack: RulePack) -> Found:
    """Hot spots in the scope of a unit as they stood at the end of a period. ``pack``: the rule pack ``match``."""
    area = room.units().get(owner).area
    points, unplaced = _points(room, owner, area, until, pack)
    every = [
        *_apart(_black_spots(known, area, pack), pack),
        *points,
        *_key_vehicles(room, area, since, pack),
        *_focus(room, owner, area, since, until),
    ]
    most, number, kept = int(pack.get("spots.most")), defaultdict[SpotClass, int](int), list[HotSpot]()
    for spot in every:
        number[spot.of] += 1
        if number[spot.of] <= most:
            kept.append(spot)
    told = Text(
        f"{unplaced} disorder points have no place in the register and are not counted.",
        f"{unplaced}处乱点未登记坐标，未计入。",
    )
    return Found(tuple(kept), (told,) if unplaced else ())


def _black_spots(known: Known, area: str | None, pack: RulePack) -> list[HotSpot]:
    share, found = float(pack.get("active.share")), list[HotSpot]()
    hours = {c: fullest_hours(known.profile.by_class[k], share) for k, c in enumerate(RoadClass)}
    city = fullest_hours(known.profile.city, share)
    for spot in sorted(known.spots, key=lambda s: (-s.ksi, -s.crashes, s.blackspot_id)):
        if area is not None and spot.area != area:
            continue
        kind = next((known.class_of[s] for s in spot.segment_ids if s in known.class_of), None)
        found.append(
            HotSpot(
                spot.blackspot_id, SpotClass.BLACK_SPOT, spot.road_name or "", spot.lon, spot.lat,
                city if kind is None else hours[kind], spot.length_m, spot.area or "",
            )
        )  # fmt: skip
    return found


def _apart(spots: Sequence[HotSpot], pack: RulePack) -> list[HotSpot]:
    """Spots that several rule packs name, or that overlap, once: the first of them."""
    if not spots:
        return []
    lon, lat = np.array([(s.lon, s.lat) for s in spots]).T
    xy, kept = np.column_stack(plane_of(lon, lat).to_metres(lon, lat)), list[int]()
    for row in range(len(spots)):
        if not kept or np.hypot(*(xy[kept] - xy[row]).T).min() > float(pack.get("coverage.radius_m")):
            kept.append(row)
    return [spots[row] for row in kept]


def _points(room: Workroom, owner: str, area: str | None, at: datetime, pack: RulePack) -> tuple[list[HotSpot], int]:
    """Disorder points that are not closed; how many have no place."""
    points = points_of(room, Actor("", owner, frozenset()), at)
    found, unplaced = list[HotSpot](), 0
    for entry in sorted(points.entries, key=lambda e: e.entry_id):
        matter = points.matters.get(entry.entry_id)
        if matter is not None and matter.state in DISORDER.closed:
            continue
        place = _place(entry)
        if place is None:
            unplaced += 1
        elif area is None or entry.values.get("area") in (None, "", area):
            kind = str(entry.values.get("kind", "other"))
            queue = kind == QUEUE
            pairs = pack.get("active.congestion.hours") if queue else _hours_of(kind, pack)
            hours = hours_of_days(pairs, WEEKDAYS if kind == SCHOOL else EVERY_DAY)
            of = SpotClass.CONGESTION if queue else SpotClass.DISORDER
            name, where = str(entry.values.get("place", "")), str(entry.values.get("area") or "")
            found.append(HotSpot(entry.entry_id, of, name, *place, hours, area=where))
    return found, unplaced


def _hours_of(kind: str, pack: RulePack) -> Sequence[Sequence[float]]:
    table: Mapping[str, Sequence[Sequence[float]]] = pack.get("active.disorder")
    return table.get(kind, table["other"])


def _key_vehicles(room: Workroom, area: str | None, until: datetime, pack: RulePack) -> list[HotSpot]:
    """Sites with most passes of key vehicles in the days before; the hours of the day that hold the share."""
    if room.lake is None:
        return []
    kinds = [PassClass[name] for name in pack.get("key_vehicles.classes")]
    since = until - timedelta(days=float(pack.get("key_vehicles.days")))
    sites, day = room.lake.sites(), defaultdict[int, np.ndarray](lambda: np.zeros(24))
    for row in counts_by_hour(room.lake, kinds, to_ms(since), to_ms(until)):
        day[row.site][_local_hour(row.hour, room.zone)] += row.passes
    ranked, found = sorted(day.items(), key=lambda d: (-d[1].sum(), d[0])), list[HotSpot]()
    for number, counts in ranked:
        site = sites[number] if 0 <= number < len(sites) else None
        if site is None or site.lon is None or site.lat is None or (area is not None and site.area != area):
            continue
        hours = fullest_hours(np.tile(counts, HOURS // 24), float(pack.get("key_vehicles.share")))
        every = frozenset((h % 24) + 24 * d for h in hours for d in EVERY_DAY)
        found.append(
            HotSpot(site.site_id, SpotClass.KEY_VEHICLES, site.name.zh, site.lon, site.lat, every, area=site.area)
        )
    return found


def _local_hour(hour: int, zone: str) -> int:
    return utc_to_local(datetime.fromtimestamp(3600 * hour, UTC), zone).hour


def _focus(room: Workroom, owner: str, area: str | None, since: datetime, until: datetime) -> list[HotSpot]:
    scope, found = room.units().below(owner), list[HotSpot]()
    first, last = (utc_to_local(m, room.zone).date().isoformat() for m in (since, until))
    for entry in sorted(room.store.list_entries(FOCUS, until), key=lambda e: e.entry_id):
        values, place = entry.values, _place(entry)
        stands = str(values.get("since") or first) <= last and str(values.get("until") or last) >= first
        ours = entry.unit_id in scope or entry.unit_id in room.units().above(owner)
        if place is None or not stands or not ours or (area and values.get("area") not in (None, "", area)):
            continue
        pair = (float(values["from_hour"]), float(values["to_hour"]))
        name, where = str(values.get("place", "")), str(values.get("area") or "")
        found.append(HotSpot(entry.entry_id, SpotClass.FOCUS, name, *place, hours_of_days([pair]), area=where))
    return found


def _place(entry: Entry) -> tuple[float, float] | None:
    try:
        lon, lat = float(str(entry.values["lon"])), float(str(entry.values["lat"]))
    except (KeyError, ValueError):
        return None
    return lon, lat

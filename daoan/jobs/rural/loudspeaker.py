"""Texts for the loudspeakers of townships and villages, from registers, calendar and the latest run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from daoan.act.rural.loudspeaker import EVENING, Announcement, announce
from daoan.act.rural.needs import stations_near
from daoan.jobs.gatherings import Calendar, calendar_of
from daoan.jobs.rural.ground import RuralGround
from daoan.jobs.rural.opening import Roads
from daoan.jobs.workroom import Workroom
from daoan.terms.city import City
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.gatherings import Gathering
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack
from daoan.terms.rural import AdviceStation, Village


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is read: a village by its code, or every village of a township. Middle in WGS-84."""

    area: str
    township: str
    village: str  # code; "": the township
    name: str
    lon: float | None
    lat: float | None
    villages: tuple[Village, ...]


def place_of(ground: RuralGround, area: str, township: str, village: str = "") -> Place:
    """A place of the register. Raises :class:`NotFound`."""
    if village:
        one = next((v for v in ground.villages if v.code == village), None)
        if one is None:
            raise NotFound(f"no village {village!r:.40} · 未找到该村")
        return Place(one.area, one.township, one.code, one.name, one.lon, one.lat, (one,))
    found = tuple(v for v in ground.villages if v.area == area and v.township == township)
    if not found:
        raise NotFound(f"no township {township!r:.60} · 未找到该乡镇")
    placed = [(v.lon, v.lat) for v in found if v.lon is not None and v.lat is not None]
    lon, lat = np.mean(np.array(placed), axis=0).tolist() if placed else (None, None)
    return Place(area, township, "", township, lon, lat, found)


def townships_of(ground: RuralGround, units: frozenset[str] | None = None) -> tuple[tuple[str, str], ...]:
    """County and name of each township with villages, in order; of some units or of all."""
    own = (v for v in ground.villages if v.township and (units is None or v.unit_id in units))
    return tuple(sorted({(v.area, v.township) for v in own}))


def announcements(
    room: Workroom,
    actor: Actor,
    city: City,
    places: Sequence[Place],
    roads: Roads,
    packs: Mapping[str, RulePack],
    today: date,
    edition: str,
    weather: str = "",
) -> tuple[Announcement, ...]:
    """A text a place, for the edition of a day: the evening's is about the day after."""
    pack = packs["rural"]
    about = today + timedelta(days=1 if edition == EVENING else 0)
    calendar = calendar_of(room, actor, city, packs["gatherings"], about, 1)
    near_km = float(pack.get("loudspeaker.near_km"))
    crowds = _near(places, calendar, near_km)
    risks = roads.around([(str(n), p.lon, p.lat) for n, p in enumerate(places)], near_km)
    return tuple(
        announce(
            Text(place.name, place.name), edition, calendar.days[0], crowds[n], calendar.names, risks.get(str(n)),
            weather, pack,
        )
        for n, place in enumerate(places)
    )  # fmt: skip


def _near(places: Sequence[Place], calendar: Calendar, km: float) -> list[tuple[Gathering, ...]]:
    """Gatherings of the day near any village of each place; those of a whole county are told as holidays are."""
    held = [o.gathering for o in calendar.held if o.gathering.lon is not None]
    asked = [
        AdviceStation(f"{n}", v.name, v.code, v.township, v.area, "", in_use=True, lon=v.lon, lat=v.lat)
        for n, place in enumerate(places)
        for v in place.villages
    ]
    near = stations_near(asked, held, km)
    by_place: list[dict[str, Gathering]] = [{} for _ in places]
    for g in held:
        for one, _ in near.get(g.gathering_id, ()):
            by_place[int(one.code)][g.gathering_id] = g
    return [tuple(found.values()) for found in by_place]

"""A village's or school's own pack: its roads with their risk, its place, three lessons drawn from its own crashes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians

from daoan.act.education.lessons import Lesson, lessons_for
from daoan.assess.audiences.risk import Group, GroupRisk, risk_of
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.frames import Network
from daoan.terms.masking import mask_text
from daoan.terms.records import Crash, SegmentEstimate
from daoan.terms.records.registered import Entry
from daoan.terms.rulepacks import RulePack

EVERYBODY = Group("all", Text("everybody", "所有人员"), Text("", ""), frozenset(), frozenset(), None, None)
KM_A_DEGREE = 111.32
MOST_ROADS = 1_500


@dataclass(frozen=True, slots=True)
class Road:
    """A stretch to draw, in km east and north of the place; ``risk``: 0 lowest to 3 highest quarter of those drawn."""

    points: tuple[tuple[float, float], ...]
    risk: int


@dataclass(frozen=True, slots=True)
class PlacePack:
    """What is printed. ``near``: lessons come from crashes within ``near_km``, else from the county's."""

    name: str
    map_km: float
    near_km: float
    roads: tuple[Road, ...]
    near: bool
    risk: GroupRisk
    lessons: tuple[Lesson, ...]
    simulated: bool


def place_pack(
    entry: Entry, network: Network, estimates: Sequence[SegmentEstimate], crashes: Sequence[Crash],
    window: tuple[datetime, datetime], zone: str, packs: Mapping[str, RulePack], *, simulated: bool,
) -> PlacePack:  # fmt: skip
    """The pack of a village or school. Raises :class:`InputError` where the register does not say where it lies."""
    lon, lat = entry.values.get("lon"), entry.values.get("lat")
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        raise InputError("the register does not say where this place lies: give its coordinates 台账未登记该地点坐标")
    pack = packs["publicity"]
    near_km, map_km = float(pack.get("packs.near_km")), float(pack.get("packs.map_km"))
    around = [c for c in crashes if _km(c.lon, c.lat, lon, lat) <= near_km]
    risk = risk_of(EVERYBODY, around, *window, zone, {}, pack)
    near = risk.people is not None
    if not near:
        area = str(entry.values.get("area") or "")
        risk = risk_of(EVERYBODY, [c for c in crashes if c.area == area], *window, zone, {}, pack)
    lessons = lessons_for(_marked(risk), packs["publicity-quiz"], int(pack.get("packs.lessons")))
    roads = _roads(network, estimates, float(lon), float(lat), map_km)
    name = mask_text(str(entry.values.get("name") or ""))
    return PlacePack(name, map_km, near_km, roads, near, risk, lessons, simulated)


def _marked(risk: GroupRisk) -> list[str]:
    """Bins of a risk that hold most people for their kind, as "facet:bin", by share of the facet."""
    found = [
        (b.share.value, f"{f.code}:{b.code}")
        for f in risk.facets if f.code in ("hour", "light", "as", "road") for b in f.bins if b.code != "others"
    ]  # fmt: skip
    return [code for _, code in sorted(found, key=lambda x: (-x[0], x[1]))]


def _km(lon: float | None, lat: float | None, lon0: float, lat0: float) -> float:
    if lon is None or lat is None:
        return float("inf")
    return hypot((lon - lon0) * KM_A_DEGREE * cos(radians(lat0)), (lat - lat0) * KM_A_DEGREE)


def _roads(
    network: Network, estimates: Sequence[SegmentEstimate], lon: float, lat: float, within_km: float
) -> tuple[Road, ...]:
    each = {
        e.segment_id: e.injury_weight_per_year.value / max(e.length_m, 1.0)
        for e in estimates if _km(e.lon, e.lat, lon, lat) <= within_km * 1.4
    }  # fmt: skip
    ranked = sorted(each.values())
    cuts = [ranked[len(ranked) * k // 4] for k in (1, 2, 3)] if ranked else []
    found: list[Road] = []
    for row, name in enumerate(network.segment_id):
        if name in each and len(found) < MOST_ROADS:
            points = tuple(
                ((x - lon) * KM_A_DEGREE * cos(radians(lat)), (y - lat) * KM_A_DEGREE)
                for x, y in network.points_of(row).tolist()
            )
            found.append(Road(points, sum(each[name] > cut for cut in cuts)))
    return tuple(sorted(found, key=lambda r: r.risk))

"""Who lives where: counties, townships and villages of the prefecture, placed on the plane.

Codes, names and borders are real. 43 township points are real (GeoNames); the other townships and all villages are
placed by simulation inside their own county, and say so (``placed``).
"""

import csv
import io
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Ints
from daoan.terms.places import Plane
from daoan.town.names import COUNTIES, fictional_names, named
from daoan.town.parameters import Parameters
from daoan.town.streams import stream

#: The township that holds each county's seat.
SEATS = {
    "621002": "621002002", "621021": "621021100", "621022": "621022100", "621023": "621023101",
    "621024": "621024100", "621025": "621025100", "621026": "621026100", "621027": "621027100",
}  # fmt: skip
#: Offices inside the seat's town, which have no road of their own.
IN_TOWN = frozenset({"621002001", "621002003"})
_PINYIN_COUNTIES = {
    "621002": "Xifeng", "621021": "Qingcheng", "621022": "Huanxian", "621023": "Huachi", "621024": "Heshui",
    "621025": "Zhengning", "621026": "Ningxian", "621027": "Zhenyuan",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TownArea:
    """One county, township or village. Rank and blame only under ``name_shown``; ``name_real`` is for the plain map."""

    code: str
    level: str  # "county", "township", "village"
    parent: str | None
    name_real: Text
    name_shown: Text
    population: int
    lon: float
    lat: float
    placed: str  # "known" or "simulated"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places on the plane: townships and villages as columns, borders as polygons in metres, all as areas."""

    areas: tuple[TownArea, ...]
    borders: dict[str, BaseGeometry]  # county code -> polygon on the plane
    township_code: tuple[str, ...]
    township_xy: Floats
    township_people: Ints
    village_code: tuple[str, ...]
    village_xy: Floats
    village_people: Ints
    village_township: Ints  # row of the township


def _read_table(name: str) -> list[dict[str, str]]:
    text = (files("daoan.town") / "places" / name).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@lru_cache(maxsize=1)
def county_borders() -> dict[str, BaseGeometry]:
    """County code -> polygon in WGS-84 degrees (the file's CGCS2000 agrees to centimetres)."""
    text = (files("daoan.town") / "places" / "qingyang_counties_cgcs2000.geojson").read_text("utf-8")
    return {f["properties"]["adcode"]: shape(f["geometry"]) for f in json.loads(text)["features"]}


def build_gazetteer(seed: int, parameters: Parameters, plane: Plane) -> Gazetteer:
    """Place and people every township and village of one town."""
    borders = {
        code: shapely.transform(area, lambda xy: np.column_stack(plane.to_metres(xy[:, 0], xy[:, 1])))
        for code, area in county_borders().items()
    }
    towns = _read_table("qingyang_townships_points_wgs84.csv")
    villages = _read_table("qingyang_villages.csv")
    row_of = {t["code"]: i for i, t in enumerate(towns)}
    home = np.array([row_of[v["streetCode"]] for v in villages], dtype=np.int64)
    town_xy = _place_townships(towns, borders, plane, stream(seed, "townships"))
    village_xy = _place_villages(town_xy, home, towns, borders, stream(seed, "villages"))
    town_people = _share_people(towns, np.bincount(home, minlength=len(towns)), parameters, stream(seed, "people"))
    village_people = _share_inside(town_people, home, parameters, stream(seed, "villagers"))
    areas = _areas(towns, villages, town_xy, village_xy, town_people, village_people, parameters, plane)
    return Gazetteer(
        areas=areas,
        borders=borders,
        township_code=tuple(t["code"] for t in towns),
        township_xy=town_xy,
        township_people=town_people,
        village_code=tuple(v["code"] for v in villages),
        village_xy=village_xy,
        village_people=village_people,
        village_township=home,
    )


def _place_townships(
    towns: list[dict[str, str]], borders: dict[str, BaseGeometry], plane: Plane, rng: np.random.Generator
) -> Floats:
    """Known points where they are; the others far from those placed so far, offices near the seat."""
    xy = np.full((len(towns), 2), np.nan)
    known = np.array([bool(t["lon"]) for t in towns])
    lon = np.array([float(t["lon"]) for t in towns if t["lon"]])
    lat = np.array([float(t["lat"]) for t in towns if t["lat"]])
    xy[known] = np.column_stack(plane.to_metres(lon, lat))
    seat = {t["area_code"]: xy[i] for i, t in enumerate(towns) if t["code"] == SEATS[t["area_code"]]}
    for i in np.flatnonzero(~known):
        county = towns[i]["area_code"]
        if towns[i]["code"] in IN_TOWN:
            xy[i] = seat[county] + rng.normal(0, 600, 2)
            continue
        candidates = _points_inside(borders[county].buffer(-1500), 24, rng)
        nearest = np.array([np.nanmin(np.hypot(*(xy - c).T)) for c in candidates])
        xy[i] = candidates[np.argmax(nearest)]
    return xy


def _points_inside(area: BaseGeometry, count: int, rng: np.random.Generator) -> Floats:
    west, south, east, north = area.bounds
    found: list[Floats] = []
    while sum(len(f) for f in found) < count:
        points = np.column_stack([rng.uniform(west, east, 4 * count), rng.uniform(south, north, 4 * count)])
        found.append(points[shapely.contains_xy(area, points)])
    return np.concatenate(found)[:count]


def _place_villages(
    town_xy: Floats, home: Ints, towns: list[dict[str, str]], borders: dict[str, BaseGeometry], rng: np.random.Generator
) -> Floats:
    """Villages around their township: within about half the way to its neighbours, inside the county."""
    gap = np.hypot(town_xy[:, None, 0] - town_xy[None, :, 0], town_xy[:, None, 1] - town_xy[None, :, 1])
    np.fill_diagonal(gap, np.inf)
    reach = np.clip(0.62 * np.partition(gap, 2, axis=1)[:, 2], 1200.0, 9000.0)
    reach[[i for i, t in enumerate(towns) if t["code"] in IN_TOWN]] = 1200.0
    xy = np.array(town_xy[home])
    county = np.array([towns[h]["area_code"] for h in home])
    todo = np.ones(len(home), dtype=bool)
    for shrink in (1.0, 1.0, 1.0, 0.8, 0.6, 0.4, 0.2, 0.1):
        rows = np.flatnonzero(todo)
        turn = rng.uniform(0, 2 * np.pi, len(rows))
        far = shrink * reach[home[rows]] * np.sqrt(rng.uniform(0.005, 1.0, len(rows)))
        trial = town_xy[home[rows]] + np.column_stack([far * np.cos(turn), far * np.sin(turn)])
        for code, area in borders.items():
            inside = (county[rows] == code) & shapely.contains_xy(area, trial)
            xy[rows[inside]] = trial[inside]
            todo[rows[inside]] = False
    return xy


def _share_people(
    towns: list[dict[str, str]], villages: Ints, parameters: Parameters, rng: np.random.Generator
) -> Ints:
    """Population by township: the county's, shared by number of villages, more in towns and seats."""
    p = parameters["population"]
    weight = villages * np.exp(rng.normal(0, p["township_sd_log"], len(towns)))
    for i, t in enumerate(towns):
        weight[i] *= 3.0 if t["code"] in IN_TOWN or t["code"] in SEATS.values() else 1.3 if "镇" in t["name"] else 1.0
    people = np.zeros(len(towns), dtype=np.int64)
    for county in SEATS:
        rows = np.array([i for i, t in enumerate(towns) if t["area_code"] == county])
        people[rows] = _whole(p[county], weight[rows])
    return people


def _share_inside(town_people: Ints, home: Ints, parameters: Parameters, rng: np.random.Generator) -> Ints:
    weight = np.exp(rng.normal(0, parameters["population"]["village_sd_log"], len(home)))
    people = np.zeros(len(home), dtype=np.int64)
    for town, total in enumerate(town_people):
        rows = np.flatnonzero(home == town)
        people[rows] = _whole(int(total), weight[rows])
    return people


def _whole(total: int, weight: Floats) -> Ints:
    """``total`` in whole people, in proportion to the weights; the sum is exact."""
    edges = np.rint(total * np.concatenate([[0.0], np.cumsum(weight)]) / weight.sum()).astype(np.int64)
    return np.asarray(np.diff(edges), dtype=np.int64)


def _areas(
    towns: list[dict[str, str]],
    villages: list[dict[str, str]],
    town_xy: Floats,
    village_xy: Floats,
    town_people: Ints,
    village_people: Ints,
    parameters: Parameters,
    plane: Plane,
) -> tuple[TownArea, ...]:
    real = frozenset([t["name"] for t in towns] + [v["name"] for v in villages])
    shown = fictional_names(len(towns) + len(villages), real)
    lon, lat = plane.to_degrees(*np.concatenate([town_xy, village_xy]).T)
    areas = _counties(towns, lon, lat, parameters)
    for i, t in enumerate(towns):
        suffix = next((s for s in ("街道", "镇") if t["name"].endswith(s)), "乡")
        text = Text(t["pinyin"].capitalize(), t["name"])
        placed = "known" if t["lon"] else "simulated"
        areas.append(
            TownArea(t["code"], "township", t["area_code"], text, named(shown[i], suffix), int(town_people[i]),
                     float(lon[i]), float(lat[i]), placed)
        )  # fmt: skip
    for k, v in enumerate(villages):
        suffix = "社区" if v["name"].endswith("社区") else "村"
        j = len(towns) + k
        text = Text(f"Village unit {v['code']}", v["name"])
        areas.append(
            TownArea(v["code"], "village", v["streetCode"], text, named(shown[j], suffix), int(village_people[k]),
                     float(lon[j]), float(lat[j]), "simulated")
        )  # fmt: skip
    return tuple(areas)


def _counties(towns: list[dict[str, str]], lon: Floats, lat: Floats, parameters: Parameters) -> list[TownArea]:
    """The counties, each at its seat."""
    counties = []
    for row in _read_table("qingyang_counties.csv"):
        code = row["code"]
        seat = next(i for i, t in enumerate(towns) if t["code"] == SEATS[code])
        kind = "District" if row["name"].endswith("区") else "County"
        text = Text(f"{_PINYIN_COUNTIES[code]} {kind}", row["name"])
        people, at = int(parameters["population"][code]), (float(lon[seat]), float(lat[seat]))
        counties.append(TownArea(code, "county", None, text, COUNTIES[code], people, *at, "known"))
    return counties

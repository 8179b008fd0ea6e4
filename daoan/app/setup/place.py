"""The steps *city* and *counties*: what the city is called and where it lies."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from daoan.app.cities import find_city_plan, require_zone
from daoan.app.outlines import keep_outlines
from daoan.app.setup.walk import Walk
from daoan.app.workspace import CITY, create_workspace, find_city_code
from daoan.jobs.setup.record import Fact
from daoan.sense.roads.counties import County, bounds_of, county_of_ring, extent_of, read_counties
from daoan.terms.calendar.elsewhere import require_place
from daoan.terms.city import Area, City
from daoan.terms.errors import Conflict, InputError
from daoan.terms.estimates import Text

DRAFT = "setup.city"
#: OpenStreetMap's admin_level of counties and districts; elsewhere the deepest one in the file.
COUNTY_LEVELS = {"CN": 6, "GB": 8, "GB-ENG": 8}
ZONES = {"CN": "Asia/Shanghai", "GB": "Europe/London", "GB-ENG": "Europe/London"}
Do = Callable[[], Mapping[str, Fact]]


def city(way: Walk) -> Do:
    """Ask for the city; keep it as a draft until its counties are known."""
    named = way.given.get("city", {}).get("file")
    if named:
        way.answered["file"] = str(named)
        draft = find_city_plan(str(named)).city
    else:
        zh = way.answer(
            "name_zh", Text("Chinese name of the city", "城市中文名"), way.given.get("city", {}).get("name_en")
        )
        en = way.answer("name_en", Text("English name", "英文名"), zh)
        country = require_place(
            way.answer(
                "country",
                Text("Country, for its holidays (CN, GB-ENG; may be empty)", "国家代码（节假日用，可空）"),
                "CN",
            )
        )
        zone = way.answer("zone", Text("Time zone", "时区"), ZONES.get(country, "UTC"))
        try:
            require_zone(zone)
        except ValueError as problem:
            raise InputError(f"{problem} · 时区无效") from None
        code = way.answer("code", Text("Short code", "代码"), _slug(en))
        simulated = way.given.get("city", {}).get("simulated") is True
        draft = City(code, Text(en, zh), zone, (), (), (-180.0, -90.0, 180.0, 90.0), simulated, country=country)
    there = find_city_code(way.store)
    if there is not None and there != draft.code:
        raise Conflict(f"the workspace {way.config.workspace} is about {there}; name another · 该工作区属于另一城市")

    def do() -> dict[str, Fact]:
        way.store.put_setting(DRAFT, msgspec.json.decode(msgspec.json.encode(draft)))
        return {"name_en": draft.name.en, "name_zh": draft.name.zh, "zone": draft.zone}

    return do


def counties(way: Walk) -> Do:
    """Ask for the counties and their outlines; the city is then whole and its workspace is opened."""
    kept = way.store.find_setting(DRAFT) or way.store.find_setting(CITY)
    draft = msgspec.convert(kept, City)
    found, source = _outlines(way, draft)

    def do() -> dict[str, Fact]:
        whole = draft
        if found:
            west, south, east, north = bounds_of(found)
            areas = tuple(_area(c, draft) for c in found)
            whole = replace(draft, areas=areas, bounds=(west, south, east, north))
            keep_outlines(way.config, found, source)
        way.workspace = create_workspace(way.config, whole)
        return {"counties": len(whole.areas)}

    return do


def _outlines(way: Walk, draft: City) -> tuple[tuple[County, ...], str]:
    """Counties with outlines and where they are from; none for a city that was described whole."""
    given = way.given.get("counties", {})
    roads = way.given.get("roads", {}).get("file")
    if draft.areas and not given:
        return (), "described"
    lone = (draft.areas[0].code, draft.areas[0].name) if len(draft.areas) == 1 else (draft.code, draft.name)
    if given.get("polygon") or given.get("bbox"):
        return (county_of_ring(*lone, _ring(way)),), "drawn by hand"
    asked = Text(
        "Boundary file (GeoJSON, GPKG), an .osm.pbf, or west,south,east,north",
        "边界文件（GeoJSON、GPKG）、.osm.pbf 或 西,南,东,北",
    )
    told = way.answer("file", asked, str(roads) if roads else None)
    if box := _numbers(told):
        return (county_of_ring(*lone, _box(box)),), "drawn by hand"
    path = Path(told)
    if not path.exists():
        raise InputError(f"{path} does not exist · 文件不存在")
    if not path.name.endswith((".osm.pbf", ".pbf", ".osm")):
        return read_counties(path, 0, lone), path.name
    return _of_osm(way, path, draft, lone), path.name


def _of_osm(way: Walk, path: Path, draft: City, lone: tuple[str, Text]) -> tuple[County, ...]:
    """Boundaries in a road file at the level of counties, or its extent as the one county where it has none."""
    try:
        every = read_counties(path)
    except InputError:
        way.say(Text("no boundary in it: its extent is the one county", "文件中没有行政边界，以路网范围作为唯一辖区"))
        return (county_of_ring(*lone, _box(list(extent_of(path)))),)
    levels = sorted({c.level for c in every})
    told = ", ".join(f"{level}: {sum(c.level == level for c in every)}" for level in levels)
    usual = COUNTY_LEVELS.get(draft.country, levels[-1])
    default = str(usual if usual in levels else levels[-1])
    level = way.answer("level", Text(f"Level of counties ({told})", f"县区的行政级别（{told}）"), default)
    if not level.isdigit():
        raise InputError(f"{level!r:.20} is no admin_level · 行政级别应为数字")
    return read_counties(path, int(level))


def _ring(way: Walk) -> list[tuple[float, float]]:
    given = way.given["counties"]
    if given.get("bbox"):
        told = given["bbox"]
        box = [float(v) for v in told] if isinstance(told, list) else _numbers(str(told))
        if not box or len(box) != 4:
            raise InputError("bbox is west, south, east, north · 范围应为 西、南、东、北")
        way.answered["bbox"] = ",".join(map(str, box))
        return _box(box)
    points = given["polygon"].split() if isinstance(given["polygon"], str) else given["polygon"]
    way.answered["polygon"] = " ".join(map(str, points)) if isinstance(given["polygon"], str) else str(given["polygon"])
    pairs = [_numbers(p) if isinstance(p, str) else [float(v) for v in p] for p in points]
    if not all(pair and len(pair) == 2 for pair in pairs):
        raise InputError("a polygon is points of longitude,latitude · 多边形应为 经度,纬度 点列")
    return [(pair[0], pair[1]) for pair in pairs if pair]


def _box(box: list[float]) -> list[tuple[float, float]]:
    west, south, east, north = box
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError("a box is west, south, east, north in degrees · 范围应为 西、南、东、北（度）")
    return [(west, south), (east, south), (east, north), (west, north)]


def _numbers(text: str) -> list[float] | None:
    parts = re.split(r"[,，;\s]+", text.strip())
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    return numbers if len(numbers) in (2, 4) else None


def _area(county: County, draft: City) -> Area:
    """The county, with what the description of the city says of it."""
    known = {area.code: area for area in draft.areas}
    return known.get(county.code) or Area(county.code, county.name, county.population)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "city"

"""Counties with their names and outlines, from whatever a city has: GeoJSON, any vector file, OpenStreetMap, a polygon.

What comes out is WGS-84 and can be written as GeoJSON, which :mod:`daoan.sense.roads.areas` reads when roads are laid.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import GEOSException

from daoan.sense.roads.areas import Area
from daoan.sense.roads.geopackage import stated_datum
from daoan.terms.errors import DatumMissing, FileUnreadable, InputError, LayoutUnknown
from daoan.terms.estimates import Text
from daoan.terms.places import WGS84

#: Names of columns, in the order in which they are looked for, whatever their case.
CODES = ("adcode", "code", "gss_code", "lad_code", "ref", "id", "行政区划代码", "代码")
ENGLISH = ("name_en", "name:en", "lad_name", "name")
CHINESE = ("name_zh", "name:zh", "名称", "name")
POPULATION = ("population", "人口")
MOST_COUNTIES = 500


@dataclass(frozen=True, slots=True)
class County:
    """A county or district. ``wkb``: its outline in WGS-84; ``level``: OpenStreetMap's ``admin_level``, 0: not told."""

    code: str
    name: Text
    wkb: bytes
    level: int = 0
    population: int | None = None


def read_counties(path: Path, level: int = 0, lone: tuple[str, Text] | None = None) -> tuple[County, ...]:
    """Counties of a file. ``level``: of a file of OpenStreetMap, the ``admin_level`` that is wanted; 0: all there are.

    ``lone``: code and name of the only area of a file that names none. Raises :class:`FileUnreadable` for what cannot
    be read, :class:`LayoutUnknown` where codes or outlines are missing, :class:`DatumMissing` where the reference
    system is not told.
    """
    if path.name.endswith((".osm.pbf", ".pbf", ".osm")):
        found = [c for c in _from_osm(path) if level in (0, c.level)]
    else:
        rows = list(_from_geojson(path) if path.suffix in (".geojson", ".json") else _from_table(path))
        found = [_county(path.name, told, shape, lone if len(rows) == 1 else None) for told, shape in rows]
    if not found:
        wanted = f" of admin_level {level}" if level else ""
        raise LayoutUnknown(f"{path.name} holds no boundary of a county{wanted} · 文件中没有县区边界")
    if len(found) > MOST_COUNTIES:
        raise LayoutUnknown(f"{path.name} holds {len(found)} areas; {MOST_COUNTIES} are the most · 区域过多")
    twice = [code for code, n in Counter(c.code for c in found).items() if n > 1]
    if twice:
        raise LayoutUnknown(f"{path.name}: several areas have the code {twice[0]!r:.40} · 区域代码重复")
    return tuple(found)


def county_of_ring(code: str, name: Text, ring: Sequence[tuple[float, float]]) -> County:
    """One county from a ring of (lon, lat) that somebody drew. Raises :class:`InputError` for what is no area."""
    try:
        shape = shapely.make_valid(shapely.Polygon(ring))
    except (ValueError, GEOSException):
        shape = shapely.Polygon()
    inside = all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in ring)
    if not inside or shape.area <= 0:
        raise InputError(
            "a boundary is three or more points of longitude,latitude in degrees · 边界至少需要三个经纬度点"
        )
    return County(code, name, shapely.to_wkb(shape))


def bounds_of(counties: Iterable[County]) -> tuple[float, float, float, float]:
    """West, south, east, north of all of them, in degrees."""
    west, south, east, north = shapely.total_bounds(shapely.from_wkb([c.wkb for c in counties])).tolist()
    return west, south, east, north


def counties_geojson(counties: Sequence[County], source: str) -> bytes:
    """A feature collection that is read back by :func:`read_counties` and by the importer of roads."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": c.code, "name_en": c.name.en, "name_zh": c.name.zh, "source": source,
                **({} if c.population is None else {"population": c.population}),
            },
            "geometry": json.loads(shapely.to_geojson(shapely.from_wkb(c.wkb))),
        }
        for c in counties
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def outlines_of(counties: Sequence[County]) -> tuple[Area, ...]:
    """The outlines as the importer of roads takes them."""
    return tuple(Area(c.code, c.wkb) for c in counties)


def extent_of(path: Path) -> tuple[float, float, float, float]:
    """West, south, east, north of the nodes of an OpenStreetMap file. Raises :class:`FileUnreadable`."""
    west, south, east, north = 181.0, 91.0, -181.0, -91.0
    try:
        for node in osmium.FileProcessor(str(path), osmium.osm.NODE):
            if not isinstance(node, osmium.osm.Node):
                continue
            lon, lat = node.location.lon, node.location.lat
            west, south, east, north = min(west, lon), min(south, lat), max(east, lon), max(north, lat)
    except (RuntimeError, ValueError) as problem:
        raise FileUnreadable(f"{path.name}: not a readable OpenStreetMap file ({problem})") from problem
    if west > east:
        raise FileUnreadable(f"{path.name} holds no node · 文件中没有节点")
    return west, south, east, north


def _from_osm(path: Path) -> Iterable[County]:
    factory = osmium.geom.WKBFactory()
    try:
        wanted = osmium.filter.TagFilter(("boundary", "administrative"))
        for one in osmium.FileProcessor(str(path)).with_areas(wanted).with_filter(wanted):
            if not isinstance(one, osmium.osm.Area) or one.from_way():
                continue
            tags = {tag.k: tag.v for tag in one.tags}
            level = tags.get("admin_level", "")
            wkb = shapely.to_wkb(shapely.from_wkb(bytes.fromhex(factory.create_multipolygon(one))))
            told = {key: value for key, value in tags.items() if key != "id"}
            code = tags.get("ref:gss") or tags.get("ref:GB:gss") or _first(told, CODES) or f"r{one.orig_id()}"
            yield County(code, _name(told, code), wkb, int(level) if level.isdigit() else 0, _count(told))
    except (RuntimeError, ValueError) as problem:
        raise FileUnreadable(f"{path.name}: not a readable OpenStreetMap file ({problem})") from problem


def _from_geojson(path: Path) -> Iterable[tuple[Mapping[str, Any], Any]]:
    try:
        features = json.loads(path.read_bytes().decode("utf-8-sig"))["features"]
        return [(f["properties"] or {}, shapely.from_geojson(json.dumps(f["geometry"]))) for f in features]
    except (OSError, ValueError, KeyError, TypeError, GEOSException) as problem:
        raise FileUnreadable(f"{path.name}: not a GeoJSON feature collection ({problem})") from problem


def _from_table(path: Path) -> Iterable[tuple[Mapping[str, Any], Any]]:
    try:
        meta, _, wkb, columns = pyogrio.raw.read(path)
    except (DataSourceError, DataLayerError, ValueError, RuntimeError, UnicodeDecodeError) as problem:
        raise FileUnreadable(f"{path.name}: not a readable file of boundaries ({problem})") from problem
    datum = stated_datum(meta["crs"])
    if wkb is None:
        raise LayoutUnknown(f"{path.name}: it has no outlines, so it cannot be boundaries · 没有几何图形")
    if datum is None:
        raise DatumMissing(f"{path.name}: its reference system is not told; save it as GeoJSON in WGS-84 · 缺少坐标系")
    move = pyproj.Transformer.from_crs(datum, WGS84, always_xy=True)
    for row in range(len(wkb)):
        told = {str(name): column[row] for name, column in zip(meta["fields"], columns, strict=True)}
        shape = shapely.from_wkb(wkb[row])
        lon, lat = move.transform(*shapely.get_coordinates(shape).T)
        yield told, shapely.set_coordinates(shape, np.column_stack((lon, lat)))


def _county(file: str, told: Mapping[str, Any], shape: Any, lone: tuple[str, Text] | None) -> County:
    code = _first(told, CODES) or (lone[0] if lone else "")
    if not code:
        raise LayoutUnknown(f"{file}: every area needs a code, in a column {', '.join(CODES[:3])} · 缺少区划代码列")
    if shape is None or shapely.get_dimensions(shape) != 2:
        raise LayoutUnknown(f"{file}: the area {code!r:.40} has no outline · 区域没有面状边界")
    name = lone[1] if lone and not _first(told, (*ENGLISH, *CHINESE)) else _name(told, code)
    return County(code, name, shapely.to_wkb(shapely.force_2d(shapely.make_valid(shape))), 0, _count(told))


def _name(told: Mapping[str, Any], code: str) -> Text:
    en, zh = _first(told, ENGLISH), _first(told, CHINESE)
    return Text(en or zh or code, zh or en or code)


def _count(told: Mapping[str, Any]) -> int | None:
    written = _first(told, POPULATION)
    return int(written) if written.isdigit() else None


def _first(told: Mapping[str, Any], names: Sequence[str]) -> str:
    """What the first column of some names holds, as text; numbers without their ".0"."""
    lower = {key.casefold(): value for key, value in told.items()}
    for name in names:
        value = lower.get(name)
        if value is not None and str(value).strip() not in ("", "nan", "None"):
            return str(value).strip().removesuffix(".0")
    return ""

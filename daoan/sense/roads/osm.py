"""Roads from OpenStreetMap: ``.osm.pbf``, ``.osm`` and what else osmium reads; ways are split at shared nodes later.

Extracts cut nodes away from ways at their edge: such nodes have no location, are left out of the way and counted; a way
with fewer than two places left is refused.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import osmium

from daoan.sense.roads.classes import HIGHWAY, classes_of, is_set, names_of, structures_of
from daoan.sense.roads.geometry import keep_usable, no_roads, refusals_of
from daoan.sense.roads.links import RoadLinks, RoadReading, file_digest, objects
from daoan.terms.errors import FileUnreadable
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Ints
from daoan.terms.records import Notice

FEED = "roads.osm"
_TAGS = ("highway", "ref", "name", "bridge", "tunnel", "oneway", "junction", "dual_carriageway")


@dataclass(slots=True)
class _Ways:
    """Columns that grow while the file streams by."""

    way: list[int] = field(default_factory=list)
    tags: list[tuple[str | None, ...]] = field(default_factory=list)
    count: list[int] = field(default_factory=list)
    places: list[tuple[float, float]] = field(default_factory=list)
    with_highway: int = 0
    passed_over: int = 0
    missing_nodes: int = 0


def read_osm(path: Path, read_at: datetime) -> RoadReading:
    """Read the roads for vehicles of an OpenStreetMap extract.

    Rows are ways with a ``highway`` tag. Raises :class:`FileUnreadable` for a file that is empty, cut off or of another
    format, and :class:`InputError` for one without any road.
    """
    path = Path(path)
    digest = file_digest(path)
    ways = _stream(path)
    if not ways.way:
        raise no_roads(path.name, f"of its {ways.with_highway} ways with a highway tag none is for vehicles")
    problem = objects([None] * len(ways.way))
    coords = np.array(ways.places, dtype=np.float64).reshape(-1, 2)
    lines = keep_usable(np.arange(len(ways.way)), np.array(ways.count, dtype=np.int64), coords, problem)

    def said(row: int) -> dict[str, str]:
        tags = {k: v for k, v in zip(_TAGS, ways.tags[row], strict=True) if v is not None}
        return {"way": str(ways.way[row]), **tags}

    refusals = refusals_of(lines.problem, FEED, path.name, read_at, said)
    accepted = len(ways.way) - len(refusals)
    if accepted == 0:
        raise no_roads(path.name, f"all of its {len(ways.way)} ways were refused, first: {refusals[0].message.en}")
    return RoadReading(
        _links(ways, lines.feature, lines.starts, lines.coords),
        FEED,
        path.name,
        digest,
        "openstreetmap",
        ways.with_highway,
        accepted,
        ways.passed_over,
        refusals,
        _notices(path.name, ways),
    )


def _stream(path: Path) -> _Ways:
    ways = _Ways()
    try:
        reader = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
        for way in reader:
            if isinstance(way, osmium.osm.Way):
                _take(ways, way)
    except (RuntimeError, ValueError) as error:
        raise FileUnreadable(f"{path.name}: not a readable OpenStreetMap file ({error})") from error
    return ways


def _take(ways: _Ways, way: "osmium.osm.Way") -> None:
    ways.with_highway += 1
    highway = way.tags.get("highway", "")
    if highway not in HIGHWAY or way.tags.get("area") == "yes":
        ways.passed_over += 1
        return
    located = [(n.location.lon, n.location.lat) for n in way.nodes if n.location.valid()]
    ways.missing_nodes += len(way.nodes) - len(located)
    ways.way.append(way.id)
    ways.tags.append(tuple(way.tags.get(t) for t in _TAGS))
    ways.count.append(len(located))
    ways.places.extend(located)


def _links(ways: _Ways, rows: Ints, starts: Ints, coords: Floats) -> RoadLinks:
    table = {tag: objects([ways.tags[r][k] for r in rows.tolist()]) for k, tag in enumerate(_TAGS)}
    classes, _ = classes_of(table["highway"], HIGHWAY)
    directed = zip(table["highway"], table["oneway"], table["junction"], strict=True)
    return RoadLinks(
        source="OpenStreetMap",
        link_id=objects([str(ways.way[r]) for r in rows.tolist()]),
        road_class=classes,
        road_name=names_of(table["ref"], table["name"]),
        structure=structures_of(table["bridge"], table["tunnel"]),
        one_way=np.array([_is_one_way(*tags) for tags in directed], dtype=bool),
        dual=np.array([is_set(v) for v in table["dual_carriageway"]], dtype=bool),
        vehicles_per_day=np.full(len(rows), np.nan),
        starts=starts,
        coords=coords,
    )


def _is_one_way(highway: str, oneway: str | None, junction: str | None) -> bool:
    """As the OpenStreetMap wiki reads the tags: roundabouts and motorways are one-way unless tagged otherwise."""
    if oneway is not None:
        return oneway in ("yes", "true", "1", "-1")
    return junction in ("roundabout", "circular") or highway == "motorway"


def _notices(file: str, ways: _Ways) -> tuple[Notice, ...]:
    found = []
    if ways.passed_over:
        text = Text(
            f"{ways.passed_over} ways are no road for vehicles and were passed over",
            f"{ways.passed_over} 条路线不是机动车道路，已略过",
        )
        found.append(Notice("not_a_road", file, text, ways.passed_over))
    if ways.missing_nodes:
        text = Text(
            f"{ways.missing_nodes} points of roads have no location in this extract and were left out",
            f"该数据提取范围内有 {ways.missing_nodes} 个道路节点没有坐标，已略去",
        )
        found.append(Notice("node_without_location", file, text, ways.missing_nodes))
    return tuple(found)

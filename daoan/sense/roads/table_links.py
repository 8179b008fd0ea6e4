"""Links from a table of road features in a known layout: what GeoPackages and Parquet files have in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np

from daoan.sense.roads.classes import classes_of, is_set, names_of, structures_of
from daoan.sense.roads.geometry import Lines, no_roads, read_lines, refusals_of
from daoan.sense.roads.layouts import Layout, column
from daoan.sense.roads.links import RoadLinks, RoadReading, objects
from daoan.terms.codes import RoadClass
from daoan.terms.errors import DatumMissing
from daoan.terms.estimates import Text
from daoan.terms.frames import Bools, Floats, Objects
from daoan.terms.records import Notice


def reading_of_table(
    file: str,
    digest: str,
    layout: Layout,
    wkb: Objects,
    table: Mapping[str, Any],
    datum: str | None,
    read_at: datetime,
    feed: str,
) -> RoadReading:
    """Links of a table of features in a known layout."""
    labels = clean(column(table, layout.class_columns))
    classes, known = classes_of(labels, layout.classes)
    rows = np.flatnonzero(known)
    if len(rows) == 0:
        raise no_roads(file, f"its {len(labels)} features have no class of road that is known")
    if not datum:
        raise DatumMissing(
            f"{file}: the coordinates have no reference system; say which one they are in, for example "
            "--datum EPSG:27700"
        )
    lines = read_lines(wkb[rows], datum)

    def said(row: int) -> dict[str, str]:
        return {n: str(c[rows[row]]) for n, c in table.items() if is_set(c[rows[row]])}

    refusals = refusals_of(lines.problem, feed, file, read_at, said)
    feature = rows[lines.feature]
    links = _links_of(layout, classes[feature], lines, {n: c[feature] for n, c in table.items()})
    notices = _passed_over(file, labels[~known])
    accepted = len(rows) - len(refusals)
    if accepted == 0:
        raise no_roads(file, f"all of its {len(rows)} features were refused, first: {refusals[0].message.en}")
    return RoadReading(
        links, feed, file, digest, layout.name, len(labels), accepted, len(labels) - len(rows), refusals, notices
    )


def _links_of(layout: Layout, classes: Any, lines: Lines, table: Mapping[str, Any]) -> RoadLinks:
    count = len(classes)
    nothing = objects([None] * count)
    from_ref, to_ref = column(table, layout.from_ref), column(table, layout.to_ref)
    if from_ref is None or to_ref is None:
        from_ref = to_ref = None
    link_id, ref = column(table, layout.link_id), column(table, layout.ref)
    strategic = column(table, ("strategic", "primary_route"))
    if layout.name == "os_open_roads" and strategic is not None:
        classes = _with_primary_routes(classes, clean(strategic))
    return RoadLinks(
        layout.source,
        nothing if link_id is None else clean(link_id),
        classes,
        names_of(nothing if ref is None else clean(ref), _or(table, layout.road_name, nothing)),
        _structures(table, nothing),
        np.array([is_set(v) and str(v) != "-1" for v in _or(table, ("oneway",), nothing)], dtype=bool),
        _duals(layout, table, count),
        _flows(layout, table, count),
        lines.starts,
        lines.coords,
        None if from_ref is None else clean(from_ref),
        None if to_ref is None else clean(to_ref),
    )


def _or(table: Mapping[str, Any], names: tuple[str, ...], default: Objects) -> Objects:
    found = column(table, names)
    return default if found is None else clean(found)


def _with_primary_routes(classes: Any, strategic: Objects) -> Any:
    """An A road on the primary route network is TRUNK; the other A roads are PRIMARY."""
    position = {c: i for i, c in enumerate(RoadClass)}
    primary = np.array([str(v).lower() in ("primary", "true", "1") for v in strategic], dtype=bool)
    return np.where(primary & (classes == position[RoadClass.PRIMARY]), position[RoadClass.TRUNK], classes).astype(
        np.uint8
    )


def _structures(table: Mapping[str, Any], nothing: Objects) -> Any:
    """From ``bridge`` and ``tunnel`` columns, the ``other_tags`` text of GDAL's OSM driver, or OS ``structure``."""
    other = _or(table, ("other_tags",), nothing)
    kind = _or(table, ("structure", "road_structure"), nothing)
    bridge, tunnel = _or(table, ("bridge",), nothing), _or(table, ("tunnel",), nothing)

    def either(values: Objects, word: str) -> Objects:
        return objects(
            [
                v if is_set(v) else "yes" if f'"{word}"=>"' in str(o) or word in str(k).lower() else None
                for v, o, k in zip(values, other, kind, strict=True)
            ]
        )

    return structures_of(either(bridge, "bridge"), either(tunnel, "tunnel"))


def _duals(layout: Layout, table: Mapping[str, Any], count: int) -> Bools:
    marked = column(table, layout.dual)
    if marked is not None:
        return np.array([is_set(v) and _number(v) == 1.0 for v in marked], dtype=bool)
    form = column(table, ("formOfWay", "form_of_way"))
    if form is not None:
        return np.array(["dual" in str(v).lower() for v in form], dtype=bool)
    tags = _or(table, ("dual_carriageway",), objects([None] * count))
    return np.array([str(v).lower() in ("yes", "true", "1") for v in tags], dtype=bool)


def _flows(layout: Layout, table: Mapping[str, Any], count: int) -> Floats:
    given = column(table, layout.flow)
    if given is None:
        return np.full(count, np.nan)
    flows = np.array([_number(v) for v in given], dtype=np.float64)
    return np.where(np.isfinite(flows) & (flows > 0), flows, np.nan)


def _number(value: Any) -> float:
    """A cell as a number, not-a-number for what is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def clean(values: Any) -> Objects:
    """A column with None where GDAL gives None, NaN or an empty text; numbers of whole value as whole numbers."""
    if values.dtype.kind in "iu":
        return objects([str(v) for v in values.tolist()])
    return objects([None if v is None or v != v or v == "" else str(v) for v in values.tolist()])


def _passed_over(file: str, labels: Objects) -> tuple[Notice, ...]:
    if len(labels) == 0:
        return ()
    kinds = ", ".join(sorted({str(v) for v in labels.tolist()})[:8])
    return (
        Notice(
            "not_a_road",
            file,
            Text(
                f"{len(labels)} features are no road for vehicles ({kinds}) and were passed over",
                f"{len(labels)} 个要素不是机动车道路({kinds}),已略过",
            ),
            len(labels),
        ),
    )

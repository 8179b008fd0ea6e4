"""What each layer of tiles draws at which zoom, from the results of one run.

Lines are generalised: below :data:`EVERY_STRETCH` stretches of one style are one feature, joined end to end, and minor
roads are left out. What is promised is not: a stretch of :data:`ALWAYS_FROM` or a higher class of risk is in the risk
tiles of every zoom, as a feature of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from daoan.api.desk import View
from daoan.api.tiling.cut import size_px
from daoan.api.tiling.drawing import Column, Drawing, Floats, Ints, Shapes, Trait, column_of, drawing, mercator
from daoan.api.tiling.generalise import drop_short, join_lines, lines_of, pieces_of, simplify_lines
from daoan.terms.codes import RoadClass, Severity
from daoan.terms.frames import Network
from daoan.terms.records import Cluster, GridCell, SegmentDensity, SegmentEstimate

MAX_ZOOM = 14
#: Upper bounds of the share of stretches (by rank) in risk classes 6 (worst) to 1; the rest is class 0.
RISK_CLASSES = (0.01, 0.05, 0.10, 0.20, 0.40, 0.70)
#: Stretches of this class of risk or a higher one (the worst 5 %) are drawn at every zoom, each as its own feature.
ALWAYS_FROM = 5
#: From this zoom on every stretch is a feature of its own, with all its traits.
EVERY_STRETCH = 12
#: The first zoom that draws a class of road.
ROADS_FROM = {
    RoadClass.MOTORWAY: 0, RoadClass.TRUNK: 0, RoadClass.PRIMARY: 7, RoadClass.SECONDARY: 8, RoadClass.TERTIARY: 10,
    RoadClass.LOCAL: 12, RoadClass.OTHER: 12,
}  # fmt: skip
#: The first zoom that draws a class of risk on whatever road, from class 0; by its road it may be drawn before.
RISK_FROM = (12, 12, 11, 10, 10, 0, 0)
#: Below this zoom what ranks below the worst fifth (classes 0 to 2) is one class, the middle one. Its line runs on
#: beneath what is worse, so that no road is broken where a stretch is too short for the eye.
ONE_CLASS_BELOW, LOWER, MIDDLE = 10, 2, 1
#: Road names are written from this zoom on; below it roads of one class are one feature.
NAMES_FROM = 10
#: Below this zoom crashes are gathered on a lattice, so that a whole city stays one light tile.
GATHER_BELOW = 13
PLACE_DECIMALS = 3


def drawing_of(view: View, name: str, zoom: int) -> Drawing:
    """A layer as it is drawn at a zoom; made at the first call, kept as long as the view."""
    level = min(zoom, SAME_FROM.get(name, MAX_ZOOM))
    found: Drawing = view.keep(("tiles", name, level), lambda: LAYERS[name](view, level))
    return found


def risk_class(rank: int, stretches: int) -> int:
    """Class of risk 0 to 6 of the stretch with that rank (1 is worst)."""
    share = rank / stretches
    return next((len(RISK_CLASSES) - i for i, bound in enumerate(RISK_CLASSES) if share <= bound), 0)


def road_layer(view: View, zoom: int) -> Drawing:
    """The roads that a zoom shows: one feature a class, from :data:`NAMES_FROM` on one a class and name."""
    network = view.network()
    shown = _road_zoom(network) <= zoom
    names = network.road_name if zoom >= NAMES_FROM else np.full(len(network), None, dtype=object)
    style: dict[tuple[int, str | None], int] = {}
    pairs = zip(network.road_class[shown].tolist(), names[shown], strict=True)
    rows = np.array([style.setdefault(pair, len(style)) for pair in pairs], dtype=np.int64)
    lines, feature = drop_short(*join_lines(_lines(view)[shown], rows), size_px(zoom))
    classes = list(RoadClass)
    columns = {
        "road_class": column_of([classes[code].value for code, _ in style]),
        "road_name": column_of([name for _, name in style]),
    }
    return _lines_at(lines, feature, columns, zoom)


def risk_layer(view: View, zoom: int) -> Drawing:
    """The estimated stretches that a zoom shows, with their class of risk by rank."""
    estimates = view.all(SegmentEstimate)
    place, risk = view.keep("risk places", lambda: _risk_places(view))
    by_risk = np.array(RISK_FROM)[risk] <= zoom
    by_road = _road_zoom(view.network())[place] <= zoom
    shown = by_risk | by_road
    own = shown & ((risk >= ALWAYS_FROM) | (zoom >= EVERY_STRETCH))  # features of their own; the others by class
    rows, classes = place[shown & ~own], risk[shown & ~own]
    if zoom < ONE_CLASS_BELOW:
        worse = classes > LOWER
        rows = np.concatenate([rows[worse], place[by_road]])
        classes = np.concatenate([classes[worse], np.full(by_road.sum(), MIDDLE)])
    lines = _lines(view)
    joined, style = drop_short(*join_lines(lines[rows], classes), size_px(zoom))
    mine = np.flatnonzero(own)
    shapes = np.concatenate([lines[place[mine]], joined])
    feature = np.concatenate([np.arange(len(mine)), len(mine) + style])
    alone = [estimates[i] for i in mine]
    columns = {
        "risk_class": _behind(column_of([*risk[mine].tolist(), *range(len(RISK_CLASSES) + 1)]), 0),
        "segment_id": _behind(column_of([e.segment_id for e in alone])),
        "road_class": _behind(column_of([e.road_class.value for e in alone])),
        "road_name": _behind(column_of([e.road_name for e in alone])),
        "rank": _behind(column_of([e.rank for e in alone])),
        "crashes": _behind(column_of([e.crashes for e in alone])),
        "ksi": _behind(column_of([e.ksi for e in alone])),
        "prob_excess": _behind(column_of([round(e.prob_excess, 3) for e in alone])),
    }
    return _lines_at(shapes, feature, columns, zoom)


def _risk_places(view: View) -> tuple[Ints, Ints]:
    """The network's row of every estimated stretch, and its class of risk."""
    estimates, row_of = view.all(SegmentEstimate), _rows(view)
    place = np.array([row_of[e.segment_id] for e in estimates], dtype=np.int64)
    return place, np.array([risk_class(e.rank, len(estimates)) for e in estimates], dtype=np.int64)


def crash_layer(view: View, zoom: int) -> Drawing:
    """Crashes gathered by place: to about 100 m from zoom 13 on, on a lattice of 1/64 tile below."""
    points, traits = view.keep("crash places", lambda: _crash_places(view))
    if zoom < GATHER_BELOW:
        step = 2.0**-zoom / 64
        points = (np.floor(points / step) + 0.5) * step
    keys, owner = np.unique(np.column_stack([points, traits[:, 2]]), axis=0, return_inverse=True)
    owner = owner.ravel()
    counts = {
        "n": np.bincount(owner, minlength=len(keys)),
        "ksi": np.bincount(owner, traits[:, 0], len(keys)),
        "fatal": np.bincount(owner, traits[:, 1], len(keys)),
        "on_network": keys[:, 2],
    }
    return _each(shapely.points(keys[:, :2]), {k: v.astype(int).tolist() for k, v in counts.items()})


def _crash_places(view: View) -> tuple[Floats, NDArray[np.bool_]]:
    """Coarse places of crashes on the unit square; whether each is killed or serious, fatal, on the network."""
    placed = [c for c in view.crashes().values() if c.lon is not None and c.lat is not None]
    places = np.round(np.array([(c.lon, c.lat) for c in placed]).reshape(-1, 2), PLACE_DECIMALS)
    snaps = view.snaps()
    traits = [
        (c.is_ksi, c.severity is Severity.FATAL, c.crash_id in snaps and snaps[c.crash_id].segment_id is not None)
        for c in placed
    ]
    return mercator(places[:, 0], places[:, 1]), np.array(traits, dtype=bool).reshape(-1, 3)


def cell_layer(view: View, _zoom: int) -> Drawing:
    """Grid cells of crashes off the network, as squares."""
    cells = view.all(GridCell)
    half_lat = np.array([c.size_m for c in cells]) / 2 / 111_320.0
    lon, lat = np.array([c.lon for c in cells]), np.array([c.lat for c in cells])
    half_lon = half_lat / np.cos(np.radians(lat))
    corners = np.hstack([mercator(lon - half_lon, lat + half_lat), mercator(lon + half_lon, lat - half_lat)])
    traits = {name: [getattr(c, name) for c in cells] for name in ("cell_id", "crashes", "ksi", "rank")}
    return _each(shapely.box(*corners.T), traits)


def cluster_layer(view: View, zoom: int) -> Drawing:
    """The stretches of every cluster in space and time, end to end where they meet, so that no joint shows."""
    clusters, row_of = view.all(Cluster), _rows(view)
    rows = [(row_of[s], k) for k, c in enumerate(clusters) for s in c.segment_ids if s in row_of]
    place, owner = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    shapes, feature = join_lines(_lines(view)[place], owner) if len(place) else (_lines(view)[:0], owner)
    columns = {
        "cluster_id": column_of([c.cluster_id for c in clusters]),
        "rank": column_of([c.rank for c in clusters]),
        "crashes": column_of([c.crashes for c in clusters]),
        "recurrence_days": column_of([round(min(c.recurrence_days, 1e6), 1) for c in clusters]),
    }
    return _lines_at(shapes, feature, columns, zoom)


def density_layer(view: View, zoom: int) -> Drawing:
    """Every piece of road within reach of a crash, with its class of density by rank; by class below a zoom."""
    shapes, found, values, density = view.keep("density pieces", lambda: _density_pieces(view))
    if zoom < EVERY_STRETCH:
        shapes, feature = drop_short(*join_lines(shapes, density), size_px(zoom))
        return _lines_at(shapes, feature, {"density_class": column_of(list(range(len(RISK_CLASSES) + 1)))}, zoom)
    columns = {
        "segment_id": column_of(found),
        "per_km_year": column_of([round(value, 2) for value in values]),
        "density_class": column_of(density.tolist()),
    }
    return _lines_at(shapes, np.arange(len(shapes)), columns, zoom)


def _density_pieces(view: View) -> tuple[Shapes, list[str], list[float], Ints]:
    """Pieces with a density above nothing: their lines, stretches, values and classes by rank."""
    lines, row_of = _lines(view), _rows(view)
    pieces: list[Floats] = []
    found: list[str] = []
    values: list[float] = []
    for one in view.all(SegmentDensity):
        cut = pieces_of(shapely.get_coordinates(lines[row_of[one.segment_id]]), len(one.pieces))
        for value, points in zip(one.pieces, cut, strict=True):
            if value > 0:
                pieces.append(points)
                found.append(one.segment_id)
                values.append(value)
    density = np.empty(len(values), dtype=np.int64)
    ranked = [risk_class(rank, len(values)) for rank in range(1, len(values) + 1)]
    density[np.argsort(-np.array(values), kind="stable")] = ranked
    starts = np.concatenate([[0], np.cumsum([len(p) for p in pieces])]).astype(np.int64)
    return lines_of(np.concatenate([*pieces, np.empty((0, 2))]), starts), found, values, density


LAYERS: Mapping[str, Callable[[View, int], Drawing]] = {
    "roads": road_layer,
    "risk": risk_layer,
    "crashes": crash_layer,
    "cells": cell_layer,
    "clusters": cluster_layer,
    "density": density_layer,
}
#: From this zoom on a layer is drawn as at this one; a layer that is not named here is drawn for each zoom.
SAME_FROM: Mapping[str, int] = {"crashes": GATHER_BELOW, "cells": 0}


def _lines_at(shapes: Shapes, feature: Ints, columns: Mapping[str, Column], zoom: int) -> Drawing:
    return drawing(simplify_lines(shapes, size_px(zoom)), feature, columns)


def _each(shapes: Any, traits: Mapping[str, Sequence[Trait]]) -> Drawing:
    """Every shape a feature of its own."""
    return drawing(np.asarray(shapes), np.arange(len(shapes)), {k: column_of(v) for k, v in traits.items()})


def _behind(column: Column, more: int = len(RISK_CLASSES) + 1) -> Column:
    """A column with so many rows behind it for features that stand for many stretches and lack the trait."""
    return Column(np.concatenate([column.codes, np.full(more, -1, dtype=np.int64)]), column.values)


def _lines(view: View) -> Shapes:
    """Every segment of the network on the unit square."""
    network = view.network()
    made: Shapes = view.keep(
        "lines", lambda: lines_of(mercator(network.coords[:, 0], network.coords[:, 1]), network.starts)
    )
    return made


def _rows(view: View) -> Mapping[str, int]:
    rows: Mapping[str, int] = view.keep(
        "rows of segments", lambda: {name: i for i, name in enumerate(view.network().segment_id)}
    )
    return rows


def _road_zoom(network: Network) -> Ints:
    """The first zoom that draws each segment by its class of road."""
    first = np.array([ROADS_FROM[c] for c in RoadClass], dtype=np.int64)
    return first[network.road_class]

"""``/tiles``: vector tiles of roads, risk, crashes and cells, drawn from the store alone.

Coordinates on the way: WGS-84 → the unit square of Web Mercator (x east, y south) → the tile's 4,096 units.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any

import mapbox_vector_tile
import numpy as np
import shapely
import shapely.ops
from fastapi import APIRouter, Path, Response
from numpy.typing import NDArray

from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.terms.codes import RoadClass, Severity
from daoan.terms.errors import NotFound
from daoan.terms.frames import Floats, Network
from daoan.terms.records import Cluster, GridCell, SegmentDensity, SegmentEstimate

EXTENT = 4096
MARGIN = 96  # units drawn beyond the tile's edge, so that lines meet
MAX_ZOOM = 14
#: Upper bounds of the share of stretches (by rank) in risk classes 6 (worst) to 1; the rest is class 0.
RISK_CLASSES = (0.01, 0.05, 0.10, 0.20, 0.40, 0.70)
#: Below this zoom crashes are gathered on a lattice, so that a whole city stays one light tile.
GATHER_BELOW = 13
PLACE_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Layer:
    """Geometry on the unit square with its properties, and a tree to find it by."""

    shapes: NDArray[np.object_]
    properties: Sequence[Mapping[str, Any]]
    tree: shapely.STRtree


def tile_routes(desk: Desk) -> APIRouter:
    """Routes about tiles."""
    router = APIRouter(prefix="/tiles", tags=["tiles"], responses=PROBLEMS)

    @lru_cache(maxsize=4096)
    def tile(run_id: str, name: str, z: int, x: int, y: int) -> bytes:  # noqa: ARG001 run_id is the key
        view = desk.view()
        if name == "crashes":
            level = min(z, GATHER_BELOW)
            layer = view.keep(("crash_tiles", level), lambda: crash_layer(view, level))
        else:
            layer = view.keep(("tiles", name), lambda: LAYERS[name](view))
        return encode(layer, name, z, x, y)

    @router.get("/{layer}/{z}/{x}/{y}.mvt", response_class=Response, summary="One vector tile")
    def get_tile(
        layer: str,
        z: Annotated[int, Path(ge=0, le=MAX_ZOOM)],
        x: Annotated[int, Path(ge=0)],
        y: Annotated[int, Path(ge=0)],
    ) -> Response:
        if layer not in (*LAYERS, "crashes"):
            raise NotFound(f"there is no tile layer {layer!r}; choose from {', '.join((*LAYERS, 'crashes'))}")
        if x >= 2**z or y >= 2**z:
            raise NotFound(f"there is no tile {x}/{y} at zoom {z}")
        content = tile(desk.view().run.run_id, layer, z, x, y)
        return Response(content, media_type="application/vnd.mapbox-vector-tile")

    return router


def encode(layer: Layer, name: str, z: int, x: int, y: int) -> bytes:
    """One tile of a layer; empty bytes where nothing lies in it."""
    size = 2.0**-z
    margin = size * MARGIN / EXTENT
    west, north = x * size, y * size
    box = (west - margin, north - margin, west + size + margin, north + size + margin)
    found = np.sort(layer.tree.query(shapely.box(*box)))
    if not len(found):
        return b""
    shapes = shapely.simplify(layer.shapes[found], size / EXTENT * 2)
    shapes = shapely.clip_by_rect(shapes, *box)
    kept = ~shapely.is_empty(shapes)
    scaled = shapely.transform(shapes[kept], lambda p: (p - [west, north]) * (EXTENT / size))
    features = [
        {"geometry": shape, "properties": dict(layer.properties[i])}
        for shape, i in zip(scaled, found[kept], strict=True)
    ]
    content: bytes = mapbox_vector_tile.encode(
        [{"name": name, "features": features}],
        default_options={"extents": EXTENT, "y_coord_down": True, "check_winding_order": False},
    )
    return content


def mercator(lon: Floats, lat: Floats) -> Floats:
    """WGS-84 degrees on the unit square of Web Mercator, (n, 2), y growing southwards."""
    bounded = np.radians(np.clip(lat, -85.0511, 85.0511))
    return np.column_stack([(lon + 180.0) / 360.0, (1.0 - np.arcsinh(np.tan(bounded)) / np.pi) / 2.0])


def _layer(shapes: Any, properties: Sequence[Mapping[str, Any]]) -> Layer:
    return Layer(np.asarray(shapes), properties, shapely.STRtree(shapes))


def _lines(network: Network) -> NDArray[np.object_]:
    points = mercator(network.coords[:, 0], network.coords[:, 1])
    owner = np.repeat(np.arange(len(network)), np.diff(network.starts))
    return np.asarray(shapely.linestrings(points, indices=owner))


def _rows(network: Network) -> dict[str, int]:
    return {name: i for i, name in enumerate(network.segment_id)}


def _named(road_name: Any) -> dict[str, Any]:
    return {"road_name": road_name} if road_name else {}


def road_layer(view: View) -> Layer:
    """Every segment of the network: the base map."""
    network = view.network()
    classes = list(RoadClass)
    return _layer(
        _lines(network),
        [
            {"segment_id": s, "road_class": classes[c].value, **_named(n)}
            for s, c, n in zip(network.segment_id, network.road_class, network.road_name, strict=True)
        ],
    )


def risk_layer(view: View) -> Layer:
    """Every estimated stretch, with its class of risk by rank."""
    estimates = view.all(SegmentEstimate)
    network = view.network()
    row_of = _rows(network)
    rows = np.array([row_of[e.segment_id] for e in estimates], dtype=np.int64)
    return _layer(
        _lines(network)[rows],
        [
            {
                "segment_id": e.segment_id,
                "road_class": e.road_class.value,
                **_named(e.road_name),
                "rank": e.rank,
                "risk_class": risk_class(e.rank, len(estimates)),
                "crashes": e.crashes,
                "ksi": e.ksi,
                "prob_excess": round(e.prob_excess, 3),
            }
            for e in estimates
        ],
    )


def risk_class(rank: int, stretches: int) -> int:
    """Class of risk 0 to 6 of the stretch with that rank (1 is worst)."""
    share = rank / stretches
    return next((len(RISK_CLASSES) - i for i, bound in enumerate(RISK_CLASSES) if share <= bound), 0)


def crash_layer(view: View, zoom: int) -> Layer:
    """Crashes gathered by place: to about 100 m from zoom 13 on, on a lattice of 1/64 tile below."""
    placed = [c for c in view.crashes().values() if c.lon is not None and c.lat is not None]
    places = np.round(np.array([(c.lon, c.lat) for c in placed]).reshape(-1, 2), PLACE_DECIMALS)
    points = mercator(places[:, 0], places[:, 1])
    if zoom < GATHER_BELOW:
        step = 2.0**-zoom / 64
        points = (np.floor(points / step) + 0.5) * step
    snaps = view.snaps()
    traits = np.array(
        [
            (c.is_ksi, c.severity is Severity.FATAL, c.crash_id in snaps and snaps[c.crash_id].segment_id is not None)
            for c in placed
        ]
    ).reshape(-1, 3)
    keys, owner = np.unique(np.column_stack([points, traits[:, 2]]), axis=0, return_inverse=True)
    owner = owner.ravel()
    counts = np.bincount(owner, minlength=len(keys))
    ksi = np.bincount(owner, traits[:, 0], len(keys)).astype(int)
    fatal = np.bincount(owner, traits[:, 1], len(keys)).astype(int)
    return _layer(
        shapely.points(keys[:, :2]),
        [
            {"n": int(n), "ksi": int(k), "fatal": int(f), "on_network": int(on)}
            for n, k, f, on in zip(counts, ksi, fatal, keys[:, 2], strict=True)
        ],
    )


def cell_layer(view: View) -> Layer:
    """Grid cells of crashes off the network, as squares."""
    cells = view.all(GridCell)
    half_lat = np.array([c.size_m for c in cells]) / 2 / 111_320.0
    lon, lat = np.array([c.lon for c in cells]), np.array([c.lat for c in cells])
    half_lon = half_lat / np.cos(np.radians(lat))
    corners = np.hstack([mercator(lon - half_lon, lat + half_lat), mercator(lon + half_lon, lat - half_lat)])
    return _layer(
        shapely.box(*corners.T),
        [{"cell_id": c.cell_id, "crashes": c.crashes, "ksi": c.ksi, "rank": c.rank} for c in cells],
    )


def cluster_layer(view: View) -> Layer:
    """The stretches of every cluster in space and time, end to end where they meet, so that no joint shows."""
    lines, row_of = _lines(view.network()), _rows(view.network())
    clusters = view.all(Cluster)
    return _layer(
        [
            shapely.line_merge(shapely.union_all(lines[[row_of[s] for s in c.segment_ids if s in row_of]]))
            for c in clusters
        ],
        [
            {
                "cluster_id": c.cluster_id,
                "rank": c.rank,
                "crashes": c.crashes,
                "recurrence_days": round(min(c.recurrence_days, 1e6), 1),
            }
            for c in clusters
        ],
    )


def density_layer(view: View) -> Layer:
    """Every piece of road within reach of a crash, with its class of density by rank."""
    lines, row_of = _lines(view.network()), _rows(view.network())
    shapes, values = [], []
    for found in view.all(SegmentDensity):
        line = lines[row_of[found.segment_id]]
        bounds = np.linspace(0.0, 1.0, len(found.pieces) + 1)
        for value, begin, end in zip(found.pieces, bounds[:-1], bounds[1:], strict=True):
            if value > 0:
                shapes.append(shapely.ops.substring(line, begin, end, normalized=True))
                values.append((value, found.segment_id))
    rank = np.empty(len(values), dtype=np.int64)
    rank[np.argsort([-value for value, _ in values], kind="stable")] = np.arange(1, len(values) + 1)
    return _layer(
        shapes,
        [
            {"segment_id": s, "per_km_year": round(value, 2), "density_class": risk_class(int(r), len(values))}
            for (value, s), r in zip(values, rank, strict=True)
        ],
    )


LAYERS: dict[str, Callable[[View], Layer]] = {
    "roads": road_layer,
    "risk": risk_layer,
    "cells": cell_layer,
    "clusters": cluster_layer,
    "density": density_layer,
}

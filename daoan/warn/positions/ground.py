"""What the kernel is told besides positions: the network with its limits, registered vehicles, the city's clock."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from daoan.kernels.geo.between_nodes import near_nodes
from daoan.kernels.geo.nearest import grid_of
from daoan.kernels.geo.plane import onto_plane
from daoan.kernels.geo.polylines import running_lengths
from daoan.kernels.hashing import Table, table_of
from daoan.terms.codes import Structure
from daoan.terms.fleet_alarms import LONG_LINE, SECOND_DRIVER, FleetFrame
from daoan.terms.frames import NONE_CODE, Bools, Floats, Network
from daoan.terms.places import plane_of
from daoan.terms.rulepacks import RulePack
from daoan.warn.positions.rules import limits_by_class, minor_classes

#: One straight piece of a segment: from where, to where, metres along the segment where it begins.
PIECE = np.dtype(
    [("x", "<f8"), ("y", "<f8"), ("dx", "<f8"), ("dy", "<f8"), ("length", "<f8"), ("along", "<f8"), ("segment", "<i8")],
    align=True,
)
#: One segment. ``limit_kmh``: small, large, with dangerous goods.
SEGMENT = np.dtype(
    [
        ("one", "<i4"), ("other", "<i4"), ("length", "<f8"), ("limit_kmh", "<f4", (3,)), ("mountain", "u1"),
    ],
    align=True,
)  # fmt: skip
#: The cells of :class:`daoan.kernels.geo.nearest.Grid`, and the plane's centre: one record.
FRAME = np.dtype(
    [
        ("lon", "<f8"), ("lat", "<f8"), ("x0", "<f8"), ("y0", "<f8"), ("cell", "<f8"), ("nx", "<i8"), ("ny", "<i8"),
        ("nodes", "<i8"), ("fastest_kmh", "<f4", (3,)),
    ],
    align=True,
)  # fmt: skip
#: One registered vehicle.
FACT = np.dtype(
    [("company", "<i4"), ("kind", "u1"), ("drivers", "u1"), ("exempt_night", "u1"), ("note", "u1")], align=True
)


class Ground(NamedTuple):
    """The network as the kernel reads it, and the city's clock."""

    frame: npt.NDArray[Any]  # FRAME, one record
    cell_starts: npt.NDArray[np.int64]
    entries: npt.NDArray[np.int32]  # pieces of each cell
    pieces: npt.NDArray[Any]  # PIECE
    segments: npt.NDArray[Any]  # SEGMENT
    ways: Table  # between near nodes
    zone_from_ms: npt.NDArray[np.int64]  # from when each difference to UTC holds, ascending
    zone_ms: npt.NDArray[np.int64]


class Facts(NamedTuple):
    """Registered vehicles: a table from terminals to rows."""

    table: Table
    vehicles: npt.NDArray[Any]  # FACT


def ground_of(network: Network, pack: RulePack, zone: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]) -> Ground:
    """The ground over a network.

    ``zone``: moments (UTC, milliseconds) from which a difference of local time holds, ascending, and the differences in
    milliseconds.
    """
    plane = plane_of(network.coords[:, 0], network.coords[:, 1])
    xy = np.array([onto_plane(lon, lat, plane.lon, plane.lat) for lon, lat in network.coords.tolist()])
    running = running_lengths(network.starts, xy)
    reach = float(pack.get("matching.reach_m"))
    pieces, first = _pieces(network, xy, running)
    grid = grid_of(xy, first, reach)
    segments = _segments(network, running, xy, pack)
    frame = np.zeros(1, FRAME)
    frame["lon"], frame["lat"] = plane.lon, plane.lat
    for name in ("x0", "y0", "cell", "nx", "ny"):
        frame[name] = getattr(grid, name)
    frame["nodes"] = nodes = len(network.node_lon)
    frame["fastest_kmh"] = limits_by_class(pack).max(axis=1)
    ways = near_nodes(nodes, network.from_node, network.to_node, segments["length"], float(pack.get("matching.way_m")))
    zones = (np.ascontiguousarray(column, np.int64) for column in zone)
    return Ground(frame, grid.cell_starts, grid.pieces, pieces, segments, ways, *zones)


def facts_of(fleet: FleetFrame, pack: RulePack) -> Facts:
    """The register as the kernel reads it."""
    table = np.zeros(len(fleet), FACT)
    for name in ("company", "kind", "exempt_night"):
        table[name] = getattr(fleet, name)
    table["drivers"] = np.maximum(fleet.drivers, 1)
    table["note"] = np.where(fleet.line_km >= float(pack.get("small_hours.long_line_km")), LONG_LINE, 0)
    table["note"] |= np.where(fleet.drivers > 1, SECOND_DRIVER, 0).astype(np.uint8)
    return Facts(table_of(fleet.terminal, np.arange(len(fleet))), table)


def turning_deg_km(starts: npt.NDArray[np.int64], xy: Floats) -> Floats:
    """Degrees by which each line turns in a kilometre."""
    step = np.diff(xy, axis=0)
    course = np.arctan2(step[:, 1], step[:, 0])
    turned = np.zeros(len(xy))
    turned[1:-1] = np.abs((np.diff(course) + np.pi) % (2 * np.pi) - np.pi)
    turned[starts[:-1]] = 0.0
    turned[starts[1:] - 1] = 0.0
    length = running_lengths(starts, xy)[starts[1:] - 1]
    total: Floats = np.degrees(np.add.reduceat(turned, starts[:-1])) / np.maximum(length, 1.0) * 1000.0
    return total


def _pieces(network: Network, xy: Floats, running: Floats) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    count = np.diff(network.starts)
    first = np.delete(np.arange(len(xy)), network.starts[1:] - 1).astype(np.int64)
    pieces = np.zeros(len(first), PIECE)
    pieces["x"], pieces["y"] = xy[first].T
    pieces["dx"], pieces["dy"] = (xy[first + 1] - xy[first]).T
    pieces["length"] = np.hypot(pieces["dx"], pieces["dy"])
    pieces["along"] = running[first]
    pieces["segment"] = np.repeat(np.arange(len(count)), count - 1)
    return pieces, first


def _segments(network: Network, running: Floats, xy: Floats, pack: RulePack) -> npt.NDArray[Any]:
    segments = np.zeros(len(network), SEGMENT)
    segments["one"], segments["other"] = network.from_node, network.to_node
    segments["length"] = running[network.starts[1:] - 1]
    limits = limits_by_class(pack)
    known = np.where(network.road_class == NONE_CODE, limits.shape[1] - 1, network.road_class)
    segments["limit_kmh"] = limits[:, known].T
    segments["mountain"] = _mountain(network, xy, pack)
    return segments


def _mountain(network: Network, xy: Floats, pack: RulePack) -> Bools:
    """Minor roads in the mountains."""
    slope = network.structure == list(Structure).index(Structure.LONG_SLOPE)
    winding = turning_deg_km(network.starts, xy) > float(pack.get("mountain.turning_deg_km"))
    return np.asarray(np.isin(network.road_class, minor_classes(pack)) & (slope | winding))

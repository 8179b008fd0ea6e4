"""Road files in: any of the known formats to stretches that risk is estimated on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from daoan.app.outlines import find_outlines
from daoan.app.progress import Tell, silent
from daoan.app.workspace import Workspace
from daoan.edge.files import read_bytes
from daoan.jobs.turn import NETWORK
from daoan.sense.roads.areas import Area, assign_areas, read_areas
from daoan.sense.roads.edges import read_edges
from daoan.sense.roads.geopackage import read_geopackage
from daoan.sense.roads.links import RoadReading
from daoan.sense.roads.os_open_roads import read_os_open_roads
from daoan.sense.roads.osm import read_osm
from daoan.sense.roads.stretches import make_stretches
from daoan.sense.roads.topology import build_network
from daoan.terms.city import City
from daoan.terms.errors import InputError, LayoutUnknown
from daoan.terms.estimates import Text
from daoan.terms.frames import Network
from daoan.terms.records import Notice


@dataclass(frozen=True, slots=True)
class RoadFacts:
    """What an import of roads gave."""

    network_id: str
    links_read: int
    refused: int
    passed_over: int
    segments: int
    length_km: float
    notices: tuple[Notice, ...]


def import_roads(
    workspace: Workspace,
    path: Path,
    datum: str | None,
    stretch_m: float,
    tell: Tell = silent,
    borders: Path | None = None,
) -> RoadFacts:
    """Import a road file and save its network; the loop uses the network saved last.

    ``borders``: GeoJSON of the counties, whose property ``adcode`` or ``code`` is the area's code; else the outlines
    that the workspace keeps. Without any, the roads of a city with one area lie in it, those of several in none.
    """
    tell(Text(f"reading {path.name}", f"读取 {path.name}"), 0, 3)
    reading = read_roads(path, workspace.now, datum)
    tell(Text("joining nodes and routes", "构建节点与线路"), 1, 3)
    built = build_network(reading.links)
    outlines = () if borders else find_outlines(workspace)
    network = make_stretches(in_areas(workspace.city, built.network, borders, outlines), stretch_m).network
    tell(Text("keeping the network", "保存路网"), 2, 3)
    return RoadFacts(
        network_id=use_network(workspace, network),
        links_read=reading.rows_read,
        refused=reading.rows_refused,
        passed_over=reading.rows_passed_over,
        segments=len(network),
        length_km=float(network.length_m.sum()) / 1000,
        notices=reading.notices + built.notices,
    )


def in_areas(city: City, network: Network, borders: Path | None = None, outlines: Sequence[Area] = ()) -> Network:
    """The network with the county of each segment, as far as it can be told."""
    if borders is not None:
        return assign_areas(network, read_borders(read_bytes(borders), borders.name))
    if len(city.areas) == 1:
        return replace(network, area=np.full(len(network), city.areas[0].code, dtype=object))
    return assign_areas(network, outlines) if outlines else network


def read_borders(data: bytes, name: str) -> tuple[Area, ...]:
    """Borders by ``adcode``, or by ``code`` where there is none. Raises :class:`InputError` for what has neither."""
    try:
        return read_areas(data, name, "adcode")
    except LayoutUnknown:
        return read_areas(data, name, "code")


def use_network(workspace: Workspace, network: Network) -> str:
    """Save a network and make it the one that the loop uses; answers its content hash. Earlier networks stay."""
    network_id = workspace.store.save_network(network, workspace.now)
    workspace.store.put_setting(NETWORK, network_id)
    return network_id


def read_roads(path: Path, read_at: datetime, datum: str | None) -> RoadReading:
    """Read a road file by what its name promises. Raises :class:`InputError` for a format that is not known."""
    if path.name.endswith((".osm.pbf", ".osm", ".pbf")):
        return read_osm(path, read_at)
    if path.suffix == ".gpkg":
        return read_geopackage(path, read_at, datum)
    if path.suffix == ".parquet":
        try:
            return read_os_open_roads(path, read_at, datum)
        except LayoutUnknown:
            return read_edges(path, read_at, datum)
    raise InputError(f"{path.name}: roads are read from .osm.pbf, .osm, .gpkg and .parquet; convert it to one of these")

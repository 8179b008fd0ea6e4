"""The recipe for the roads of Leeds: published major-road segments, named from three sources, joined into stretches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from daoan.sense.roads.geopackage import read_geopackage
from daoan.sense.roads.links import RoadReading, objects
from daoan.sense.roads.naming import NameHints, hints_along, name_roads
from daoan.sense.roads.os_open_roads import read_os_open_roads
from daoan.sense.roads.stretches import TARGET_M, Stretches, make_stretches
from daoan.sense.roads.topology import build_network
from daoan.terms.codes import RoadClass
from daoan.terms.frames import Network, code_column
from daoan.terms.records import Crash, Notice, TrafficCount

SEGMENTS = "leeds_major_road_segments_exposure.gpkg"
A_ROADS = "os_open_roads_A_roads_2016.parquet"

#: How near a hint must lie, in metres. Count points are placed by hand beside the road, crashes by the police on it.
COUNT_REACH_M, CRASH_REACH_M = 30.0, 15.0


@dataclass(frozen=True, slots=True)
class Roads:
    """A city's roads: ``segments`` as published and named, the ``stretches`` made of them, and what was read."""

    segments: Network
    stretches: Stretches
    readings: tuple[RoadReading, ...]
    notices: tuple[Notice, ...]


def leeds_network(
    folder: Path,
    read_at: datetime,
    counts: Sequence[TrafficCount] = (),
    crashes: Sequence[Crash] = (),
    target_m: float = TARGET_M,
) -> Roads:
    """The roads of Leeds from the files in ``folder``; ``counts`` and ``crashes`` lend their road numbers (give
    those that were known as of the run).

    The published lines are already split at junctions; where they cross at an inner point, one passes over the other.
    Raises :class:`FileUnreadable` where a file is missing.
    """
    published = read_geopackage(folder / SEGMENTS, read_at)
    a_roads = read_os_open_roads(folder / A_ROADS, read_at)
    built = build_network(published.links, split_at_vertices=False)
    hints = [hints_along(a_roads.links), hints_at_counts(counts), hints_at_crashes(crashes)]
    segments = name_roads(built.network, hints)
    notices = (*published.notices, *a_roads.notices, *built.notices)
    return Roads(segments, make_stretches(segments, target_m), (published, a_roads), notices)


def hints_at_counts(counts: Sequence[TrafficCount]) -> NameHints:
    """One hint for each count point whose road has a number."""
    points = {c.point_id: c for c in sorted(counts, key=lambda c: (c.year, c.count_id)) if _is_number(c.road_name)}
    rows = list(points.values())
    return NameHints(
        "traffic counts",
        np.array([c.lon for c in rows], dtype=np.float64),
        np.array([c.lat for c in rows], dtype=np.float64),
        objects([c.road_name for c in rows]),
        code_column(RoadClass, [c.road_class for c in rows]),
        COUNT_REACH_M,
    )


def hints_at_crashes(crashes: Sequence[Crash]) -> NameHints:
    """One hint for each crash that was recorded with a road number; two must agree, since numbers are miswritten."""
    rows = [c for c in crashes if _is_number(c.road_name) and c.lon is not None and c.lat is not None]
    return NameHints(
        "crash records",
        np.array([c.lon for c in rows], dtype=np.float64),
        np.array([c.lat for c in rows], dtype=np.float64),
        objects([c.road_name for c in rows]),
        code_column(RoadClass, [c.road_class for c in rows]),
        CRASH_REACH_M,
        least=2,
    )


def _is_number(name: str | None) -> bool:
    """A British road number ("A660", "M621", "A1(M)"), not the bare class "U" or "C"."""
    return bool(name) and str(name)[0] in "MAB" and any(c.isdigit() for c in str(name))

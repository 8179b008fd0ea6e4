"""Limits of counties on a map, found from the county that each road lies in: no outlines are kept with a network."""

import numpy as np
import shapely
from scipy.spatial import QhullError, Voronoi

from daoan.terms.documents import Line
from daoan.terms.frames import Network

MOST_POINTS = 20_000
SIMPLE_DEG = 0.004


def county_limits(network: Network) -> tuple[Line, ...]:
    """Lines half-way between neighbouring stretches of different counties, WGS-84 degrees; empty with fewer than two.

    Middles of stretches are the points of a Voronoi diagram; an edge between two cells of different counties is part of
    a limit. It is good to the distance between roads, and says nothing of the city's own edge.
    """
    lon, lat = network.midpoints()
    codes = np.array([code or "" for code in network.area], dtype=str)
    rows = np.flatnonzero(codes != "")
    rows = rows[:: max(1, len(rows) // MOST_POINTS)]
    if len(set(codes[rows].tolist())) < 2:
        return ()
    squeeze = float(np.cos(np.radians(lat[rows].mean())))
    try:
        cells = Voronoi(np.column_stack([lon[rows] * squeeze, lat[rows]]))
    except QhullError:  # all on one line
        return ()
    between = codes[rows][cells.ridge_points]
    ends = np.asarray(cells.ridge_vertices)
    apart = (between[:, 0] != between[:, 1]) & (ends >= 0).all(axis=1)
    corners = cells.vertices[ends[apart]] / (squeeze, 1.0)
    low, high = network.coords.min(axis=0), network.coords.max(axis=0)
    corners = corners[((corners >= low) & (corners <= high)).all(axis=(1, 2))]
    joined = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(corners)))
    simple = shapely.get_parts(shapely.simplify(joined, SIMPLE_DEG))
    return tuple(
        tuple((round(float(x), 4), round(float(y), 4)) for x, y in shapely.get_coordinates(one)) for one in simple
    )

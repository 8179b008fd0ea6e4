"""Lines and points on a metric plane.

Lines are ragged: line *i* has the points ``xy[starts[i]:starts[i + 1]]``, at least two, columns x and y in metres.
Flows in: such arrays. Flows out: lengths, places along lines, nearest lines, cut or joined lines, nodes, strokes.
Start at :mod:`daoan.kernels.geo.polylines` (the shape), then :mod:`daoan.kernels.geo.nearest` (the fast part).
"""

from daoan.kernels.geo.cut import Cut, cut_lines, even_cuts
from daoan.kernels.geo.nearest import NOWHERE, Nearest, nearest_in_group, nearest_segments
from daoan.kernels.geo.nodes import cluster_points
from daoan.kernels.geo.polylines import join_lines, line_lengths, points_along, running_lengths, take_lines
from daoan.kernels.geo.strokes import Strokes, trace_strokes

__all__ = [
    "NOWHERE",
    "Cut",
    "Nearest",
    "Strokes",
    "cluster_points",
    "cut_lines",
    "even_cuts",
    "join_lines",
    "line_lengths",
    "nearest_in_group",
    "nearest_segments",
    "points_along",
    "running_lengths",
    "take_lines",
    "trace_strokes",
]

"""Density of points along a network: how many a kilometre, spread over the roads around each and not over the fields.

In flow a network (ends and lengths of its segments) and points on it (segment, offset). Out flow the count that each
piece of road bears (:class:`~daoan.kernels.density.spread.Spread`); all pieces together bear exactly the points.

Start at :func:`daoan.kernels.density.spread.spread_points`; what happens at junctions is in
:mod:`~daoan.kernels.density.walk`.
"""

from daoan.kernels.density.interval import weighted_count_interval
from daoan.kernels.density.pieces import Pieces, cut_pieces
from daoan.kernels.density.spread import Kernel, Split, Spread, spread_points

__all__ = ["Kernel", "Pieces", "Split", "Spread", "cut_pieces", "spread_points", "weighted_count_interval"]

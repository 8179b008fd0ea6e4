"""Flows on routes out of counts on edges: least squares that are never negative, even where counts leave a choice.

::

    min ‖A x − c‖² + λ ‖x‖²   such that   x ≥ 0

====== ==================================================================
A      1 where a route passes a counted edge, (counts, routes)
c      vehicles counted on each edge
x      vehicles on each route
λ      small: counts decide, evenness breaks ties
====== ==================================================================

Source: Lawson and Hanson 1974, Solving least squares problems, ch. 23. GEH = √(2 (m − c)² / (m + c)) says how near a
modelled hourly flow m is to a counted one; below 5 is the usual bar (UK DfT, TAG unit M3.1).
"""

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

Floats = npt.NDArray[np.float64]
EVEN = 1e-3


def fit_flows(passes: Floats, counted: Floats, even: float = EVEN) -> Floats:
    """Vehicles on each route, (routes,), ≥ 0. ``passes``: (counts, routes) of 0 and 1; ``counted`` ≥ 0, (counts,)."""
    routes = passes.shape[1]
    if routes == 0:
        return np.zeros(0)
    rows = np.vstack([passes, np.sqrt(even) * np.eye(routes)])
    return np.asarray(nnls(rows, np.concatenate([counted, np.zeros(routes)]))[0], dtype=np.float64)


def geh(modelled: Floats, counted: Floats) -> Floats:
    """GEH of each pair of hourly flows; 0 where both are 0."""
    total = modelled + counted
    squared = 2 * (modelled - counted) ** 2 / np.maximum(total, 1e-12)
    return np.asarray(np.sqrt(np.where(total > 0, squared, 0.0)), dtype=np.float64)

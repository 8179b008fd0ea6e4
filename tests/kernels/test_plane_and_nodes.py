"""Points onto a plane as PROJ puts them, and the shortest ways between near nodes."""

import numpy as np
import pytest

from daoan.kernels.geo.between_nodes import metres_between, near_nodes
from daoan.kernels.geo.plane import onto_plane
from daoan.terms.places import Plane


@pytest.mark.parametrize(("lon", "lat"), [(107.6, 36.2), (109.2, 35.1), (106.1, 37.3), (108.9, 36.9)])
def test_a_point_lies_where_proj_puts_it(lon: float, lat: float) -> None:
    x, y = Plane(107.6, 36.2).to_metres(np.array([lon]), np.array([lat]))
    assert onto_plane(lon, lat, 107.6, 36.2) == pytest.approx((x[0], y[0]), abs=0.005)


def test_ways_between_near_nodes_are_the_shortest_within_reach() -> None:
    # A square of 100 m whose diagonal road is 130 m, and a road of 500 m away from it.
    one, other = np.array([0, 1, 2, 3, 0, 2]), np.array([1, 2, 3, 0, 2, 4])
    table = near_nodes(5, one, other, np.array([100.0, 100.0, 100.0, 100.0, 130.0, 500.0]), 250.0)
    ways = {(a, b): metres_between(table, 5, a, b) for a in range(5) for b in range(5)}
    assert ways[0, 0] == 0.0
    assert ways[0, 1] == ways[1, 0] == 100.0
    assert ways[0, 2] == 130.0  # not 200
    assert ways[1, 3] == 200.0
    assert ways[0, 4] == -1.0

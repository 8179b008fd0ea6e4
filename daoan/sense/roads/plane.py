"""A network on a metric plane."""

import numpy as np

from daoan.terms.frames import Floats, Network
from daoan.terms.places import Plane, plane_of


def plane_coords(network: Network) -> tuple[Plane, Floats]:
    """The plane around the middle of a network, and its points on it in metres, (points, 2)."""
    plane = plane_of(network.coords[:, 0], network.coords[:, 1])
    return plane, np.column_stack(plane.to_metres(network.coords[:, 0], network.coords[:, 1]))

"""What the hills do to a road: gradient, turning, and where it needs a bridge or a tunnel."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d

from daoan.terms.codes import RoadClass
from daoan.terms.frames import Floats
from daoan.town.lines import RoadLine
from daoan.town.parameters import Parameters
from daoan.town.terrain import Terrain


@dataclass(frozen=True, slots=True)
class Relief:
    """By vertex of one line: distance along it, ground, the road's own height, and bearing change."""

    along_m: Floats
    ground_m: Floats
    road_m: Floats
    turning_deg: Floats  # at each vertex, absolute


def relief_of(lines: list[RoadLine], terrain: Terrain, parameters: Parameters) -> list[Relief]:
    """Relief of every line. Engineers smooth the ground over a length that grows with the class of the road."""
    ground = terrain.elevation_m(np.concatenate([line.points for line in lines]))
    smoothing, reliefs, at = parameters["network"]["smoothing_m"], [], 0
    for line in lines:
        n = len(line.points)
        step = np.diff(line.points, axis=0)
        length = np.hypot(step[:, 0], step[:, 1])
        here = ground[at : at + n]
        window = max(1, int(smoothing[line.road_class.value] / max(length.mean(), 1.0)))
        road = uniform_filter1d(here, min(window, n), mode="nearest")
        bearing = np.unwrap(np.arctan2(step[:, 1], step[:, 0]))
        turning = np.zeros(n)
        turning[1:-1] = np.degrees(np.abs(np.diff(bearing)))
        reliefs.append(Relief(np.concatenate([[0.0], np.cumsum(length)]), here, road, turning))
        at += n
    return reliefs


def spans(line: RoadLine) -> bool:
    """Whether a road of this kind is carried over valleys and through hills instead of following the ground."""
    return not line.street and line.road_class in (RoadClass.MOTORWAY, RoadClass.TRUNK)

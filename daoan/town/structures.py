"""What a stretch of road stands on: bridge, tunnel, long slope, or plain ground."""

import numpy as np

from daoan.terms.codes import Structure
from daoan.terms.frames import Floats
from daoan.town.parameters import Parameters
from daoan.town.pieces import Pieces
from daoan.town.relief import spans


def structures_of(pieces: Pieces, parameters: Parameters) -> list[Structure]:
    """Bridge or tunnel where the road runs well above or below the ground; long slope where it falls far enough."""
    limit_m = parameters["network"]["bridge_below_m"]
    kinds = [Structure.PLAIN] * len(pieces.owner)
    for k, (i, a, b) in enumerate(pieces.rows):
        if spans(pieces.lines[i]):
            relief = pieces.reliefs[i]
            above = float(np.mean(relief.road_m[a : b + 1] - relief.ground_m[a : b + 1]))
            if abs(above) > limit_m:
                kinds[k] = Structure.BRIDGE if above > 0 else Structure.TUNNEL
    _mark_slopes(kinds, pieces, pieces.grade_pct, pieces.length_m, parameters)
    return kinds


def _mark_slopes(
    kinds: list[Structure], pieces: Pieces, grade_pct: Floats, length_m: Floats, parameters: Parameters
) -> None:
    """Runs of one line that keep falling (or rising) for long enough and steeply enough, in place."""
    n = parameters["network"]
    edges = np.flatnonzero(np.diff(pieces.owner) | (np.diff(np.sign(grade_pct)) != 0)) + 1
    for run in np.split(np.arange(len(pieces.owner)), edges):
        far = length_m[run].sum()
        steep = abs(float((grade_pct[run] * length_m[run]).sum())) / far
        street = pieces.lines[pieces.owner[run[0]]].street
        if far >= n["long_slope_min_m"] and steep >= n["long_slope_pct"] and not street:
            for k in run:
                kinds[k] = Structure.LONG_SLOPE if kinds[k] is Structure.PLAIN else kinds[k]

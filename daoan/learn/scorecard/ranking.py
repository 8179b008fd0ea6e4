"""Rankings and captured shares, with ties resolved in expectation.

Raw counts tie by the hundred. Any order among equals would be a choice, so equals share: a cut through a group of
equals takes the same part of each of them, and ranks of equals are their mean. For captured shares this is the
expectation over random orders; for rank differences it is kinder to methods with many ties than that would be.
"""

import numpy as np

from daoan.terms.frames import Floats, Ints


def captured(score: Floats, length_m: Floats, outcome: Floats, top: float) -> tuple[float, float]:
    """Outcome inside the top part of road length, and in all.

    Stretches are taken by falling ``score`` until ``top`` (0 to 1) of all length is reached, the last one in part.
    All arrays (n,).
    """
    taken = share_taken(score, length_m, top)
    return float(taken @ outcome), float(outcome.sum())


def share_taken(score: Floats, size: Floats, top: float) -> Floats:
    """The part of each unit, 0 to 1, that lies in the top ``top`` of all ``size`` by falling ``score``."""
    group = _groups(score)
    group_size = np.bincount(group, size)
    before = np.cumsum(group_size) - group_size
    room = top * size.sum() - before
    part = np.clip(room / np.maximum(group_size, 1e-300), 0.0, 1.0)
    return np.asarray(part[group])


def mean_ranks(score: Floats) -> Floats:
    """Rank of each unit by falling score, 1 the highest; equals get their mean rank."""
    group = _groups(score)
    members = np.bincount(group)
    last = np.cumsum(members)
    return np.asarray(((last - members + 1 + last) / 2.0)[group])


def _groups(score: Floats) -> Ints:
    """Number of each unit's group of equals, 0 the highest score. Scores alike to 12 digits are equal."""
    scale = float(np.abs(score).max(initial=0.0)) or 1.0
    _, group = np.unique(-np.round(score / scale, 12), return_inverse=True)
    return group.astype(np.int64)

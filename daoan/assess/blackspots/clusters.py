"""Crashes that no road of the network lies near, gathered on the plane.

A disc around each crash is the window here. As in DBSCAN (Ester et al. 1996) a crash is a core where enough others lie
within the radius; but cores are not chained together, since in a town's centre the chain would run for kilometres: the
gravest disc is a place, what overlaps it belongs to it, and so on with what remains.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from daoan.assess.blackspots.rules import Rule, equivalents, measure_of
from daoan.terms.frames import CrashFrame, Floats, Ints
from daoan.terms.places import plane_of


@dataclass(frozen=True, slots=True)
class Cluster:
    """One place off the network: rows of the crash frame within the radius of its middle crash."""

    middle: int
    rows: Ints


def list_clusters(rule: Rule, crashes: CrashFrame, weights: Mapping[str, float]) -> list[Cluster]:
    """Disjoint discs of ``rule.radius_m`` in which every condition holds, gravest first.

    ``crashes``: those of the rule's years; only the ones with coordinates and without a segment are looked at.
    """
    off = np.flatnonzero((crashes.segment < 0) & np.isfinite(crashes.lon) & np.isfinite(crashes.lat))
    if len(off) == 0:
        return []
    x, y = plane_of(crashes.lon[off], crashes.lat[off]).to_metres(crashes.lon[off], crashes.lat[off])
    tree = cKDTree(np.column_stack([x, y]))
    pairs = tree.query_pairs(rule.radius_m, output_type="ndarray")
    holds = np.ones(len(off), dtype=bool)
    for condition in rule.conditions:
        holds &= _disc_sums(measure_of(crashes, condition, weights)[off], pairs) >= condition.at_least
    merit = _disc_sums(equivalents(crashes, weights)[off], pairs)
    order = [i for i in np.lexsort((off, -merit)) if holds[i]]
    return [Cluster(int(off[i]), off[rows]) for i, rows in _disjoint_discs(tree, order, rule.radius_m)]


def _disc_sums(values: Floats, pairs: Ints) -> Floats:
    n = len(values)
    near = np.bincount(pairs[:, 0], values[pairs[:, 1]], n) + np.bincount(pairs[:, 1], values[pairs[:, 0]], n)
    return np.asarray(values + near)


def _disjoint_discs(tree: cKDTree, order: list[int], radius_m: float) -> list[tuple[int, Ints]]:
    taken: set[int] = set()
    chosen = []
    for i in order:
        if i in taken:
            continue
        taken.update(tree.query_ball_point(tree.data[i], 2.0 * radius_m))
        chosen.append((i, np.array(sorted(tree.query_ball_point(tree.data[i], radius_m)), dtype=np.int64)))
    return chosen

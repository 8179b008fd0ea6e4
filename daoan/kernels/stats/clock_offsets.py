"""Offsets of clocks from differences between pairs of them, by robust weighted least squares.

Minimise    Σ_e ρ((d_e − (o_b − o_a)) / σ_e)  +  Σ_i κ(o_i / τ)

======== =====================================================================================
o_i      offset of clock i
d_e, σ_e measured o_b − o_a of pair e = (a, b) and its standard deviation
τ        how far a clock that goes right is off, standard deviation
ρ        Huber's loss, bent at 1.345, so that a pair that something disturbs pulls little
κ        Cauchy's loss ½ ln(1 + x²), so that a clock that goes wrong is hardly pulled at all
======== =====================================================================================

Pairs tell differences only; the second sum says from where: most clocks go right, and one that goes wrong moves no
other. Without it, errors along a row of clocks would add up. κ has no single least point: the search begins where the
pairs alone put the clocks, around their median. Source: Huber (1964) doi:10.1214/aoms/1177703732.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BEND = 1.345
ROUNDS = 50
LOOSE = 1e-6  # weight of κ in the first round, only so that the equations can be solved


@dataclass(frozen=True, slots=True)
class Offsets:
    """Offsets (n,) with standard deviations (infinite for a clock that no pair ties), and the size of each one's part.

    A part is what hangs together by pairs."""

    value: Floats
    sd: Floats
    size: Ints


def solve_offsets(first: Ints, second: Ints, difference: Floats, sd: Floats, clocks: int, usual_sd: float) -> Offsets:
    """Offsets of ``clocks`` clocks from pairs (m,). ``sd`` and ``usual_sd`` (τ) above 0, in the differences' unit."""
    links = coo_array((np.ones(len(first)), (first, second)), shape=(clocks, clocks))
    _, part = connected_components(links, directed=False)
    size = np.bincount(part, minlength=clocks)[part]
    value, spread = np.zeros(clocks), np.full(clocks, np.inf)
    for one in np.unique(part[first]) if len(first) else []:
        rows = np.flatnonzero(part == one)
        local = np.full(clocks, -1)
        local[rows] = np.arange(len(rows))
        mine = part[first] == one
        ends = local[first[mine]], local[second[mine]]
        value[rows], spread[rows] = _solve(*ends, difference[mine], sd[mine], len(rows), usual_sd)
    return Offsets(value, spread, size.astype(np.int64))


def _solve(a: Ints, b: Ints, difference: Floats, sd: Floats, clocks: int, usual_sd: float) -> tuple[Floats, Floats]:
    """One part: offsets and standard deviations; the latter grow with what pairs contradict each other by."""
    pair, right = 1.0 / sd**2, np.full(clocks, LOOSE / usual_sd**2)
    offsets: Floats = np.zeros(clocks)
    covariance: Floats = np.zeros((clocks, clocks))
    for turn in range(ROUNDS):
        covariance = np.asarray(np.linalg.inv(_normal(a, b, pair, right)), dtype=np.float64)
        pull = np.bincount(b, pair * difference, clocks) - np.bincount(a, pair * difference, clocks)
        former, offsets = offsets, np.asarray(covariance @ pull, dtype=np.float64)
        if turn == 0:
            offsets = offsets - np.median(offsets)
        pair = _bent((difference - (offsets[b] - offsets[a])) / sd) / sd**2
        right = 1.0 / (usual_sd**2 + offsets**2)
        if np.abs(offsets - former).max() < 1e-6 * usual_sd:
            break
    free = len(difference) - clocks + 1
    misfit = float((pair * (difference - (offsets[b] - offsets[a])) ** 2).sum()) / free if free > 0 else 1.0
    # A clock's own κ is left out: that most clocks go right is no evidence that this one does.
    told = np.maximum(1.0 / np.diag(covariance) - right, 1e-12)
    return offsets, np.sqrt(max(1.0, misfit) / told)


def _bent(left: Floats) -> Floats:
    """Huber's weights."""
    return np.asarray(np.minimum(1.0, BEND / np.maximum(np.abs(left), 1e-12)))


def _normal(a: Ints, b: Ints, pair: Floats, right: Floats) -> Floats:
    matrix = np.diag(right)
    np.add.at(matrix, (a, a), pair)
    np.add.at(matrix, (b, b), pair)
    np.add.at(matrix, (a, b), -pair)
    np.add.at(matrix, (b, a), -pair)
    return matrix

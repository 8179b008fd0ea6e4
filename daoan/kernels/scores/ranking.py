"""Scores of order: did the cells that came first in a forecast have the events?

======  ===========================================================================
symbol  meaning
======  ===========================================================================
K_t     cells with an event in period t
T_t     the K_t cells that the forecast puts first in that period
h_tk    1 where the k-th cell of the forecast had an event
======  ===========================================================================

Recall at k, as GSNet counts it:    Σ_t |T_t with an event| / Σ_t K_t
Average precision of a period:      (1/K_t) Σ_{k ≤ K_t} h_tk · (h_t1 + … + h_tk) / k,     0 where K_t = 0
MAP:                                mean of it over *all* periods, those without events included
Hit rate at a share of a budget:    Σ events in the first ⌈share · n⌉ places of each group / Σ events
PAI:                                hit rate / share of the places taken

Equal predictions keep the order of their cells, as Python's sort does in the published code. Source: Wang et al. (2021)
*GSNet*, AAAI 35, 4402–4409, doi:10.1609/aaai.v35i5.16566; Chainey et al. (2008) doi:10.1057/palgrave.sj.8350066 (PAI).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.scores.blocks import Floats, Ints, PairScore, RatioScore, block_sums

Bools = npt.NDArray[np.bool_]


def recall_at_k(seen: Floats, predicted: Floats, block: Ints, blocks: int) -> RatioScore:
    """Share of (period, cell) pairs with an event that lie among the first K_t cells. Arrays (periods, cells)."""
    hit, cells = _hits_in_order(seen, predicted)
    return RatioScore(block_sums(hit.sum(axis=1).astype(np.float64), block, blocks), block_sums(cells, block, blocks))


def mean_average_precision(seen: Floats, predicted: Floats, block: Ints, blocks: int) -> RatioScore:
    """MAP over all periods."""
    hit, cells = _hits_in_order(seen, predicted)
    precision = np.cumsum(hit, axis=1) / np.arange(1, hit.shape[1] + 1)
    average = (precision * hit).sum(axis=1) / np.maximum(cells, 1.0)
    return RatioScore(block_sums(np.asarray(average), block, blocks), block_sums(np.ones(len(seen)), block, blocks))


def area_under_roc(seen: Floats, predicted: Floats, block: Ints, blocks: int) -> PairScore:
    """Probability that a (period, cell) with an event is predicted higher than one without; ties count half.

    Time and memory grow with blocks × events and blocks².
    """
    event = seen > 0
    value, of_event = predicted[event], np.broadcast_to(block[:, None], seen.shape)[event]
    order = np.argsort(value)  # sorted needles are found faster, by far
    value, of_event = value[order], of_event[order]
    ranked = np.zeros((blocks, blocks))
    for c in range(blocks):
        rows = np.flatnonzero(block == c)
        rest = np.sort(predicted[rows][~event[rows]])
        below = 0.5 * (np.searchsorted(rest, value, "left") + np.searchsorted(rest, value, "right"))
        ranked[:, c] = np.bincount(of_event, weights=below, minlength=blocks)
    return PairScore(
        ranked, block_sums(event.astype(float), block, blocks), block_sums((~event).astype(float), block, blocks)
    )


@dataclass(frozen=True, slots=True)
class HitRate:
    """Hit rate at a share of the places, and what share was really taken (places are whole)."""

    score: RatioScore
    taken: float

    @property
    def accuracy_index(self) -> RatioScore:
        """PAI: how many times more events than if they were spread evenly over the places."""
        return RatioScore(self.score.part, self.score.whole * self.taken)


def hit_rate_by_area(counts: Floats, predicted: Floats, share: float, block: Ints, blocks: int) -> HitRate:
    """Events in the first ``share`` of the cells of every period: a patrol area that may move each period."""
    cells = counts.shape[1]
    most = _places(share, cells)
    first = np.argsort(-predicted, axis=1, kind="stable")[:, :most]
    hit = np.take_along_axis(counts, first, axis=1).sum(axis=1)
    return HitRate(RatioScore(block_sums(hit, block, blocks), block_sums(counts, block, blocks)), most / cells)


def hit_rate_by_time(counts: Floats, predicted: Floats, share: float, block: Ints, blocks: int) -> HitRate:
    """Events in the first ``share`` of the (period, cell) places of every block: patrol hours, freely placed."""
    hit, whole, taken, places = np.zeros(blocks), np.zeros(blocks), 0, 0
    for b in range(blocks):
        of_block = block == b
        flat, counted = predicted[of_block].ravel(), counts[of_block].ravel()
        if not len(flat):
            continue
        most = _places(share, len(flat))
        hit[b] = counted[np.argsort(-flat, kind="stable")[:most]].sum()
        whole[b] = counted.sum()
        taken, places = taken + most, places + len(flat)
    return HitRate(RatioScore(hit, whole), taken / places if places else float("nan"))


def _places(share: float, places: int) -> int:
    if not 0 < share <= 1:
        raise ValueError(f"a share of the places lies in (0, 1], got {share}")
    return int(np.ceil(share * places - 1e-9))


def _hits_in_order(seen: Floats, predicted: Floats) -> tuple[Bools, Floats]:
    """h_tk for k ≤ K_t, False behind, (periods, cells); and K_t (periods,)."""
    event = seen > 0
    cells = event.sum(axis=1)
    order = np.argsort(-predicted, axis=1, kind="stable")
    hit = np.take_along_axis(event, order, axis=1) & (np.arange(event.shape[1]) < cells[:, None])
    return hit, cells.astype(np.float64)

"""Which times of a plan are drawn at all, and which of these are held out.

Only *near-best* placements may be held out: those that cost least to move, where hours spent elsewhere lose next to
nothing. Never one where more injuries are expected than the rule pack lets be risked, and never more patrol-hours than
its share.
"""

from dataclasses import dataclass

import numpy as np

from daoan.act.experiments.times import Times
from daoan.kernels.experiments.drawing import hold_out, keyed_uniforms, switch_back
from daoan.terms.frames import Bools, Ints


@dataclass(frozen=True, slots=True)
class Arms:
    """By time of a placement: whether it was drawn, whether it is held out; the chance of treatment where drawn."""

    drawn: Bools
    held: Bools
    chance: float
    pair: tuple[str, ...]  # what was drawn together


def eligible_placements(times: Times, near_best_share: float, ceiling: float) -> tuple[Bools, int]:
    """Which placements may be held out, and how many near-best ones the ceiling of injuries keeps from it."""
    cost = np.array([p.cost_of_moving for p in times.plan.placements], dtype=np.float64)
    near = np.zeros(len(cost), dtype=bool)
    near[np.argsort(cost, kind="stable")[: int(near_best_share * len(cost))]] = True
    risky = times.injuries()[:, 1] > ceiling
    return near & ~risky, int((near & risky).sum())


def draw_switch_back(times: Times, eligible: Bools, most_held_share: float, seed: str) -> Arms:
    """Each chosen placement is held out in one week of each pair of weeks, which one by chance.

    Placements are chosen at random until their held-out hours reach the share of the plan's hours.
    """
    units, hours = times.units(), times.hours()
    order = _in_random_order(np.flatnonzero(eligible & (times.number >= 2)), units, seed)
    held_hours = np.cumsum((times.number[order] // 2) * hours[order])
    taken = order[held_hours <= most_held_share * hours[times.placement].sum()]
    drawn = np.isin(times.placement, taken) & times.whole_pairs()
    pair = tuple(f"{units[k]}|{w // 2}" for k, w in zip(times.placement, times.week, strict=True))
    names, row = np.unique(np.array(pair, dtype=str), return_inverse=True)
    u = keyed_uniforms(seed, [f"switch|{name}" for name in names])
    return Arms(drawn, drawn & switch_back(u, row, times.week % 2 == 1), 0.5, pair)


def draw_hold_out(times: Times, eligible: Bools, most_held_share: float, strata: int, seed: str) -> Arms:
    """A share of the eligible placements is held out, drawn inside strata of like shift and expectation.

    The share is one half, or what keeps the held-out hours within the share of the plan's hours, if that is less.
    """
    units, hours = times.units(), times.hours()
    drawn = eligible[times.placement] if len(units) else np.zeros(0, dtype=bool)
    of_drawn = float(hours[times.placement][drawn].sum())
    allowed = most_held_share * float(hours[times.placement].sum())
    share = min(0.5, allowed / of_drawn) if of_drawn > 0 else 0.0
    pair = tuple(units[k] for k in times.placement)
    held = np.zeros(len(drawn), dtype=bool)
    if share == 0.0:
        return Arms(held, held, 1.0, pair)
    u = keyed_uniforms(seed, [f"hold|{units[k]}" for k in times.placement[drawn]])
    held[drawn] = hold_out(u, _strata(times, times.placement[drawn], strata), share)
    return Arms(drawn, held, 1.0 - share, pair)


def _in_random_order(rows: Ints, units: list[str], seed: str) -> Ints:
    return rows[np.argsort(keyed_uniforms(seed, [f"choose|{units[k]}" for k in rows]), kind="stable")]


def _strata(times: Times, placement: Ints, number: int) -> Ints:
    """Shift × class of expected injuries, classes of like size."""
    shift = np.unique(np.array([times.plan.placements[k].shift for k in placement], dtype=str), return_inverse=True)[1]
    rank = np.argsort(np.argsort(times.injuries()[placement, 0], kind="stable"), kind="stable")
    return np.asarray(shift * number + rank * number // len(rank), dtype=np.int64)

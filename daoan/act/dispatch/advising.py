"""Whom to send: the soonest first, unless the guard is worth the wait; each is chosen knowing who left before.

::

    order by  arrival + [the guard advises against it] · worth,   then by what the beat loses
    loss      = Σ_stretch e · (cover with it − cover without it) · hours away
    away      = there + on the scene + back, no longer than its placement

Arrival is lognormal about the way's time, with the spread of the rule pack ``interception`` where the unit's position
is fresh and the wider one of ``presence`` where it is reckoned to be at its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from daoan.act.dispatch.guarding import AreaLeft, CoverMove, Guard
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Ints
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that can be sent. ``minutes``: of its way; ``spread``: standard deviation of its log; ``left_h``: hours
    that its placement still has; ``age_s``: of its position, ``None`` where it is reckoned to be at its place."""

    unit_id: str
    name: Text
    minutes: float
    spread: float
    left_h: float
    age_s: float | None
    by_road: bool = True


@dataclass(frozen=True, slots=True)
class Sent:
    """A unit of the advice. ``arrival_min``: from now; ``loss``: severity-weighted injuries uncovered while away."""

    unit_id: str
    name: Text
    arrival_min: Estimate
    away_h: float
    loss: Estimate
    left: tuple[AreaLeft, ...]
    chosen: bool
    reasons: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Advised:
    """The advice. ``shortfall``: units needed that nobody can give; ``left``: counties under their floor once all that
    are chosen have gone, ``moves``: what heals them."""

    needed: int
    shortfall: int
    units: tuple[Sent, ...]
    left: tuple[AreaLeft, ...]
    moves: tuple[CoverMove, ...]


def advise(
    needed: int, scene_h: float, candidates: Sequence[Candidate], rings: Mapping[str, Ints], guard: Guard
) -> Advised:
    """The order in which to send units. ``rings``: of every unit that is on the road now, candidates or not."""
    pack, rest = guard.pack, dict(rings)
    free = {c.unit_id: c for c in candidates if c.minutes <= float(pack.get("dispatch.most_minutes"))}
    chosen = list[Sent]()
    while free and len(chosen) < needed:
        row = _ranked(list(free.values()), scene_h, rest, guard)[0]
        chosen.append(replace(row, chosen=True))
        rest.pop(row.unit_id, None)
        del free[row.unit_id]
    others = _ranked(list(free.values()), scene_h, rest, guard)
    covered = guard.covered(rest)
    before = {a.area for a in _all_left(guard, rings)}
    left = tuple(a for a in _all_left(guard, rest, covered) if a.area not in before)
    moves = tuple(m for a in left if (m := guard.move_for(a, rest, set(free) & set(rest))) is not None)
    return Advised(needed, needed - len(chosen), (*chosen, *others), left, moves)


def _all_left(guard: Guard, rings: Mapping[str, Ints], covered: object = None) -> list[AreaLeft]:
    now = guard.covered(rings) if covered is None else np.asarray(covered)
    found = (guard.standing(a, now, rings) for a in sorted({str(a) for a in guard.area if a}))
    return [a for a in found if a is not None]


def _ranked(candidates: Sequence[Candidate], scene_h: float, rings: Mapping[str, Ints], guard: Guard) -> list[Sent]:
    worth = float(guard.pack.get("guard.worth_minutes"))
    rows = [_sent(c, scene_h, rings, guard) for c in candidates]
    return sorted(rows, key=lambda s: (s.arrival_min.value + worth * bool(s.left), s.loss.value, s.unit_id))


def _sent(one: Candidate, scene_h: float, rings: Mapping[str, Ints], guard: Guard) -> Sent:
    away_h = min(2 * one.minutes / 60 + scene_h, one.left_h)
    rest = {u: r for u, r in rings.items() if u != one.unit_id}
    lost = guard.covered(rings) - guard.covered(rest)
    arrival = arrival_of(one.minutes, one.spread, guard.pack)
    return Sent(
        one.unit_id,
        one.name,
        arrival,
        away_h,
        guard.cover.told(lost * away_h),
        guard.left_by(one.unit_id, rings),
        chosen=False,
    )


def arrival_of(minutes: float, spread: float, pack: RulePack) -> Estimate:
    """Median minutes of a way with the interval of the rule pack."""
    level = float(pack.get("dispatch.interval"))
    far = float(np.exp(spread * ndtri(0.5 + level / 2)))
    return Estimate(minutes, minutes / far, minutes * far, level)

"""The solver: one unit for each vehicle, at one place, so that all together are worth most.

::

    P(stop)  = Σ_t  f(t) · Φ( (log(t − ready) − log travel) / σ )
    utility  = P(right) · P(stop) · value − loss · (hours away)

=======  ==================================================================================
f(t)     chance that the vehicle comes by the place at ``t`` seconds from now
ready    seconds that a unit needs at the place before the vehicle comes
travel   median seconds of the unit to the place, σ its standard deviation in logs
value    what stopping the vehicle is worth, in the unit of the loss
loss     expected loss an hour in the unit's own beat while nobody is there
=======  ==================================================================================

A unit is away for the way there, the wait until the vehicle has most likely come or will not, the stop itself with its
chance, and the way back. Each vehicle gets one unit at most and each unit one vehicle (linear assignment); what is not
worth its loss, or hardly ever comes off, is not done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.special import ndtr

from daoan.terms.arrivals import Arrivals
from daoan.terms.frames import Floats
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Unit:
    """A patrol. ``loss_per_h``: expected loss in its beat while it is away, in the unit of the chases' value."""

    unit_id: str
    loss_per_h: float
    lon: float = float("nan")
    lat: float = float("nan")


@dataclass(frozen=True, slots=True)
class StoppingPlace:
    """A place judged safe. ``site``: row of the site that stands there."""

    place_id: str
    site: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True, eq=False)
class Chase:
    """A vehicle to be stopped. ``p_right``: that it is the vehicle that it is taken for."""

    chase_id: str
    arrivals: Arrivals
    p_right: float
    value: float


@dataclass(frozen=True, slots=True)
class Option:
    """One unit at one place for one vehicle."""

    unit: int  # row
    place: int  # row
    p_comes: float
    p_stop: float  # comes by, and the unit is ready before it
    travel_s: float
    expected_ms: tuple[int, int, int]  # when it comes by, if it does: 10, 50, 90 %
    wait_until_ms: int
    away_h: float
    loss: float
    utility: float


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about one vehicle. ``best``: ``None`` where nobody should go. ``others``: up to two more."""

    chase_id: str
    best: Option | None
    others: tuple[Option, ...]


def solve(
    now_ms: int,
    chases: Sequence[Chase],
    units: Sequence[Unit],
    places: Sequence[StoppingPlace],
    travel_s: Floats,
    pack: RulePack,
    standing: Mapping[str, tuple[int, int]] | None = None,
) -> tuple[Advice, ...]:
    """Advice for each vehicle, in their order.

    ``travel_s``: median seconds from where each unit is now to each place, shape (units, places); infinite where it
    cannot. ``standing``: unit and place that a chase has already; it keeps them unless another is better by
    ``units.change_gain``.
    """
    given = standing or {}
    options = [_options(now_ms, chase, units, places, travel_s, pack, given.get(chase.chase_id)) for chase in chases]
    gain = np.zeros((len(chases), len(units)))
    for row, (found, utility) in enumerate(options):
        for option in found:
            gain[row, option.unit] = max(gain[row, option.unit], utility[option.unit, option.place])
    chosen = dict(zip(*(a.tolist() for a in linear_sum_assignment(-gain)), strict=True)) if gain.size else {}
    advice = []
    for row, (chase, (found, utility)) in enumerate(zip(chases, options, strict=True)):
        ranked = sorted(found, key=lambda o: -utility[o.unit, o.place])
        unit = chosen.get(row, -1)
        best = next((o for o in ranked if o.unit == unit and utility[o.unit, o.place] > 0.0), None)
        others = tuple(o for o in ranked if o is not best)[:2]
        advice.append(Advice(chase.chase_id, best, others))
    return tuple(advice)


def _options(
    now_ms: int, chase: Chase, units: Sequence[Unit], places: Sequence[StoppingPlace], travel_s: Floats,
    pack: RulePack, standing: tuple[int, int] | None,
) -> tuple[list[Option], Floats]:  # fmt: skip
    """Options that come off often enough, and the utility of all by unit and place, with what a change must gain."""
    ready_s, sd = float(pack.get("units.ready_s")), float(pack.get("units.travel_sd_log"))
    handling_s, least = 60.0 * float(pack.get("units.handling_minutes")), float(pack.get("units.least_chance"))
    ahead, utility = chase.arrivals, np.full((len(units), len(places)), -np.inf)
    loss_per_h = np.array([u.loss_per_h for u in units])
    at_s = ahead.after_s + (ahead.from_ms - now_ms) / 1000.0
    left = np.log(np.maximum(at_s - ready_s, 1e-9))
    low, middle, high = (ahead.quantile_s(q) for q in (0.1, 0.5, 0.9))
    wait_s = ahead.quantile_s(float(pack.get("units.wait_share"))) + (ahead.from_ms - now_ms) / 1000.0
    found = []
    for place, where in enumerate(places):
        row = ahead.row_of(where.site)
        if row is None:
            continue
        way = travel_s[:, place]
        in_time = ndtr((left - np.log(np.maximum(way, 1e-3))[:, None]) / sd)
        p_stop = (in_time * np.where(at_s > ready_s, ahead.mass[row], 0.0)).sum(axis=1)
        until_s = np.maximum(wait_s[row], way + ready_s)
        away_h = (until_s + p_stop * handling_s + way) / 3600.0
        loss = loss_per_h * away_h
        utility[:, place] = chase.p_right * p_stop * chase.value - loss
        for unit in np.flatnonzero((p_stop >= least) & np.isfinite(way)):
            found.append(
                Option(
                    unit=int(unit), place=place, p_comes=float(ahead.chance[row]), p_stop=float(p_stop[unit]),
                    travel_s=float(way[unit]),
                    expected_ms=(
                        ahead.from_ms + round(1000 * low[row]), ahead.from_ms + round(1000 * middle[row]),
                        ahead.from_ms + round(1000 * high[row]),
                    ),
                    wait_until_ms=now_ms + round(1000 * float(until_s[unit])), away_h=float(away_h[unit]),
                    loss=float(loss[unit]), utility=float(utility[unit, place]),
                )
            )  # fmt: skip
    if standing is not None:
        utility[standing] += float(pack.get("units.change_gain")) * chase.value
    return found, utility

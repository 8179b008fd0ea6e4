"""How an indicator stands against its own history and against the other units, with small counts shrunk towards 1.

Against the own history, for one unit and indicator::

    μ = B · Σ_{t in recent} s_t q_t / Σ_{t in base} s_t,     r ~ Gamma(a, a),   y ~ Poisson(r μ)
    E(r | y) = (a + y) / (a + μ)

=========  ==============================================================================================
symbol     meaning
=========  ==============================================================================================
y          crashes in the recent months
B          crashes in the base months; ½ is added, so that no crash is no proof of no risk
s_t        season: the city's share of month t's calendar month, learnt over the base
q_t        share of month t that is known by now, times how much more often the field is filled in than then
a          1 / squared coefficient of variation that a ratio is thought to have before any count
=========  ==============================================================================================

Against the others ``μ_u = e_u Σ y / Σ e`` with exposure e (vehicle-kilometres, else kilometres, else residents) over
a year, and *a* learnt from how much the units differ, by moments. Sources: gamma–Poisson, Clayton & Kaldor (1987)
doi:10.2307/2532003; Hauer (1992) doi:10.1016/0001-4575(92)90021-P.
"""

from dataclasses import dataclass

import numpy as np

from daoan.assess.situation.tally import Tally
from daoan.terms.frames import Bools, Floats
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Ratios:
    """Counts and expectations by indicator and unit, both (indicators, units).

    ``shape`` is *a* of the formula, (indicators, 1). ``base`` and ``reach`` say how well μ is known: μ = reach · (base
    + ½); for peers, whose mean is the city's, ``base`` is the city's count. NaN expectation: cannot be compared.
    """

    y: Floats
    expected: Floats
    shape: Floats
    base: Floats
    reach: Floats

    @property
    def ratio(self) -> Floats:
        """Posterior mean of the ratio, (indicators, units)."""
        return np.asarray((self.shape + self.y) / (self.shape + self.expected))

    def less_one(self) -> Floats:
        """The ratio if one crash fewer had happened in every indicator: what no single crash can lift."""
        return np.asarray((self.shape + np.maximum(self.y - 1.0, 0.0)) / (self.shape + self.expected))


def told_then_and_now(tally: Tally, pack: RulePack) -> Bools:
    """Indicators whose field is filled in often enough in the base and in the recent months, (indicators,)."""
    recent, least = int(pack.get("months.recent")), float(pack.get("prior.least_recorded"))
    then, now = tally.told[:, :-recent], tally.told[:, -recent:]
    return np.asarray((then.mean(axis=1) >= least) & (now.mean(axis=1) >= least))


def against_history(tally: Tally, season: Floats, pack: RulePack) -> Ratios:
    """The recent months against the unit's own base. ``season``: :func:`season_of` the tally."""
    recent = int(pack.get("months.recent"))
    base = tally.counts[:, :, :-recent]
    told = tally.told[:, -recent:].mean(axis=1) / np.maximum(tally.told[:, :-recent].mean(axis=1), 1e-9)
    now = (season[:, -recent:] * tally.complete[-recent:]).sum(axis=1) * told
    reach = (now / season[:, :-recent].sum(axis=1))[:, None] * np.ones((1, tally.counts.shape[1]))
    before = base.sum(axis=2)
    return Ratios(
        y=tally.counts[:, :, -recent:].sum(axis=2),
        expected=reach * (before + 0.5),
        shape=np.full((len(base), 1), 1.0 / float(pack.get("prior.own"))),
        base=before,
        reach=reach,
    )


def season_of(tally: Tally, pack: RulePack) -> Floats:
    """Season factor of each month of the tally, mean 1 over the calendar, (indicators, months).

    An indicator's own season is drawn towards that of all crashes with injury by ``prior.season`` crashes a
    calendar month.
    """
    recent, belief = int(pack.get("months.recent")), float(pack.get("prior.season"))
    calendar = np.arange(tally.first, tally.last + 1) % 12
    base = calendar[:-recent]
    years = np.maximum(np.bincount(base, minlength=12), 1)
    city = tally.counts[:, :, :-recent].sum(axis=1)
    # as if every calendar month had occurred equally often
    count = np.array([np.bincount(base, row, 12) / years for row in city]) * float(years.mean())
    mean = count.mean(axis=1, keepdims=True)
    shared = count[0] / mean[0] if count[0].any() else np.ones(12)
    factor = (count + belief * shared[None, :]) / (mean + belief)
    return np.asarray(factor[:, calendar])


def against_peers(tally: Tally, exposure: Floats, pack: RulePack) -> Ratios:
    """The last year against the city's mean at equal exposure. ``exposure`` (units,): NaN where it is not known."""
    months = int(pack.get("months.peers"))
    known = np.isfinite(exposure) & (exposure > 0)
    y = tally.counts[:, :, -months:].sum(axis=2)
    share = np.where(known, exposure, np.nan) / (exposure[known].sum() if known.any() else 1.0)
    city = y[:, known].sum(axis=1, keepdims=True)
    expected = (city + 0.5) * share[None, :] if known.sum() >= 2 else np.full(y.shape, np.nan)
    return Ratios(
        y=y,
        expected=np.asarray(expected),
        shape=_shape_by_moments(y, np.asarray(expected), float(pack.get("prior.least_peers"))),
        base=np.broadcast_to(city, y.shape),
        reach=np.broadcast_to(share, y.shape),
    )


def _shape_by_moments(y: Floats, expected: Floats, least: float) -> Floats:
    """1/c with c the squared coefficient of variation between units: Σ((y − μ)² − μ) / Σ μ², (indicators, 1)."""
    excess = np.nansum((y - expected) ** 2 - expected, axis=1)
    scale = np.maximum(np.nansum(expected**2, axis=1), 1e-9)
    return np.asarray(1.0 / np.clip(excess / scale, least, 2.0))[:, None]

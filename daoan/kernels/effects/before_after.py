"""Before and after, for units that were chosen, perhaps because they had many events.

======  ===================================================================================================
symbol  meaning
======  ===================================================================================================
K       events on the changed units before;   L  events on them after
λ_i     expected events of unit i over the before period, given its own and what such units have
Λ       Σ λ_i over the changed units;  Λ_c  over the comparison units
C       events on the comparison units after
d       length of the after period over that of the before period
τ²      variance of ln (own change of a unit), over units that nobody changed
m       how many equal units the changed ones are worth: Λ² / Σ λ_i²
======  ===================================================================================================

::

    naive:            θ_n = L / (d K)
    empirical Bayes:  π = Λ · C / Λ_c,   v = Var Λ / Λ² + 1 / C + Var Λ_c / Λ_c² + τ² / m,   θ = (L / π) / (1 + v)
    and exactly       L / (d K)  =  Λ / K  ·  C / (d Λ_c)  ·  L / π
                      seen          regression   trend       effect
                                    to the mean

Units are chosen for many events, so some of these were bad luck: Λ < K. The comparison units are those *not* chosen,
whose luck was a little too good; therefore their own expectation Λ_c, and not their count, stands in the denominator.
λ must come from a fit on **all** units: leaving the chosen ones out would cut off the top of what such units have.

Source: Hauer (1997) ISBN 0080430538, ch. 9, 11, 12; Hauer et al. (2002) doi:10.3141/1784-16; τ² by the moments of the
beta-binomial, Williams (1982) doi:10.2307/2347977.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.effects.ratio import Effect, effect_ratio

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Expected:
    """Events that some units were to have over the before period: mean (n,) and standard deviation (n,) of each.

    ``redrawn`` (draws, n): means under other priors that the counts allow as well. The prior is shared, so its error
    does not average out over units.
    """

    mean: Floats
    sd: Floats
    redrawn: Floats | None = None

    def of(self, rows: npt.NDArray[np.bool_]) -> "Expected":
        """The units that a mask chooses."""
        return Expected(self.mean[rows], self.sd[rows], None if self.redrawn is None else self.redrawn[:, rows])

    @property
    def total(self) -> float:
        """Σ λ."""
        return float(self.mean.sum())

    @property
    def relative_variance(self) -> float:
        """Var Σ λ / (Σ λ)²: units independent given the prior, and the prior's own error on top."""
        if self.total <= 0:
            return 0.0
        shared = 0.0 if self.redrawn is None else float(self.redrawn.sum(axis=1).var(ddof=1))
        return float((self.sd**2).sum() + shared) / self.total**2

    @property
    def worth_units(self) -> float:
        """m: how many equal units these are worth."""
        return float(self.total**2 / (self.mean**2).sum()) if self.total > 0 else 0.0


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """What was seen, and what of it the change did. Factors multiply: seen = regression · trend · L / π."""

    effect: Effect  # θ
    naive: Effect  # θ_n
    regression: float  # Λ / K: below 1 where the changed units had bad luck before
    trend: float  # C / (d Λ_c): what happened to units that nobody changed
    expected_after: float  # π
    relative_variance: float  # v of π
    before: float
    after: float


def before_after(
    before: float,
    after: float,
    length_ratio: float,
    changed: Expected,
    comparison: Expected,
    comparison_after: float,
    *,
    change_variance: float = 0.0,
    level: float = 0.95,
) -> BeforeAfter:
    """Effect by empirical Bayes with a comparison group, beside the naive one.

    ``before`` K, ``after`` L, ``length_ratio`` d, ``comparison_after`` C, ``change_variance`` τ². Raises
    :class:`ValueError` where nothing was expected of either group or the comparison group had no event.
    """
    if not (changed.total > 0 and comparison.total > 0 and comparison_after > 0 and length_ratio > 0):
        raise ValueError("without events expected before, or events on comparison units after, nothing can be compared")
    growth = comparison_after / comparison.total
    expected_after = changed.total * growth
    variance = (
        changed.relative_variance
        + 1.0 / comparison_after
        + comparison.relative_variance
        + change_variance / changed.worth_units
    )
    return BeforeAfter(
        effect=effect_ratio(after, expected_after, variance, level=level),
        naive=naive_effect(before, after, length_ratio, level=level),
        regression=changed.total / before if before > 0 else float("inf"),
        trend=growth / length_ratio,
        expected_after=expected_after,
        relative_variance=variance,
        before=before,
        after=after,
    )


def naive_effect(before: float, after: float, length_ratio: float, *, level: float = 0.95) -> Effect:
    """After over before per time, as if the units had not been chosen and nothing else had changed."""
    if before <= 0:
        return Effect(float("inf"), 0.0, float("inf"))
    found = effect_ratio(after, before * length_ratio, 1.0 / before, level=level)
    return Effect(after / (before * length_ratio), found.low, found.high)


def change_variance(before: Floats, after: Floats) -> float:
    """τ²: how much the units' own changes scatter beyond chance, from counts (n,) of units that nobody changed.

    Given its sum a unit's split is binomial if all change alike; what the splits scatter beyond that is the units' own.
    Regression to the mean does not enter: it moves sums, not splits. 0 where there is nothing beyond chance.
    """
    both = before + after
    events = float(both.sum())
    share = float(after.sum()) / events if events > 0 else 0.0
    spread, pairs = share * (1.0 - share), float((both * (both - 1.0)).sum())
    if spread <= 0 or pairs <= 0:
        return 0.0
    beyond = float(((after - both * share) ** 2 - both * spread).sum()) / (spread * pairs)
    return max(beyond, 0.0) / spread

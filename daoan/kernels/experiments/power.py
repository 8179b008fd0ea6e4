"""How long an experiment must run before an effect could be seen: :mod:`daoan.kernels.effects.power` for two arms.

The arm that is held out is the comparison, known but for chance (w = 0); the dispersion k is that of both arms, so that
e0 events a month there tell as much as C = e0 / k Poisson ones.
"""

from daoan.kernels.effects.power import Design, months_until


def months_to_see(
    ratio: float,
    treated_per_month: float,
    held_per_month: float,
    *,
    dispersion: float = 1.0,
    level: float = 0.95,
    power: float = 0.8,
) -> float:
    """Months until a two-sided interval of ``level`` excludes 1 with probability ``power``; infinite where never.

    ``ratio``: rate ratio that shall be seen. ``treated_per_month``, ``held_per_month`` ≥ 0: events expected in each arm
    without treatment. ``dispersion``: variance of the counts over their mean, 1 where Poisson.
    """
    if not (0 < ratio < float("inf") and 0 < level < 1 and 0 < power < 1 and dispersion > 0):
        raise ValueError("ratio and dispersion must be greater than 0, level and power between 0 and 1")
    if ratio == 1.0 or not (treated_per_month > 0 and held_per_month > 0):
        return float("inf")
    design = Design(treated_per_month, comparison_monthly=held_per_month / dispersion, dispersion=dispersion)
    return months_until(design, ratio, power=power, level=level)

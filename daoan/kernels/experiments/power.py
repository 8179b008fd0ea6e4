"""How long an experiment must run before an effect could be seen.

Var(ln ρ̂) = k · (1 / (ρ · e1) + 1 / e0) per month,  e1, e0 events a month expected in each arm without treatment
months    = Var · ((z_{1−α/2} + z_{power}) / ln ρ)²

symbol  meaning
ρ       rate ratio that shall be seen
k       dispersion of the counts, 1 where Poisson
"""

import numpy as np
from scipy.special import ndtri


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

    ``treated_per_month``, ``held_per_month`` ≥ 0: events expected in each arm without treatment.
    """
    if not (ratio > 0 and 0 < level < 1 and 0 < power < 1 and dispersion > 0):
        raise ValueError("ratio and dispersion must be greater than 0, level and power between 0 and 1")
    if ratio == 1.0 or treated_per_month <= 0 or held_per_month <= 0:
        return float("inf")
    variance = dispersion * (1.0 / (ratio * treated_per_month) + 1.0 / held_per_month)
    needed = (ndtri(0.5 + level / 2) + ndtri(power)) / np.log(ratio)
    return float(variance * needed**2)

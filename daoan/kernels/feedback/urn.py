"""Patrols drawn in proportion to what was found before: a Pólya urn, run away or held down.

Each round v visits fall on places in proportion to weights W. Events happen everywhere with mean rates λ; what is added
to the weights differs::

    discovered   D_i ~ Poisson(visits_i · λ_i · d)     only where patrols are: visits make findings make visits
    reported     R_i ~ Poisson(v · λ_i · d)            wherever it happens, as crashes with injuries are

With λ of mean 1 both add v · d a round on average while visits are even. Ensign, Friedler, Neville, Scheidegger and
Venkatasubramanian (2018), Runaway feedback loops in predictive policing, Proc. Machine Learning Research 81, 160–171.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def run_urn(
    rates: Floats,
    rounds: int,
    visits: int,
    found_per_visit: float,
    replications: int,
    rng: np.random.Generator,
    *,
    discovered: bool,
) -> Floats:
    """Share of each place in each round's weights, (rounds + 1, replications, places); the first round is even.

    ``rates`` ≥ 0 with some above 0 (scaled to mean 1 here); ``found_per_visit`` > 0: events found by a visit to an
    average place.
    """
    if len(rates) == 0 or not np.isfinite(rates).all() or (rates < 0).any() or rates.sum() <= 0:
        raise ValueError("rates must be finite, none below 0, some above 0")
    if rounds < 1 or visits < 1 or replications < 1 or found_per_visit <= 0:
        raise ValueError("rounds, visits, replications and found_per_visit must be greater than 0")
    even = rates / rates.mean()
    weights = np.ones((replications, len(rates)))
    path = np.empty((rounds + 1, replications, len(rates)))
    for k in range(rounds + 1):
        path[k] = weights / weights.sum(axis=1, keepdims=True)
        if discovered:
            went = rng.multinomial(visits, path[k])
            weights = weights + rng.poisson(went * even * found_per_visit)
        else:
            weights = weights + rng.poisson(visits * even / len(rates) * found_per_visit, weights.shape)
    return path

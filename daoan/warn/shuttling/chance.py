r"""How sure it is that a vehicle shuttles for hire, from the days on which it went to and fro.

Of ``n`` days on which a plate was read, ``m`` were days of shuttling. Three sorts of vehicles may do that:

====================  =============================  =========================================================
sort                  share of passenger vehicles    days: BetaBinomial(m; n, …)
====================  =============================  =========================================================
for hire, unlicensed  π (``prior``)                  ``shuttle_days``
lawful, on no list    ℓ (``lawful``)                 ``shuttle_days``: they do the same, and lawfully
all others            1 − π − ℓ                      ``ordinary_days``
====================  =============================  =========================================================

    p_right = π f_s / ((π + ℓ) f_s + (1 − π − ℓ) f_o)

It is never above π/(π+ℓ): no number of days tells a courier from a taxi without licence. Both beta distributions were
fitted in the model town; π and ℓ are ours. Days of one vehicle are not independent, hence beta and not one chance.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import betaln

from daoan.terms.frames import Floats
from daoan.warn.shuttling.rules import ShuttleRules

Counts = npt.ArrayLike


def chance_right(days: Counts, seen: Counts, rules: ShuttleRules) -> Floats:
    """The chance, in [0, 1]. ``days``: of shuttling, of ``seen`` days on which the plate was read."""
    odds = np.exp(log_share(days, seen, rules.ordinary_days) - log_share(days, seen, rules.shuttle_days))
    alike = rules.prior + rules.lawful
    return np.asarray(rules.prior / (alike + (1.0 - alike) * odds))


def log_share(days: Counts, seen: Counts, beta: tuple[float, float]) -> Floats:
    """Logarithm of the beta-binomial probability, without the binomial coefficient."""
    m, n = np.asarray(days, float), np.asarray(seen, float)
    return np.asarray(betaln(m + beta[0], n - m + beta[1]) - betaln(*beta))

"""What share of the city's crashes each stretch usually has, and how well that is known.

======  ===========================================================================
symbol  meaning
======  ===========================================================================
λ_i     crashes per year of stretch i, posterior of the years before the window
w_i     its share, E λ_i / Σ_j E λ_j
a_i     (E λ_i)² / Var λ_i, the shape of the gamma with the posterior's moments
======  ===========================================================================

The posterior (:mod:`daoan.assess.risk.table`) ends where the longest window begins: a cluster is no part of what it is
held against.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.assess.exposure import Exposure
from daoan.assess.risk.table import fit_risk
from daoan.terms.frames import CrashFrame, Floats, Network
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import moment64


@dataclass(frozen=True, slots=True)
class Usual:
    """Share of each stretch, summing to 1, and the gamma shape of what is known of it."""

    share: Floats
    shape: Floats


def usual_shares(
    network: Network,
    crashes: CrashFrame,
    exposure_at: Callable[[datetime], Exposure],
    before: datetime,
    pack: RulePack,
    severity: RulePack,
) -> Usual | None:
    """Shares as known at ``before``; ``None`` where the record does not go back ``usual.least_years`` from there."""
    on = crashes.where(crashes.segment >= 0).known_by(moment64(before))
    needed = np.timedelta64(int(float(pack.get("usual.least_years")) * 365.25 * 86_400), "s")
    if not len(on) or on.happened_at.min() > moment64(before) - needed:
        return None
    table = fit_risk(network, crashes, exposure_at(before), before, int(pack.get("usual.years")), severity)
    return Usual(table.mean / table.mean.sum(), (table.mean / table.sd) ** 2)

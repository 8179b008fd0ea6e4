"""事故多发点段 Black spots: where crashes gather, by rule and beyond chance.

In: a road network, the crashes snapped to it, what the safety performance function and empirical Bayes expect of each
segment, and rule packs (window, years, conditions) as data.
Out: black spots with their crashes, what sets them apart, and whether the statistics agree with the rule.
Start at :func:`daoan.assess.blackspots.find.find_blackspots`; rules are read in :mod:`.rules`, windows laid in
:mod:`.hits`, chance judged in :mod:`.significance`.
"""

from daoan.assess.blackspots.find import find_blackspots, rank_excess
from daoan.assess.blackspots.identity import keep_ids
from daoan.assess.blackspots.risk import RiskArrays, risk_arrays_of

__all__ = ["RiskArrays", "find_blackspots", "keep_ids", "rank_excess", "risk_arrays_of"]

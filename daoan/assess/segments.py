"""The segment assessment in one call: exposure, regression, empirical Bayes, records."""

from collections.abc import Sequence
from datetime import datetime

from daoan.assess.exposure import spread_counts
from daoan.assess.risk.estimates import estimates_of
from daoan.assess.risk.table import RiskTable, fit_risk
from daoan.terms.frames import CrashFrame, Network
from daoan.terms.records import SegmentEstimate, TrafficCount
from daoan.terms.rulepacks import RulePack


def assess_segments(
    network: Network,
    crashes: CrashFrame,
    counts: Sequence[TrafficCount],
    as_of: datetime,
    years: int,
    severity: RulePack,
    exposure: RulePack,
) -> tuple[RiskTable, tuple[SegmentEstimate, ...]]:
    """Risk of every stretch of ``network`` from the ``years`` years before ``as_of``, as columns and as records.

    ``crashes`` are snapped to ``network``; ``counts`` may be empty (*no-count mode*); ``severity`` and ``exposure`` are
    the rule packs of these names. Nothing known after ``as_of`` has any effect.
    """
    flow = spread_counts(network, counts, as_of, exposure)
    table = fit_risk(network, crashes, flow, as_of, years, severity)
    return table, estimates_of(table, network)

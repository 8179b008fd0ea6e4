"""Empirical Bayes: what such stretches have, what this one had, and what to believe of it.

======  =================================================================================================
symbol  meaning
======  =================================================================================================
y_i     crashes on stretch i in T years
m_i     what the safety performance function and the stretches around let expect in T years
λ_i     its own rate per year, posterior mean with interval: ``mean``, ``low``, ``high``
b_i     what the safety performance function alone expects per year: ``model``
======  =================================================================================================

excess = λ_i − b_i. The interval of λ_i counts the scatter between like stretches (gamma and lognormal, weighed by the
data), the error of the exposure and the uncertainty of the regression. Source: Hauer (1997), ISBN 0080430538; AASHTO
*Highway Safety Manual* (2010) for the use; see :mod:`daoan.kernels.stats.log_rate` for the integral.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.assess.exposure import Exposure
from daoan.assess.risk.mixing import Mixing, fit_mixing, posterior_by_class
from daoan.assess.risk.neighbours import fit_surroundings
from daoan.assess.risk.severity import SeverityShares, fit_severity, injury_weight_per_year, ksi_per_year
from daoan.assess.risk.spf import Spf, design_of, fit_spf
from daoan.assess.risk.tally import Tally, tally_crashes
from daoan.kernels.stats.log_rate import RatePosterior
from daoan.terms.frames import CrashFrame, Floats, Ints, Network
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class RiskTable:
    """Risk of every stretch, one row a segment of the network; rates are per year, shares in [0, 1].

    ``years`` is the number of years counted, ``weight_years`` their sum after discounting the older ones.
    """

    as_of: datetime
    years: int
    weight_years: float
    level: float
    crashes: Ints
    ksi: Ints
    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    model: Floats  # b_i
    around: Floats  # factor by which the stretches around move the expectation: m_i / (b_i T)
    ksi_mean: Floats
    ksi_low: Floats
    ksi_high: Floats
    ksi_model: Floats
    weight_mean: Floats
    weight_low: Floats
    weight_high: Floats
    excess: Floats
    excess_low: Floats
    excess_high: Floats
    prob_excess: Floats
    rank: Ints
    exposure: Exposure
    spf: Spf
    mixing: Mixing
    shares: SeverityShares
    tally: Tally
    rule_pack: str

    def __len__(self) -> int:
        return len(self.mean)


def fit_risk(
    network: Network,
    crashes: CrashFrame,
    exposure: Exposure,
    as_of: datetime,
    years: int,
    severity: RulePack,
    *,
    discount: float | None = None,
) -> RiskTable:
    """Estimate the risk of every stretch from the ``years`` years before ``as_of``.

    ``crashes`` are snapped to ``network`` (column ``segment``); only those known at ``as_of`` are looked at.
    ``exposure`` must have been made as of the same moment. ``discount`` overrides the rule pack's
    ``estimation.yearly_discount``.
    """
    tally = tally_crashes(len(network), crashes, as_of, years, severity)
    kept = float(severity.get("estimation.yearly_discount")) if discount is None else discount
    weights = kept ** np.arange(tally.years - 1, -1, -1)
    y, ksi, T = tally.crashes @ weights, tally.ksi @ weights, float(weights.sum())
    base = fit_spf(y, T, network.length_m, design_of(network, exposure, y, severity))
    around = fit_surroundings(network, y, T, base, severity)
    mixing = fit_mixing(y, around, exposure, network.road_class)
    level = float(severity.get("estimation.level"))
    post = posterior_by_class(y, around, mixing, exposure, network.road_class, base.expected, level)
    return _table(network, exposure, tally, (y, ksi, T), base, around.spf, mixing, post, severity)


def _table(
    network: Network,
    exposure: Exposure,
    tally: Tally,
    counted: tuple[Floats, Floats, float],
    base: Spf,
    spf: Spf,
    mixing: Mixing,
    post: RatePosterior,
    severity: RulePack,
) -> RiskTable:
    y, ksi, T = counted
    level = float(severity.get("estimation.level"))
    mean, sd, model = post.mean / T, post.sd / T, base.expected / T
    km = network.length_m / 1000.0
    shares = fit_severity(ksi, y, (base.expected, spf.expected, post.mean), network.length_m, network.road_class)
    severe = ksi_per_year(mean, sd, shares, level)
    weight = injury_weight_per_year(mean, sd, shares, tally, level)
    # A stub shorter than the reach of snapping has no density of its own: it is ranked as if it were of least length.
    ranked_km = np.maximum(km, float(severity.get("ranking.least_length_m")) / 1000.0)
    order = np.argsort(-weight.value / ranked_km, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    return RiskTable(
        as_of=tally.as_of,
        years=tally.years,
        weight_years=T,
        level=level,
        crashes=tally.crashes.sum(axis=1).astype(np.int64),
        ksi=tally.ksi.sum(axis=1).astype(np.int64),
        mean=mean,
        sd=sd,
        low=post.low / T,
        high=post.high / T,
        model=model,
        around=spf.expected / base.expected,
        ksi_mean=severe.value,
        ksi_low=severe.low,
        ksi_high=severe.high,
        ksi_model=model * shares.model,
        weight_mean=weight.value,
        weight_low=weight.low,
        weight_high=weight.high,
        excess=mean - model,
        excess_low=post.low / T - model,
        excess_high=post.high / T - model,
        prob_excess=post.prob_above,
        rank=rank,
        exposure=exposure,
        spf=spf,
        mixing=mixing,
        shares=shares,
        tally=tally,
        rule_pack=severity.stamp,
    )

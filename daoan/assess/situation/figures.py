"""Indicators and dimensions of one unit as records, with their intervals from the draws."""

import numpy as np

from daoan.assess.situation.draws import Draws
from daoan.assess.situation.indicators import DIMENSIONS, INDICATORS
from daoan.assess.situation.lenses import interval_of
from daoan.assess.situation.replay import Month
from daoan.kernels.stats.intervals import gamma_interval
from daoan.terms.codes import NOT_RECORDED
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import SituationDimension, SituationIndicator
from daoan.terms.rulepacks import RulePack


def indicators_of(now: Month, draws: Draws, unit: int, level: float) -> tuple[SituationIndicator, ...]:
    """Every indicator; those that are not recorded carry no number."""
    return tuple(_indicator(i, now, draws, unit, level) for i in range(len(INDICATORS)))


def _indicator(i: int, now: Month, draws: Draws, u: int, level: float) -> SituationIndicator:
    one = INDICATORS[i]
    if not now.told[i]:
        return SituationIndicator(one.key, one.dimension, one.label, None, None, None, None, None, 0.0, 0.0)
    value, weight = float(now.points.indicators[i, u]), float(now.weights.indicators[i])
    before, reach = now.history.base[i, u] + 0.5, now.history.reach[i, u]
    low, high = gamma_interval(np.array(before), np.array(1.0), level=level)
    compared = bool(np.isfinite(now.peers.expected[i, u]))
    return SituationIndicator(
        key=one.key,
        dimension=one.dimension,
        label=one.label,
        crashes=int(now.history.y[i, u]),
        expected=Estimate(float(reach * before), float(reach * low), float(reach * high), level),
        own_ratio=interval_of(float(now.history.ratio[i, u]), draws.own[:, i, u], level),
        peer_ratio=interval_of(float(now.peers.ratio[i, u]), draws.peers[:, i, u], level) if compared else None,
        score=interval_of(value, draws.points[:, i, u], level),
        weight=weight,
        contribution=weight * (value - 50.0),
    )


def dimensions_of(now: Month, draws: Draws, unit: int, level: float, pack: RulePack) -> tuple[SituationDimension, ...]:
    """Every dimension; what is not recorded says so and weighs nothing."""
    drawn = draws.dimensions(now.weights)
    defaults = {key: float(pack.get(f"dimensions.{key}")) for key in DIMENSIONS if key != "governance"}
    whole = sum(defaults.values())
    rows = []
    for d, (key, label) in enumerate(DIMENSIONS.items()):
        weight, default = now.weights.dimensions[key], defaults.get(key, 0.0) / whole
        if weight == 0.0:
            rows.append(SituationDimension(key, label, None, default, 0.0, _absent(key, pack)))
            continue
        value = float(now.weights.inside[d] @ now.points.indicators[:, unit])
        rows.append(SituationDimension(key, label, interval_of(value, drawn[:, d, unit], level), default, weight))
    return tuple(rows)


def _absent(key: str, pack: RulePack) -> Text:
    if key != "governance":
        return NOT_RECORDED
    most = int(pack.get("correction.governance"))
    return Text(
        f"not recorded until orders exist; it will correct the total by up to ±{most} points",
        f"指令闭环建成前未记录；届时对总分修正，幅度不超过±{most}分",
    )

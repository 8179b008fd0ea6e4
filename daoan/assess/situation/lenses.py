"""The four lenses 存量·变量·质量·动量: the same data cut by what makes the risk hard to remove.

Each lens is a mean of ratios put on the same scale as the index (``points``), 50 at 1. What a lens would also need and
nobody records is named, and never counted as good or bad.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from daoan.assess.situation.draws import Draws
from daoan.assess.situation.points import Scale, Weights
from daoan.assess.situation.replay import Month
from daoan.kernels.stats.intervals import gamma_interval
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Floats
from daoan.terms.records import RiskLens

LABELS: Mapping[str, Text] = {
    "stock": Text("stock", "存量"),
    "surge": Text("surge", "变量"),
    "quality": Text("quality", "质量"),
    "momentum": Text("momentum", "动量"),
}

#: What would belong into each lens and is recorded nowhere yet.
MISSING: Mapping[str, tuple[Text, ...]] = {
    "stock": (
        Text("hazards by age and closure", "隐患存续时长与销号"),
        Text("overdue vehicles and drivers", "逾期未检验车辆、未审验驾驶人"),
        Text("high-risk companies", "高风险企业"),
    ),
    "surge": (
        Text("growth of traffic, vehicles and new drivers", "流量、车辆、新驾驶人增长"),
        Text("work zones and gatherings", "施工路段与集会活动"),
    ),
    "quality": (
        Text("late signing and feedback of orders", "指令签收、反馈超时"),
        Text("hazards that came back", "隐患复发"),
        Text("share of key violations in enforcement", "重点违法查处占比"),
    ),
    "momentum": (
        Text("police hours and enforcement", "警力投入与执法量"),
        Text("orders completed", "指令办结"),
    ),
}


@dataclass(frozen=True, slots=True)
class Stock:
    """What lies unresolved in each unit, as counted now, and the unit's share of the network; (units,)."""

    blackspots: Floats
    excess_stretches: Floats  # stretches credibly worse than their like
    length_km: Floats


@dataclass(frozen=True, slots=True)
class Counted:
    """A count against what was to be expected, with the prior that shrinks it."""

    label: Text
    y: float
    expected: float
    shape: float

    def points(self, scale: Scale, level: float) -> tuple[float, float, float]:
        """Points with their interval."""
        shape, rate = self.shape + self.y, self.shape + self.expected
        low, high = gamma_interval(np.array(shape), np.array(rate), level=level)
        at = scale.points(np.array([shape / rate, float(low), float(high)]))
        return float(at[0]), float(at[1]), float(at[2])

    @property
    def reason(self) -> Text:
        """The count beside its expectation."""
        return Text(
            f"{self.label.en}: {self.y:,.0f}, to be expected {self.expected:,.1f}",
            f"{self.label.zh}：{self.y:,.0f}，预期 {self.expected:,.1f}",
        )


def stock_lens(stock: Stock, unit: int, scale: Scale, shape: float, level: float) -> RiskLens:
    """Places and stretches that wait for treatment, against the others at equal length of road."""
    known = stock.length_km > 0
    if known.sum() < 2 or not known[unit]:
        alone = Text("no other county to compare the stock with", "无其他县区可供存量比较")
        return RiskLens("stock", LABELS["stock"], None, (), (alone, *MISSING["stock"]))
    share = float(stock.length_km[unit] / stock.length_km[known].sum())
    rows = [
        (Text("black spots", "事故多发点段"), stock.blackspots),
        (Text("stretches credibly worse than their like", "显著劣于同类的路段"), stock.excess_stretches),
    ]
    counted = [Counted(label, float(n[unit]), float(n[known].sum() + 0.5) * share, shape) for label, n in rows]
    return _lens("stock", counted, scale, level)


def surge_lens(month: Month, draws: Draws, weights: Weights, unit: int, scale: Scale, level: float) -> RiskLens:
    """Growth over the own history, all indicators at their weights."""
    if not weights.indicators.any():
        return RiskLens("surge", LABELS["surge"], None, (), MISSING["surge"])
    value = float(weights.indicators @ scale.points(month.history.ratio)[:, unit])
    drawn = scale.points(draws.own)[:, :, unit] @ weights.indicators
    reason = Text(
        f"crashes with injury: {month.history.y[0, unit]:,.0f}, by own history {month.history.expected[0, unit]:,.1f}",
        f"伤亡事故 {month.history.y[0, unit]:,.0f} 起，按自身历史预期 {month.history.expected[0, unit]:,.1f} 起",
    )
    return RiskLens("surge", LABELS["surge"], interval_of(value, drawn, level), (reason,), MISSING["surge"])


def quality_lens(counted: list[Counted], scale: Scale, level: float) -> RiskLens:
    """Faults of the record against the city's mean."""
    if not counted:
        alone = Text("no other county to compare the record with", "无其他县区可供记录质量比较")
        return RiskLens("quality", LABELS["quality"], None, (), (alone, *MISSING["quality"]))
    return _lens("quality", counted, scale, level)


def momentum_lens(month: Month, unit: int, scale: Scale, shape: float, level: float) -> RiskLens:
    """The last half-year against the one before, season apart: whether the risk itself rises or falls."""
    counts = month.tally.counts[0, unit]
    if len(counts) < 12:
        return RiskLens("momentum", LABELS["momentum"], None, (), MISSING["momentum"])
    season = month.season[0]
    before, now = float(counts[-12:-6].sum()), float(counts[-6:].sum())
    reach = float((season[-6:] * month.tally.complete[-6:]).sum() / season[-12:-6].sum())
    label = Text("crashes with injury in the last half-year", "近半年伤亡事故")
    # both half-years are counts, so the ratio knows half as much as the count alone would say
    doubt = 1.0 / (1.0 + reach)
    half = Counted(label, now * doubt, reach * (before + 0.5) * doubt, shape)
    value, low, high = half.points(scale, level)
    told = Counted(label, now, reach * (before + 0.5), shape).reason
    return RiskLens("momentum", LABELS["momentum"], Estimate(value, low, high, level), (told,), MISSING["momentum"])


def interval_of(value: float, drawn: Floats, level: float) -> Estimate:
    """An estimate from draws around the value that is shown."""
    low, high = np.quantile(drawn, [0.5 * (1 - level), 0.5 * (1 + level)])
    return Estimate(value, min(float(low), value), max(float(high), value), level)


def _lens(key: str, counted: list[Counted], scale: Scale, level: float) -> RiskLens:
    """The mean of some counts' points; their intervals are averaged too, as if all were wrong together."""
    value, low, high = np.mean([c.points(scale, level) for c in counted], axis=0)
    return RiskLens(
        key,
        LABELS[key],
        Estimate(float(value), float(low), float(high), level),
        tuple(c.reason for c in counted),
        MISSING[key],
    )

"""Lights of companies of riders. Grounds first; then rates, in which small companies are drawn to all of them.

An indicator asks for yellow or red where its believed rate (Marshall's moments, :mod:`daoan.kernels.stats.shrinkage`)
is at or above the number of the rule pack with the probability that the pack asks for. The worst light asked for is the
company's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daoan.kernels.stats.shrinkage import shrink_counts, sum_above, sum_interval
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.rulepacks import RulePack

PER = 100.0
LIGHTS: Mapping[str, Text] = {
    "green": Text("green", "绿"), "yellow": Text("yellow", "黄"), "red": Text("red", "红"),
    "unrated": Text("too few riders", "骑手过少，不评"), "appealed": Text("objected to", "申诉中"),
    "granted": Text("objection granted", "申诉成立，本月不评"),
}  # fmt: skip
INDICATORS: Mapping[str, Text] = {
    "violations": Text("violations per 100 riders", "每百名骑手违法数"),
    "unhandled": Text("not handled in 48 hours, per 100 riders", "每百名骑手48小时未处理数"),
    "crashes": Text("crashes with liability per 100 riders", "每百名骑手有责事故数"),
    "repeaters": Text("riders stopped for three days, per 100", "每百名骑手停单3日人数"),
    "to_leave": Text("riders due to leave, per 100", "每百名骑手应停止接单人数"),
}
GROUNDS: Mapping[str, Text] = {
    "killed": Text("somebody was killed in a crash with liability", "发生有责死亡事故"),
    "still_riding": Text("a rider due to leave still rides", "应停止接单骑手仍在接单"),
    "new_not_green": Text("new riders who were not checked green", "新骑手未经绿码核验"),
}
_RANK = {"green": 0, "yellow": 1, "red": 2}


@dataclass(frozen=True, slots=True)
class RiderMonth:
    """A company's numbers of a month; ``None`` is not recorded."""

    entry_id: str
    company: str
    unit_id: str
    riders: int
    numbers: Mapping[str, int | None]

    def of(self, name: str) -> int | None:
        """One number."""
        return self.numbers.get(name)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a light is asked for. ``share``: what was counted of how many riders; ``believed``: the rate per 100."""

    code: str
    name: Text
    asks: str
    share: Share
    believed: Estimate | None
    yellow_from: float | None
    red_from: float | None


@dataclass(frozen=True, slots=True)
class CompanyLight:
    """A company's light with all its reasons, gravest first; reasons that ask for green are those looked at."""

    entry_id: str
    company: str
    unit_id: str
    riders: int
    light: str
    reasons: tuple[Reason, ...]
    not_recorded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of the rule pack. ``indicators``: code, yellow from, red from."""

    code: str
    name: Text
    source: str
    status: str
    grounds: tuple[str, ...]
    indicators: tuple[tuple[str, float, float], ...]


def scheme_in(pack: RulePack, code: str = "") -> Scheme:
    """A scheme by its code; the pack's default where none is named. Raises :class:`NotFound`."""
    wanted = code or pack.get("riders.default")
    for row in pack.get("riders.scheme"):
        if row["code"] == wanted:
            rows = tuple((name, float(yellow), float(red)) for name, yellow, red in row["indicators"])
            name = Text(row["en"], row["zh"])
            return Scheme(row["code"], name, row["source"], row["status"], tuple(row["grounds"]), rows)
    raise NotFound(f"there is no scheme {wanted!r:.40} 没有该评价方案")


def light_companies(months: Sequence[RiderMonth], scheme: Scheme, pack: RulePack) -> tuple[CompanyLight, ...]:
    """Lights of all companies of one month, red first."""
    least, sure = int(pack.get("riders.least_riders")), float(pack.get("riders.sure_from"))
    reasons: dict[str, list[Reason]] = {m.entry_id: _grounds(m, scheme) for m in months}
    for indicator in scheme.indicators:
        for month, reason in _rates(months, indicator, sure, float(pack.get("riders.least_cv"))):
            reasons[month.entry_id].append(reason)
    found = []
    for month in months:
        told = sorted(reasons[month.entry_id], key=lambda r: -_RANK[r.asks])
        worst = max((r.asks for r in told), key=_RANK.__getitem__, default="green")
        light = "unrated" if month.riders < least and worst != "red" else worst
        missing = tuple(name for name, _, _ in scheme.indicators if month.of(name) is None)
        found.append(
            CompanyLight(month.entry_id, month.company, month.unit_id, month.riders, light, tuple(told), missing)
        )
    return tuple(sorted(found, key=lambda c: (-_RANK.get(c.light, -1), c.company)))


def _grounds(month: RiderMonth, scheme: Scheme) -> list[Reason]:
    found = []
    for code in scheme.grounds:
        part, whole = _ground(month, code)
        if part > 0:
            found.append(Reason(code, GROUNDS[code], "red", Share(float(part), float(whole)), None, None, None))
    return found


def _ground(month: RiderMonth, code: str) -> tuple[int, int]:
    """How often a ground is met, of how many; nought where it is not recorded."""
    if code == "killed":
        return month.of("killed") or 0, month.of("crashes") or month.of("killed") or 0
    whole, done = ("to_leave", "left") if code == "still_riding" else ("new_riders", "new_green")
    of, met = month.of(whole), month.of(done)
    return (0, of or 0) if of is None or met is None else (of - met, of)


def _rates(
    months: Sequence[RiderMonth], indicator: tuple[str, float, float], sure: float, least_cv: float
) -> list[tuple[RiderMonth, Reason]]:
    code, yellow, red = indicator
    known = [m for m in months if m.of(code) is not None and m.riders > 0]
    if not known:
        return []
    counts = np.array([float(m.of(code) or 0) for m in known])
    riders = np.array([float(m.riders) for m in known])
    believed = shrink_counts(counts, riders / PER, least_cv=least_cv, floor=0.01)
    low, high = sum_interval(believed.mean, believed.variance, 0.9)
    found = []
    for i, month in enumerate(known):
        chance = [float(sum_above(believed.mean[i], believed.variance[i], cut)) for cut in (yellow, red)]
        asks = "red" if chance[1] >= sure else "yellow" if chance[0] >= sure else "green"
        rate = Estimate(float(believed.mean[i]), float(low[i]), float(high[i]), 0.9)
        share = Share(float(counts[i]), float(riders[i]))
        found.append((month, Reason(code, INDICATORS[code], asks, share, rate, yellow, red)))
    return found

"""The smallest effect that designs like one would show, by outcome and weeks.

With E events expected in each arm, variance k times the mean, and a true fall of f, the difference of the arms has the
variance E (2 − f) k, so that the least fall which is seen with the wanted power solves f² E = z² k (2 − f):

    f = (−z² k + √(z⁴ k² + 8 z² k E)) / 2E,      z = z_level + z_power

A mean speed whose spread from shift to shift is s shows z s √2 / √n over n pairs. The level is that of a verdict spoken
at each of the fixed weeks (Bonferroni), so that it is not the level of a single look.
"""

from collections.abc import Sequence
from math import sqrt

from scipy.stats import norm

from daoan.terms.estimates import Text
from daoan.terms.records.holdouts import HoldoutPair, SmallestEffect
from daoan.terms.rulepacks import RulePack


def smallest_fall(expected: float, z: float, dispersion: float = 1.0) -> float | None:
    """Least fall (share of what is expected) that is seen; None where even a fall of all would not be."""
    if expected <= 0:
        return None
    part = z * z * dispersion
    fall = (-part + sqrt(part * part + 8 * part * expected)) / (2 * expected)
    return fall if fall <= 1.0 else None


def verdict_level(pack: RulePack) -> float:
    """Level of each of the verdicts, so that all of them together keep the rule pack's."""
    return 1.0 - (1.0 - float(pack.get("holdout.level"))) / len(pack.get("holdout.weeks"))


def smallest_effects(pairs: Sequence[HoldoutPair], days: float, pack: RulePack) -> tuple[SmallestEffect, ...]:
    """By outcome and weeks, for plans of ``days`` days with pairs like these, one after another."""
    z = float(norm.ppf(1 - (1 - verdict_level(pack)) / 2) + norm.ppf(float(pack.get("holdout.power"))))
    rate, spread = float(pack.get("holdout.violations_per_hour")), float(pack.get("holdout.violations_dispersion"))
    sd = float(pack.get("holdout.speed_sd_kmh"))
    known = [c.crashes for p in pairs for c in (p.first, p.second)]
    crashes = sum(c or 0.0 for c in known) / 2
    hours = sum((p.first.ends_at - p.first.starts_at).total_seconds() for p in pairs) / 3600
    found = []
    for weeks in pack.get("holdout.weeks"):
        times = 7 * weeks / days
        found.append(SmallestEffect("crashes", weeks, smallest_fall(times * crashes, z), _CRASHES))
        fall = smallest_fall(times * hours * rate, z, spread)
        found.append(SmallestEffect("violations", weeks, fall, _violations(rate, spread)))
        speed = z * sd * sqrt(2 / (times * len(pairs))) if pairs else None
        found.append(SmallestEffect("speeds", weeks, speed, _speeds(sd)))
    return tuple(found)


_CRASHES = Text("crashes of the register on the cells' stretches", "登记事故（点位自身路段）")


def _violations(rate: float, spread: float) -> Text:
    return Text(
        f"assumed: {rate:g} violations an hour recorded at a cell, variance {spread:g} times the mean; needs a device "
        "there that records them whether or not a unit is present",
        f"假定每点位每小时记录违法{rate:g}起、方差为均值的{spread:g}倍；须有不受警力在场影响的设备记录",
    )


def _speeds(sd: float) -> Text:
    return Text(
        f"assumed: the mean speed at a cell varies by {sd:g} km/h from shift to shift; needs a device there",
        f"假定点位班次平均车速的标准差为{sd:g}公里/小时；须有设备记录",
    )

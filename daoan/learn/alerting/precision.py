"""Precision of each model of alerts: right ones of those that were judged.

Jeffreys' interval, Beta(k + ½, n − k + ½): as wide as few verdicts make it. What was already dealt with says nothing of
the model and is left out.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.kernels.stats.shares import share_interval
from daoan.terms.estimates import Estimate, Share

#: Reasons for "invalid" that are not about whether the alert was right.
NOT_ABOUT_IT = frozenset({"known"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody found on checking an alert. ``reason``: why it was invalid; empty where it was valid."""

    rule: str
    valid: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Precision:
    """Of one rule. ``false``: the share of false alarms that is to be expected, (k̄ + ½) / (n + 1) with its interval."""

    rule: str
    right: Share
    false: Estimate
    reasons: tuple[tuple[str, int], ...]  # of the invalid, most frequent first


def precisions_of(verdicts: Sequence[Verdict], *, level: float = 0.95) -> tuple[Precision, ...]:
    """Precision of every rule with a verdict, by name."""
    told = [v for v in verdicts if v.valid or v.reason not in NOT_ABOUT_IT]
    found = []
    for rule in sorted({v.rule for v in told}):
        own = [v for v in told if v.rule == rule]
        n, wrong = len(own), sum(not v.valid for v in own)
        low, high = share_interval(np.array(float(wrong)), np.array(float(n)), level=level)
        reasons = Counter(v.reason for v in own if not v.valid)
        mean = (wrong + 0.5) / (n + 1.0)
        false = Estimate(mean, min(float(low), mean), max(float(high), mean), level)
        found.append(
            Precision(rule, Share(n - wrong, n), false, tuple(sorted(reasons.items(), key=lambda r: (-r[1], r[0]))))
        )
    return tuple(found)

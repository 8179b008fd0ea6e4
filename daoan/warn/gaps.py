"""How long a feed may be silent before its silence means something.

Gaps between records beyond their 95 % quantile u are taken as exponential with mean excess β (peaks over threshold with
shape 0; Coles 2001, doi 10.1007/978-1-4471-3675-0, ch. 4), so that

    P(gap > g) = (1 − q) · exp(−(g − u) / β)

With N gaps a year and a tolerated number a of false alarms a year, the limit is  g = u + β · ln((1 − q) · N / a).
"""

import numpy as np

from daoan.terms.frames import Floats, Times


def gaps_days(known_at: Times) -> Floats:
    """Days between distinct moments at which records became known, in order of time."""
    moments = np.unique(known_at).astype("datetime64[s]").astype(np.int64)
    return np.diff(moments) / 86_400.0


def silence_limit_days(gaps: Floats, false_alarms_per_year: float, tail: float, least_gaps: int) -> float | None:
    """The silence that the feed's own habit explains but ``false_alarms_per_year`` times a year.

    ``None`` with fewer than two gaps. Where there are fewer than ``least_gaps``, twice the longest.
    """
    if len(gaps) < 2:
        return None
    longest = float(gaps.max())
    if len(gaps) < least_gaps:
        return 2 * longest
    start = float(np.quantile(gaps, tail))
    beyond = gaps[gaps > start] - start
    if not len(beyond):
        return 2 * longest
    per_year = len(gaps) / max(float(gaps.sum()), 1e-9) * 365.25
    reach = float(beyond.mean()) * np.log(max((1 - tail) * per_year / false_alarms_per_year, 1.0))
    return max(longest, start + float(reach))

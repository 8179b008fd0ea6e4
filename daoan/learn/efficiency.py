"""What a change of signals did to travel times: links that it should change against links that it should not.

======  =================================================================================
symbol  meaning
======  =================================================================================
x_id    ln of the median travel time on link i, day d
Δ_i     mean of x_i after minus mean before;  T changed links, C the others
s       standard deviation of Δ over C
======  =================================================================================

::

    θ = exp(mean_T Δ − mean_C Δ)        half width (ln) = t_{|C|−1} · s · √(1/|T| + 1/|C|)

How links change by themselves is read off the links that were left alone, so the interval holds for one changed link as
for many, provided that changed ones vary alike: Conley & Taber (2011) doi:10.1162/REST_a_00049, with Student's t. The
same difference between the halves of the time before must be nothing, or there is nothing to be said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from daoan.terms.estimates import Estimate, Text
from daoan.terms.rulepacks import RulePack

Floats = npt.NDArray[np.float64]
#: Median travel time of each link (by its code) on a day, seconds.
DayOfLinks = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A changed link: mean of its daily medians (s) on ``days_before`` and ``days_after`` days."""

    link: str
    before_s: float
    after_s: float
    days_before: int
    days_after: int


@dataclass(frozen=True, slots=True)
class LinkVerdict:
    """What came of it. ``ratio``: travel time for what was to be expected; ``None`` where it cannot be told.

    ``before``: the same ratio between the halves of the time before, which should be 1.
    """

    ratio: Estimate | None
    before: Estimate | None
    words: Text
    changes: tuple[LinkChange, ...]
    compared: tuple[str, ...]
    days_before: int
    days_after: int
    rule_pack: str


def judge_links(
    days: Mapping[date, DayOfLinks], changed: Sequence[str], live: date, as_of: date, pack: RulePack
) -> LinkVerdict:
    """Judge by daily tables. ``live``: the first day on which it ran, left out as neither; ``as_of``: today, left out.

    Links that share a site with a changed one are no comparison. ``pack``: the rule pack ``efficiency``.
    """
    long = timedelta(days=int(pack.get("evaluation.days")))
    before = sorted(d for d in days if live - long <= d < live)
    after = sorted(d for d in days if live < d <= live + long and d < as_of)
    ends = {end for link in changed for end in link.split(">")}
    least = int(pack.get("evaluation.least_days"))
    known = _known(days, before, after, least)
    own = tuple(link for link in changed if link in known)
    others = tuple(sorted(link for link in known if not ends & set(link.split(">"))))
    changes = tuple(_change(days, link, before, after) for link in own)

    def told(en: str, zh: str, ratio: Estimate | None = None, halves: Estimate | None = None) -> LinkVerdict:
        return LinkVerdict(ratio, halves, Text(en, zh), changes, others, len(before), len(after), pack.stamp)

    if not changed:
        return told("Cannot tell: nobody said which measured links it should change.", "无法判断：未指定受影响路段。")
    if len(before) < least:
        return told("Cannot tell: too few days with figures before it.", "无法判断：实施前有数据的天数不足。")
    if len(after) < least:
        return told("Cannot tell yet: too few days with figures since then.", "暂无法判断：实施后有数据的天数不足。")
    if not own:
        return told("Cannot tell: its links have too few days with figures.", "无法判断：受影响路段数据不足。")
    if len(others) < int(pack.get("evaluation.least_links")):
        return told("Cannot tell: too few other links to compare with.", "无法判断：可比路段不足。")
    level = float(pack.get("evaluation.level"))
    half = len(before) // 2
    halves = _ratio(days, own, others, before[:half], before[half:], level)
    ratio = _ratio(days, own, others, before, after, level)
    if halves is None or ratio is None:
        return told("Cannot tell: too few days with figures.", "无法判断：有数据的天数不足。")
    if not halves.low <= 1.0 <= halves.high:
        en = "Cannot tell: these links did not go like the others before it."
        return told(en, "无法判断：实施前走势与可比路段不一致。", None, halves)
    if ratio.high < 1.0:
        return told("Faster than was to be expected.", "行程时间低于预期。", ratio, halves)
    if ratio.low > 1.0:
        return told("Slower than was to be expected.", "行程时间高于预期。", ratio, halves)
    return told("No difference can be told from chance.", "差异不能与偶然区分。", ratio, halves)


def _known(days: Mapping[date, DayOfLinks], before: Sequence[date], after: Sequence[date], least: int) -> set[str]:
    """Links with figures on enough days of either side."""
    found = []
    for part in (before, after):
        count: dict[str, int] = {}
        for day in part:
            for link in days[day]:
                count[link] = count.get(link, 0) + 1
        found.append({link for link, number in count.items() if number >= least})
    return found[0] & found[1]


def _change(days: Mapping[date, DayOfLinks], link: str, before: Sequence[date], after: Sequence[date]) -> LinkChange:
    was, now = ([days[d][link] for d in part if link in days[d]] for part in (before, after))
    return LinkChange(link, float(np.mean(was)), float(np.mean(now)), len(was), len(now))


def _ratio(
    days: Mapping[date, DayOfLinks], own: Sequence[str], others: Sequence[str], first: Sequence[date],
    second: Sequence[date], level: float,
) -> Estimate | None:  # fmt: skip
    changes = {link: _log_change(days, link, first, second) for link in (*own, *others)}
    ours, theirs = (np.array([c for link in part if (c := changes[link]) is not None]) for part in (own, others))
    if not len(ours) or len(theirs) < 2:
        return None
    middle = float(ours.mean() - theirs.mean())
    wide = float(student.ppf(0.5 + level / 2, len(theirs) - 1) * theirs.std(ddof=1))
    wide *= float(np.sqrt(1.0 / len(ours) + 1.0 / len(theirs)))
    value, low, high = (float(np.exp(middle + off)) for off in (0.0, -wide, wide))
    return Estimate(value, low, high, level)


def _log_change(
    days: Mapping[date, DayOfLinks], link: str, first: Sequence[date], second: Sequence[date]
) -> float | None:
    was, now = ([np.log(days[d][link]) for d in part if link in days[d]] for part in (first, second))
    return float(np.mean(now) - np.mean(was)) if was and now else None

"""Breaks in how a source records: a trend across one is a trend of the recording, not of the road.

Adjacent local calendar years are compared, and the last full months with the same months a year before; a slow drift is
looked for along all the years together, since no two of them may differ enough. Whether a drift is of the recording or
of the road no data of the register tells: it is said, and nothing is counted across it unawares. Of single words (one
kind of weather, one road class) only coming into use and falling out of use is a break: their shares move with the
weather.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.assess.breaks.traits import Trait, list_traits
from daoan.kernels.stats.multiple_testing import holm
from daoan.kernels.stats.share_jump import break_p_value, drift_p_value
from daoan.terms.estimates import Share
from daoan.terms.frames import Bools, CrashFrame, Floats, Ints
from daoan.terms.months import first_day, last_full_month, month_name, months_of
from daoan.terms.records import RecordingBreak
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import moment64


@dataclass(frozen=True, slots=True)
class Comparison:
    """A trait before and after: months since 1970 [first, first + months), both stretches equally long.

    A drift is compared by its first and last year, and judged by all months from one to the other.
    """

    trait: Trait
    kind: str
    before: int
    after: int
    months: int


def find_breaks(frame: CrashFrame, as_of: datetime, zone: str, pack: RulePack) -> tuple[RecordingBreak, ...]:
    """Breaks of every feed, latest first, with the false-alarm rate of the pack over all comparisons of a feed.

    ``zone``: IANA name of the city's time zone, for the calendar. Months are whole: the one that holds ``as_of``
    is left out. The part of a crash's id before the first ":" names its feed.
    """
    this_month = last_full_month(as_of, zone) + 1
    known = frame.known_by(moment64(as_of))
    feeds = known.feed
    found = [
        one
        for feed in sorted(set(feeds.tolist()))
        for one in _breaks_of_feed(feed, known.where(feeds == feed), this_month, pack)
    ]
    return tuple(sorted(found, key=lambda b: (b.ends, b.break_id), reverse=True))


def _breaks_of_feed(feed: str, frame: CrashFrame, this_month: int, pack: RulePack) -> list[RecordingBreak]:
    month = months_of(frame.local_at)
    least_rows, vanish = int(pack.get("breaks.least_rows")), float(pack.get("breaks.vanish_share"))
    tested = []
    for comparison in _comparisons(frame, month, this_month, pack):
        one = _compare(feed, comparison, month)
        if min(one.before.whole, one.after.whole) >= least_rows and (not one.word or _comes_or_goes(one, vanish)):
            tested.append(one)
    falls = holm([one.p_value for one in tested], float(pack.get("breaks.false_alarm")))
    least = float(pack.get("breaks.least_change"))
    certain = [one for one, fell in zip(tested, falls, strict=True) if fell and (one.word or abs(one.change) >= least)]
    return _shortest(certain)


def _comparisons(frame: CrashFrame, month: Ints, this_month: int, pack: RulePack) -> Iterable[Comparison]:
    first_month = int(month.min()) if len(month) else this_month
    last_year, months = this_month // 12 - 1, int(pack.get("breaks.months"))
    first_year = max(last_year - int(pack.get("breaks.look_back_years")), -(-first_month // 12))
    for trait in list_traits(frame):
        for year in range(last_year, first_year, -1):
            yield Comparison(trait, "year", (year - 1) * 12, year * 12, 12)
        if last_year - first_year >= int(pack.get("breaks.drift_years")) and not trait.word:
            yield Comparison(trait, "drift", first_year * 12, last_year * 12, 12)
        if this_month - 12 - months >= first_month:
            yield Comparison(trait, "months", this_month - 12 - months, this_month - months, months)


def _compare(feed: str, of: Comparison, month: Ints) -> RecordingBreak:
    x0, n0 = _monthly(of.trait.rows, month, of.before, of.months)
    x1, n1 = _monthly(of.trait.rows, month, of.after, of.months)
    if of.kind == "drift":
        p_value = drift_p_value(*_monthly(of.trait.rows, month, of.before, of.after + of.months - of.before))
    else:
        p_value = break_p_value(x0, n0, x1, n1)
    # A year is called by its number, a stretch of months by the last of them.
    last = month_name(of.after + of.months - 1)
    period = last if of.kind == "months" else last[:4]
    return RecordingBreak(
        break_id=f"{feed}/{of.trait.key}/{period}" + ("-drift" if of.kind == "drift" else ""),
        feed=feed,
        column=of.trait.key.split("/", 1)[0],
        trait=of.trait.key,
        label=of.trait.label,
        period=period,
        kind=of.kind,
        since=first_day(of.before + of.months),
        settled=first_day(of.after),
        ends=first_day(of.after + of.months),
        before=Share(float(x0.sum()), float(n0.sum())),
        after=Share(float(x1.sum()), float(n1.sum())),
        p_value=p_value,
        word=of.trait.word,
    )


def _shortest(breaks: Sequence[RecordingBreak]) -> list[RecordingBreak]:
    """Breaks without the drifts that a step of the same trait between the same years explains."""

    def explains(step: RecordingBreak, drift: RecordingBreak) -> bool:
        inside = drift.since <= step.settled and step.ends <= drift.ends
        return step.kind == "year" and step.trait == drift.trait and inside

    return [b for b in breaks if b.kind != "drift" or not any(explains(step, b) for step in breaks)]


def _monthly(chosen: Bools, month: Ints, first: int, months: int) -> tuple[Floats, Floats]:
    inside = (month >= first) & (month < first + months)
    rows = np.bincount(month[inside] - first, minlength=months).astype(np.float64)
    events = np.bincount(month[inside & chosen] - first, minlength=months).astype(np.float64)
    return events, rows


def _comes_or_goes(one: RecordingBreak, vanish_share: float) -> bool:
    low, high = sorted((one.before.value or 0.0, one.after.value or 0.0))
    return low == 0.0 and high >= vanish_share

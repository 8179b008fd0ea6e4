"""A nowcast per area and severity: for each recent week what is known, how complete that is, and what is to come.

Feeds and severities are nowcast apart, each with its own delay; the distributions of what is not yet known are folded
together where an area has several feeds, and for all severities.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce

import numpy as np

from daoan.assess.nowcast.lags import Lags, lags_of
from daoan.assess.nowcast.learning import Delay, learn_delay, learn_part_delay
from daoan.assess.nowcast.wording import note_on_change, note_on_missing_delay, note_on_too_few
from daoan.kernels.nowcast.delays import Known, known_share
from daoan.kernels.nowcast.unreported import level_of, pmf_interval, unreported_pmf
from daoan.terms.codes import Severity
from daoan.terms.errors import InputError
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Floats, Ints
from daoan.terms.records import Crash, Nowcast, NowcastWeek
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import require_utc

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class _Part:
    """One feed and severity in one area: crashes known by week, latest first, and the delay (None: cannot be told)."""

    severity: Severity
    known: Ints
    delay: Delay | None
    state: str


def list_nowcasts(
    crashes: Sequence[Crash], as_of: datetime, city: str, areas: Sequence[str], pack: RulePack
) -> tuple[Nowcast, ...]:
    """Nowcasts of the city as a whole, then of each area: all severities together first, then each that occurs.

    ``city``: the code that stands for the whole; ``areas`` may hold it, it is not counted twice. An area's delay leans
    on the city's. Nothing known after ``as_of`` is seen. Raises :class:`InputError` where the pack asks for no week.
    """
    require_utc(as_of)
    weeks, level_weeks = int(pack.get("nowcast.weeks")), int(pack.get("nowcast.level_weeks"))
    if weeks < 1 or level_weeks < 1:
        raise InputError("rule pack recent: nowcast.weeks and nowcast.level_weeks must be at least 1")
    lags = lags_of(crashes, as_of, _reach_days(pack))
    delays = {key: _city_delay(lags, key, rows, pack) for key, rows in _groups(lags)}
    found: list[Nowcast] = []
    for area in [city, *(a for a in areas if a != city)]:
        own = lags if area == city else lags.where(lags.area == area)
        parts = [_part(rows, key, delays[key], area == city, pack) for key, rows in _groups(own)]
        for severity in [None, *(s for s in Severity if any(p.severity is s for p in parts))]:
            chosen = [p for p in parts if severity in (None, p.severity)]
            found.append(_nowcast(area, severity, chosen, as_of, pack))
    return tuple(found)


def _reach_days(pack: RulePack) -> int:
    """Days of crashes looked at: old enough for the longest delay within the window, and for the level."""
    level = WEEK_DAYS * (int(pack.get("nowcast.level_after_weeks")) + int(pack.get("nowcast.level_weeks")))
    shown = WEEK_DAYS * int(pack.get("nowcast.weeks"))
    return max(int(pack.get("nowcast.longest_days")) + int(pack.get("nowcast.window_days")), level, shown)


def _groups(lags: Lags) -> Iterable[tuple[tuple[str, Severity], Lags]]:
    for feed in sorted(set(lags.feed.tolist())):
        of_feed = lags.where(lags.feed == feed)
        for severity in Severity:
            rows = of_feed.where(of_feed.severity == severity)
            if len(rows):
                yield (feed, severity), rows


def _city_delay(lags: Lags, key: tuple[str, Severity], own: Lags, pack: RulePack) -> tuple[Delay | None, str]:
    """The delay of one feed and severity; where it has too few reports, it leans on all severities of the feed."""
    feed = lags.where(lags.feed == key[0])
    if feed.assumed.mean() > float(pack.get("nowcast.assumed_share")):
        return None, "delay_not_recorded"
    delay = learn_delay(own.where(~own.assumed), pack)
    if delay is not None:
        return delay, "estimated"
    pooled = learn_delay(feed.where(~feed.assumed), pack)
    if pooled is None:
        return None, "too_few_reports"
    return learn_part_delay(own.where(~own.assumed), pooled, pack), "estimated"


def _part(lags: Lags, key: tuple[str, Severity], city: tuple[Delay | None, str], whole: bool, pack: RulePack) -> _Part:
    known = np.bincount(lags.age // WEEK_DAYS, minlength=_reach_days(pack) // WEEK_DAYS + 1).astype(np.int64)
    delay, state = city
    if delay is not None and not whole:
        delay = learn_part_delay(lags.where(~lags.assumed), delay, pack)
    return _Part(key[1], known, delay, state)


def _nowcast(area: str, severity: Severity | None, parts: Sequence[_Part], as_of: datetime, pack: RulePack) -> Nowcast:
    weeks = int(pack.get("nowcast.weeks"))
    known = sum((p.known[:weeks] for p in parts), np.zeros(weeks, dtype=np.int64))
    state = _worst_state(parts)
    delays = [p.delay for p in parts if p.delay is not None]
    if state != "estimated":
        rows = tuple(_week(as_of, k, int(known[k]), None, None) for k in range(weeks))
        note = note_on_missing_delay() if state == "delay_not_recorded" else note_on_too_few(pack)
        return Nowcast(area, severity, as_of, state, rows, notes=(note,))
    level = float(pack.get("nowcast.interval"))
    laid = [_unreported_by_week(p, delay, weeks, pack) for p, delay in zip(parts, delays, strict=True)]
    rows = tuple(
        _week(
            as_of,
            k,
            int(known[k]),
            _completeness([one[k][0] for one in laid], [p.known[k] for p in parts], level),
            _total(int(known[k]), reduce(np.convolve, [one[k][1] for one in laid]), level),
        )
        for k in range(weeks)
    )
    main = max(zip(parts, delays, strict=True), key=lambda pair: int(pair[0].known.sum()))[1]
    return Nowcast(
        area=area,
        severity=severity,
        as_of=as_of,
        state=state,
        weeks=rows,
        delay_median_days=main.law.quantile(0.5),
        delay_p90_days=main.law.quantile(0.9),
        delay_change_p=main.change_p,
        notes=_notes(main, pack),
    )


def _worst_state(parts: Sequence[_Part]) -> str:
    """What cannot be told of one part cannot be told of the whole."""
    states = {p.state for p in parts} or {"too_few_reports"}
    return next(s for s in ("delay_not_recorded", "too_few_reports", "estimated") if s in states)


def _unreported_by_week(part: _Part, delay: Delay, weeks: int, pack: RulePack) -> list[tuple[Known, Floats]]:
    """For each week the share known and the distribution of what is not known."""
    after, level_weeks = int(pack.get("nowcast.level_after_weeks")), int(pack.get("nowcast.level_weeks"))
    last = max(weeks, after + level_weeks)
    shares = [known_share(delay.law, np.arange(WEEK_DAYS) + WEEK_DAYS * k) for k in range(last)]
    past = slice(after, after + level_weeks)
    level = level_of(
        part.known[past].astype(np.float64),
        np.array([s.mean for s in shares[past]]),
        float(pack.get("nowcast.least_variation")),
    )
    return [(shares[k], unreported_pmf(int(part.known[k]), shares[k], level, delay.dispersion)) for k in range(weeks)]


def _completeness(shares: Sequence[Known], known: Sequence[int], level: float) -> Estimate:
    """Share known of several parts together: each weighs as many crashes as it is expected to have."""
    weight = np.array([(count + 0.5) / share.mean for count, share in zip(known, shares, strict=True)])
    weight /= weight.sum()
    mean = float(weight @ [s.mean for s in shares])
    whole = Known(mean, float(weight**2 @ [s.variance for s in shares]))
    low, high = whole.quantiles(np.array([0.5 * (1 - level), 0.5 * (1 + level)]))
    return Estimate(mean, float(min(low, mean)), float(max(high, mean)), level)


def _total(known: int, unreported: Floats, level: float) -> Estimate:
    mean, low, high = pmf_interval(unreported, level)
    return Estimate(known + mean, known + low, known + high, level)


def _week(as_of: datetime, k: int, known: int, completeness: Estimate | None, crashes: Estimate | None) -> NowcastWeek:
    ends = as_of - timedelta(days=WEEK_DAYS * k)
    return NowcastWeek(ends - timedelta(days=WEEK_DAYS), ends, known, completeness, crashes)


def _notes(delay: Delay, pack: RulePack) -> tuple[Text, ...]:
    if delay.change_p >= float(pack.get("nowcast.change_p")):
        return ()
    return (note_on_change(delay.change_z > 0, delay.change_p, delay.window),)

"""Watch every series of a city, and tell the surges: few enough to look at, each with its crashes.

Two limits, both over all series together: the rate of false discoveries (Benjamini & Hochberg 1995; valid under the
positive dependence of counts that are parts of one another, Benjamini & Yekutieli 2001, doi:10.1214/aos/1013699998),
and a budget of false alarms a year. With S series judged, a p-value p recurs by chance once in

    1 / (S · p · 52.18 · looks)   years

===== =======================================================================================================
looks independent looks a week that daily looks at overlapping weeks amount to: simulated Poisson weeks of mean 3 to
      60, looked at every day, pass a limit of p = 0.001 to 0.0002 some 3.9 to 4.3 times as often as one look a week
===== =======================================================================================================

Surges that are mostly the same crashes are one: the least probable is told, the others are named with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from daoan.assess.surges.judging import OK, Judged, judge_series
from daoan.assess.surges.series import SeriesTree, series_id, series_tree
from daoan.assess.surges.traits import COLUMN_OF, Trait, label_of_traits
from daoan.assess.surges.wording import note_on_completeness, note_on_recording, note_on_state
from daoan.kernels.stats.multiple_testing import q_values
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Floats
from daoan.terms.records import Crash, Nowcast, RecordingBreak, Surge, WatchedSeries, WatchedWeek
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import WEEK

WEEKS_PER_YEAR = 52.18


@dataclass(frozen=True, slots=True)
class Watch:
    """What a turn watched, and what stood out."""

    series: tuple[WatchedSeries, ...]
    surges: tuple[Surge, ...]


def watch_surges(
    crashes: Sequence[Crash],
    as_of: datetime,
    city: str,
    names: Mapping[str, Text],
    nowcasts: Sequence[Nowcast],
    breaks: Sequence[RecordingBreak],
    pack: RulePack,
    detector: RulePack,
) -> Watch:
    """Judge the latest weeks of every series. ``names``: what areas are called, by code; ``city`` is not told apart.

    ``pack``: the rule pack ``recent``; ``detector``: the rule pack ``surge``.
    """
    tree = series_tree(crashes, as_of, [code for code in names if code != city], pack)
    share = _completeness(nowcasts, city, tree.counts.shape[1])
    counts, since = _comparable(tree, breaks, int(pack.get("surges.least_weeks")))
    judged = judge_series(counts, np.where(np.isnan(share), 1.0, share), pack, detector)
    watched = np.flatnonzero(judged.state == OK)
    q = np.full(len(tree), np.nan)
    if len(watched):
        q[watched] = q_values(judged.p_value[watched])
    told = _told(tree, judged, q, len(watched), city, names, share, pack)
    rows = tuple(
        _row(tree, s, judged, q, city, names, since[s], int(pack.get("surges.shown_weeks"))) for s in range(len(tree))
    )
    return Watch(rows, told)


def recurrence_years(p_value: float, series: int, looks_per_week: float) -> float:
    """Years in which chance alone makes one figure so high somewhere among so many series."""
    return 1.0 / max(series * p_value * WEEKS_PER_YEAR * looks_per_week, 1e-12)


def _completeness(nowcasts: Sequence[Nowcast], city: str, weeks: int) -> Floats:
    """Share known by week, oldest first: 1 before the weeks of the nowcast, NaN where it cannot be told."""
    share = np.ones(weeks)
    whole = next((n for n in nowcasts if n.area == city and n.severity is None), None)
    for k, week in enumerate(whole.weeks if whole else ()):
        if k < weeks:
            share[weeks - 1 - k] = week.completeness.value if week.completeness else np.nan
    return share


def _comparable(
    tree: SeriesTree, breaks: Sequence[RecordingBreak], least_weeks: int
) -> tuple[Floats, list[date | None]]:
    """Counts without the weeks before the last break of what a series is counted by, and the day of that break.

    None at all where fewer than ``least_weeks`` are left: a season that was seen once tells nothing.
    """
    counts = tree.counts.astype(np.float64)
    weeks = counts.shape[1]
    starts = [(tree.as_of - WEEK * (weeks - j)).date() for j in range(weeks)]
    since: list[date | None] = []
    for s, traits in enumerate(tree.traits):
        days = [b.settled for trait in traits for b in breaks if _speaks_of(b, trait)]
        since.append(max(days, default=None))
        if days:
            counts[s, [start < max(days) for start in starts]] = np.nan
            if np.isfinite(counts[s]).sum() < least_weeks:
                counts[s] = np.nan
    return counts, since


def _speaks_of(one: RecordingBreak, trait: Trait) -> bool:
    """Whether what a series is counted by was recorded otherwise: its own word, or how often nothing is said."""
    dimension, code = trait
    own = one.trait.split("/", 1)[1]
    return one.column == COLUMN_OF.get(dimension) and (own in (code, "unknown") or dimension == "severity")


def _told(
    tree: SeriesTree,
    judged: Judged,
    q: Floats,
    watched: int,
    city: str,
    names: Mapping[str, Text],
    share: Floats,
    pack: RulePack,
) -> tuple[Surge, ...]:
    """The surges inside both limits, least probable first, those of mostly the same crashes folded into one."""
    looks, level = float(pack.get("surges.looks_per_week")), float(pack.get("surges.false_discovery_rate"))
    least_years = 1.0 / float(pack.get("surges.false_alarms_per_year"))
    order = [
        int(s)
        for s in np.argsort(judged.p_value, kind="stable")
        if judged.state[s] == OK
        and q[s] <= level
        and recurrence_years(float(judged.p_value[s]), watched, looks) >= least_years
    ]
    leads: list[tuple[int, tuple[Crash, ...], list[int]]] = []
    for s in order:
        last = tree.counts.shape[1] - 1
        own = tree.crashes_of(s, last - int(judged.window[s]) + 1, last)
        around = next((lead for lead in leads if _overlap(lead[1], own) >= float(pack.get("surges.same_share"))), None)
        if around is None:
            leads.append((s, own, []))
        else:
            around[2].append(s)
    return tuple(_surge(tree, s, own, also, judged, q, watched, city, names, share, pack) for s, own, also in leads)


def _overlap(a: Sequence[Crash], b: Sequence[Crash]) -> float:
    """Crashes in common, as a share of the shorter list."""
    ids = {c.crash_id for c in a}
    return sum(c.crash_id in ids for c in b) / max(min(len(a), len(b)), 1)


def _surge(
    tree: SeriesTree,
    s: int,
    crashes: Sequence[Crash],
    also: Sequence[int],
    judged: Judged,
    q: Floats,
    watched: int,
    city: str,
    names: Mapping[str, Text],
    share: Floats,
    pack: RulePack,
) -> Surge:
    window = int(judged.window[s])
    known = share[-window:]
    p = float(judged.p_value[s])
    return Surge(
        surge_id=f"{series_id(tree.traits[s])}@{tree.as_of:%Y-%m-%d}",
        series_id=series_id(tree.traits[s]),
        area=_area(tree.traits[s], city),
        label=label_of_traits(tree.traits[s], names),
        starts=tree.as_of - window * WEEK,
        ends=tree.as_of,
        known=len(crashes),
        expected=Estimate(float(judged.expected[s]), float(judged.low[s]), float(judged.high[s]), judged.level),
        completeness=None if np.isnan(known).any() else float(known.mean()),
        p_value=p,
        q_value=float(q[s]),
        recurrence_years=recurrence_years(p, watched, float(pack.get("surges.looks_per_week"))),
        crash_ids=tuple(c.crash_id for c in crashes),
        also=tuple(label_of_traits(tree.traits[a], names) for a in also),
        rule_pack=pack.stamp,
        notes=(note_on_completeness(),) if np.isnan(known).any() else (),
    )


def _row(
    tree: SeriesTree,
    s: int,
    judged: Judged,
    q: Floats,
    city: str,
    names: Mapping[str, Text],
    since: date | None,
    shown: int,
) -> WatchedSeries:
    weeks = tree.counts.shape[1]
    ok = bool(judged.state[s] == OK)
    state, note = note_on_state(int(judged.state[s]))
    if since is not None:
        state, note = ("watched" if ok else "recording_changed"), note_on_recording(since)
    return WatchedSeries(
        series_id=series_id(tree.traits[s]),
        area=_area(tree.traits[s], city),
        label=label_of_traits(tree.traits[s], names),
        state=state,
        weeks=tuple(
            WatchedWeek(
                tree.as_of - timedelta(days=7 * k),
                int(tree.counts[s, weeks - 1 - k]),
                _told_or_none(judged.week_expected[s, -1 - k]),
                _told_or_none(judged.week_high[s, -1 - k]),
            )
            for k in range(min(shown, weeks))
        ),
        p_value=float(judged.p_value[s]) if ok else None,
        q_value=float(q[s]) if ok else None,
        note=note,
    )


def _area(traits: Sequence[Trait], city: str) -> str:
    return next((code for dimension, code in traits if dimension == "area"), city)


def _told_or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

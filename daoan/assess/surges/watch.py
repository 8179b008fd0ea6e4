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
from datetime import date, datetime

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
    scene = _Scene(tree, judged, q, len(watched), share, city, names, pack)
    shown = min(int(pack.get("surges.shown_weeks")), tree.counts.shape[1])
    return Watch(tuple(_row(scene, s, since[s], shown) for s in range(len(tree))), _told(scene))


@dataclass(frozen=True, slots=True)
class _Scene:
    """What all surges and rows of one turn are told from."""

    tree: SeriesTree
    judged: Judged
    q: Floats  # (series,), NaN where not watched
    watched: int  # series that could be judged
    share: Floats  # (weeks,) known by now; NaN where no nowcast tells
    city: str
    names: Mapping[str, Text]
    pack: RulePack

    def area(self, s: int) -> str:
        """The area of a series, the city's code where it has none."""
        return next((code for dimension, code in self.tree.traits[s] if dimension == "area"), self.city)

    def label(self, s: int) -> Text:
        return label_of_traits(self.tree.traits[s], self.names)

    def recurrence_years(self, s: int) -> float:
        looks = float(self.pack.get("surges.looks_per_week"))
        return recurrence_years(float(self.judged.p_value[s]), self.watched, looks)


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


def _told(scene: _Scene) -> tuple[Surge, ...]:
    """The surges inside both limits, least probable first, those of mostly the same crashes folded into one."""
    judged, pack = scene.judged, scene.pack
    level, same = float(pack.get("surges.false_discovery_rate")), float(pack.get("surges.same_share"))
    least_years = 1.0 / float(pack.get("surges.false_alarms_per_year"))
    last = scene.tree.counts.shape[1] - 1
    leads: list[tuple[int, tuple[Crash, ...], list[int]]] = []
    for s in map(int, np.argsort(judged.p_value, kind="stable")):
        if judged.state[s] != OK or scene.q[s] > level or scene.recurrence_years(s) < least_years:
            continue
        own = scene.tree.crashes_of(s, last - int(judged.window[s]) + 1, last)
        around = next((lead for lead in leads if _overlap(lead[1], own) >= same), None)
        if around is None:
            leads.append((s, own, []))
        else:
            around[2].append(s)
    return tuple(_surge(scene, s, own, also) for s, own, also in leads)


def _overlap(a: Sequence[Crash], b: Sequence[Crash]) -> float:
    """Crashes in common, as a share of the shorter list."""
    ids = {c.crash_id for c in a}
    return sum(c.crash_id in ids for c in b) / max(min(len(a), len(b)), 1)


def _surge(scene: _Scene, s: int, crashes: Sequence[Crash], also: Sequence[int]) -> Surge:
    tree, judged = scene.tree, scene.judged
    window = int(judged.window[s])
    known = scene.share[-window:]
    return Surge(
        surge_id=f"{series_id(tree.traits[s])}@{tree.as_of:%Y-%m-%d}",
        series_id=series_id(tree.traits[s]),
        area=scene.area(s),
        label=scene.label(s),
        starts=tree.as_of - window * WEEK,
        ends=tree.as_of,
        known=len(crashes),
        expected=Estimate(float(judged.expected[s]), float(judged.low[s]), float(judged.high[s]), judged.level),
        completeness=None if np.isnan(known).any() else float(known.mean()),
        p_value=float(judged.p_value[s]),
        q_value=float(scene.q[s]),
        recurrence_years=scene.recurrence_years(s),
        crash_ids=tuple(c.crash_id for c in crashes),
        also=tuple(scene.label(a) for a in also),
        rule_pack=scene.pack.stamp,
        notes=(note_on_completeness(),) if np.isnan(known).any() else (),
    )


def _row(scene: _Scene, s: int, since: date | None, shown: int) -> WatchedSeries:
    """``since``: the day of the last break in recording; ``shown``: how many of the latest weeks to tell."""
    tree, judged = scene.tree, scene.judged
    ok = bool(judged.state[s] == OK)
    state, note = note_on_state(int(judged.state[s]))
    if since is not None:
        state, note = ("watched" if ok else "recording_changed"), note_on_recording(since)
    return WatchedSeries(
        series_id=series_id(tree.traits[s]),
        area=scene.area(s),
        label=scene.label(s),
        state=state,
        weeks=tuple(
            WatchedWeek(
                tree.as_of - k * WEEK,
                int(tree.counts[s, -1 - k]),
                _told_or_none(judged.week_expected[s, -1 - k]),
                _told_or_none(judged.week_high[s, -1 - k]),
            )
            for k in range(shown)
        ),
        p_value=float(judged.p_value[s]) if ok else None,
        q_value=float(scene.q[s]) if ok else None,
        note=note,
    )


def _told_or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

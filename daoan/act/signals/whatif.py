"""What a change of turns or lanes did: the same vehicles under the same seeds, beside the unchanged network."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daoan.act.signals.changes import Changes
from daoan.kernels.stats.intervals import paired_t_interval
from daoan.terms.errors import InputError
from daoan.terms.estimates import Estimate, Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import Simulated


@dataclass(frozen=True, slots=True)
class Timed:
    """A run, and seconds from when each vehicle was due until it arrived or the window ended."""

    run: Simulated
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Movement:
    """Everybody who drives from one edge to another. ``more``: seconds a trip on top, Student's 95 % over seeds."""

    from_edge: str
    to_edge: str
    trips: int
    rerouted: int
    before_s: float
    more: Estimate

    @property
    def loses(self) -> bool:
        """The interval lies above nothing."""
        return self.more.low > 0


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Delay and whole journeys, paired over seeds. ``more``: seconds a trip that journeys grow by, detours included.

    ``delay_more`` counts time lost on the way that is driven, so a detour itself is not in it; ``more`` decides.
    ``verdict``: "quicker", "slower" or "not_proven". Conflicts per 1,000 trips. Movements: who loses most first.
    """

    scenario: str
    changes: Changes
    told: tuple[Text, ...]
    seeds: tuple[int, ...]
    trips: int
    rerouted: int
    before_s: Estimate
    after_s: Estimate
    more: Estimate
    delay_more: Estimate
    verdict: str
    losers: int
    losing_trips: int
    movements: tuple[Movement, ...]
    conflicts_before: float
    conflicts_after: float
    conflicts_more: Estimate
    notes: tuple[Text, ...]
    rule_pack: str


def compare(
    scenario: str,
    changes: Changes,
    journeys: Mapping[str, tuple[str, ...]],
    rerouted: Mapping[str, tuple[str, ...]],
    before: Sequence[Timed],
    after: Sequence[Timed],
    notes: Sequence[Text],
    pack: RulePack,
) -> WhatIf:
    """Paired by seed and vehicle. Raises :class:`InputError` where runs do not pair."""
    if [t.run.seed for t in before] != [t.run.seed for t in after] or not before:
        raise InputError("before and after must be simulated with the same seeds, at least one")
    movements = _movements(journeys, rerouted, before, after)
    was, now = (np.array([np.mean(list(t.seconds.values())) for t in runs]) for runs in (before, after))
    delays = np.array([a.run.delay_s - b.run.delay_s for b, a in zip(before, after, strict=True)])
    met = [np.array([1000.0 * (t.run.conflicts or 0) / t.run.trips for t in runs]) for runs in (before, after)]
    more = _interval(now - was)
    return WhatIf(
        scenario=scenario,
        changes=changes,
        told=changes.told,
        seeds=tuple(t.run.seed for t in before),
        trips=before[0].run.trips,
        rerouted=len(rerouted),
        before_s=_interval(was),
        after_s=_interval(now),
        more=more,
        delay_more=_interval(delays),
        verdict="slower" if more.low > 0 else "quicker" if more.high < 0 else "not_proven",
        losers=sum(m.loses for m in movements),
        losing_trips=sum(m.trips for m in movements if m.loses),
        movements=movements,
        conflicts_before=float(met[0].mean()),
        conflicts_after=float(met[1].mean()),
        conflicts_more=_interval(met[1] - met[0]),
        notes=tuple(notes),
        rule_pack=pack.stamp,
    )


def _movements(
    journeys: Mapping[str, tuple[str, ...]],
    rerouted: Mapping[str, tuple[str, ...]],
    before: Sequence[Timed],
    after: Sequence[Timed],
) -> tuple[Movement, ...]:
    ends = {name: (edges[0], edges[-1]) for name, edges in journeys.items()}
    around = Counter(ends[name] for name in rerouted)
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, pair in ends.items():
        if all(name in t.seconds for t in (*before, *after)):
            names[pair].append(name)
    found = []
    for pair, members in names.items():
        was, now = (np.array([np.mean([t.seconds[n] for n in members]) for t in runs]) for runs in (before, after))
        found.append(Movement(*pair, len(members), around[pair], float(was.mean()), _interval(now - was)))
    return tuple(sorted(found, key=lambda m: (-m.trips * m.more.value, m.from_edge, m.to_edge)))


def _interval(values: np.ndarray) -> Estimate:
    return Estimate(*paired_t_interval(np.asarray(values, dtype=np.float64)))

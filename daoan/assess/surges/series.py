"""The tree of series: all crashes, then by each trait, then by two traits at once, as far as counts allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

import numpy as np

from daoan.assess.surges.traits import Trait, columns_of
from daoan.terms.frames import Bools, Ints
from daoan.terms.records import Crash
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import WEEK


@dataclass(frozen=True, slots=True)
class SeriesTree:
    """Weekly counts of known crashes, oldest week first; the last column ends at ``as_of``."""

    as_of: datetime
    traits: tuple[tuple[Trait, ...], ...]  # of each series; the first is of all crashes and has none
    counts: Ints  # (series, weeks)
    crashes: tuple[Crash, ...]  # those inside the weeks
    week: Ints  # column of each crash
    columns: Mapping[Trait, Bools]

    def __len__(self) -> int:
        return len(self.traits)

    def crashes_of(self, series: int, first: int, last: int) -> tuple[Crash, ...]:
        """The crashes of a series in columns ``first`` to ``last``, latest first."""
        chosen = (
            _rows(self.traits[series], self.columns, len(self.crashes)) & (first <= self.week) & (self.week <= last)
        )
        rows = [self.crashes[i] for i in np.flatnonzero(chosen)]
        return tuple(sorted(rows, key=lambda c: (c.happened_at, c.crash_id), reverse=True))


def series_tree(crashes: Sequence[Crash], as_of: datetime, areas: Sequence[str], pack: RulePack) -> SeriesTree:
    """Count crashes known at ``as_of`` by whole weeks before it and by traits.

    A series is kept where its last two years have at least ``least_per_year`` crashes a year. The first week that was
    not recorded from its beginning is left out. ``areas``: codes told apart; fewer than two make no dimension.
    """
    known = [c for c in crashes if c.known_at <= as_of and c.happened_at < as_of]
    most = int(pack.get("surges.most_weeks"))
    weeks = min(most, int((as_of - min((c.happened_at for c in known), default=as_of)) / WEEK))
    inside = tuple(c for c in known if as_of - c.happened_at <= weeks * WEEK)
    # A week holds its first moment and not its last.
    week = np.array([weeks - 1 - _weeks_before(as_of, c.happened_at) for c in inside], dtype=np.int64)
    columns = columns_of(inside, frozenset(areas) if len(areas) > 1 else frozenset())
    least = 2.0 * float(pack.get("surges.least_per_year"))
    singles = [trait for trait, rows in columns.items() if (rows & (week >= weeks - 104)).sum() >= least]
    pairs = [
        pair
        for pair in combinations(singles, 2)
        if pair[0][0] != pair[1][0] and (columns[pair[0]] & columns[pair[1]] & (week >= weeks - 104)).sum() >= least
    ]
    traits: tuple[tuple[Trait, ...], ...] = ((), *((t,) for t in singles), *pairs)
    counts = np.array(
        [np.bincount(week[_rows(own, columns, len(inside))], minlength=weeks) for own in traits], dtype=np.int64
    ).reshape(len(traits), weeks)
    return SeriesTree(as_of, traits, counts, inside, week, columns)


def series_id(traits: Sequence[Trait]) -> str:
    """The id of a series: its traits, in order; "all" where it has none."""
    return ";".join(f"{dimension}={code}" for dimension, code in traits) or "all"


def _rows(traits: Sequence[Trait], columns: Mapping[Trait, Bools], size: int) -> Bools:
    rows = np.ones(size, dtype=np.bool_)
    for trait in traits:
        rows &= columns[trait]
    return rows


def _weeks_before(as_of: datetime, moment: datetime) -> int:
    return max(int((as_of - moment - timedelta(microseconds=1)) / WEEK), 0)

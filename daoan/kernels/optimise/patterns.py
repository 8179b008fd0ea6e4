"""Which sequences of periods one worker may work, as one small graph: a state for all that the limits still care about.

A worker meets the periods in the order of their starts and works each or skips it. The limits: minutes a day, minutes a
week, minutes between two periods, nights in a row, nights a week. States from which the same futures are open are one
state, so that the graph of a week of three periods a day has some hundreds of states instead of 2²¹ sequences.

Dropping a period from an allowed sequence leaves an allowed one; ``roster_exact`` rests on that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

#: No night, and long ago.
NONE = -1
LONG_AGO = -(10**9)


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods (n,) in order of their start: minutes of start and end, number of day and week, number of night or -1.

    Raises :class:`ValueError` where starts, days, weeks or nights go back, or a period does not end after its start.
    """

    start: Ints
    end: Ints
    day: Ints
    week: Ints
    night: Ints

    def __post_init__(self) -> None:
        nights = self.night[self.night != NONE]
        if (self.end <= self.start).any():
            raise ValueError("a period must end after its start")
        if any((np.diff(a) < 0).any() for a in (self.start, self.day, self.week, nights)):
            raise ValueError("periods come in order of their starts, days, weeks and nights")

    def only(self, rows: Ints) -> "Periods":
        """Some of the periods alone."""
        return Periods(self.start[rows], self.end[rows], self.day[rows], self.week[rows], self.night[rows])


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may work, minutes and nights; ``None`` in place of a number: no such limit."""

    day_minutes: int | None = None
    week_minutes: int | None = None
    gap_minutes: int | None = None
    nights_in_row: int | None = None
    nights_a_week: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What a worker did before the first period: minutes and nights belong to ``day`` and ``week``, the row of nights
    ends with ``night``."""

    end: int = LONG_AGO
    day: int = LONG_AGO
    day_minutes: int = 0
    week: int = LONG_AGO
    week_minutes: int = 0
    week_nights: int = 0
    night: int = LONG_AGO
    row: int = 0


@dataclass(frozen=True, slots=True)
class Graph:
    """States by number: the period each stands before (``level``; the end is the last), what follows a skip and what
    follows work (-1: not allowed). A state's followers have higher levels; states are sorted by level."""

    level: Ints
    skip: Ints
    work: Ints

    @property
    def periods(self) -> int:
        """Number of periods."""
        return int(self.level[-1])

    def allows(self, root: int, worked: npt.NDArray[np.bool_]) -> bool:
        """Whether a worker who begins in state ``root`` may work just the marked periods."""
        state = root
        for mark in worked.tolist():
            state = int(self.work[state] if mark else self.skip[state])
            if state < 0:
                return False
        return True


State = tuple[int, int, int, int, int, int, int, int]


def allowed_patterns(periods: Periods, workers: Sequence[tuple[Limits, Past]]) -> tuple[Graph, Ints]:
    """The graph of all sequences that the workers may work, and each worker's state at the beginning (workers,)."""
    kinds = {limits: None for limits, _ in workers}
    builders = {limits: _Unfolded(periods, limits) for limits in kinds}
    roots = [builders[limits].enter(past) for limits, past in workers]
    n = len(periods.start)
    merged: dict[tuple[int, int, int], int] = {}
    rows: list[tuple[int, int, int]] = []
    number: dict[tuple[int, Limits, State | None], int] = {}

    def numbered(key: tuple[int, int, int]) -> int:
        if key not in merged:
            merged[key] = len(rows)
            rows.append(key)
        return merged[key]

    end = numbered((n, NONE, NONE))
    for h in range(n - 1, -1, -1):
        for limits, built in builders.items():
            for state, (skipped, worked) in built.levels[h].items():
                after = [
                    NONE if s is None else end if h == n - 1 else number[h + 1, limits, s] for s in (skipped, worked)
                ]
                number[h, limits, state] = numbered((h, after[0], after[1]))
    graph = np.array(rows[::-1], dtype=np.int64).reshape(-1, 3)  # levels rise, followers come later
    last = len(rows) - 1
    follow = np.where(graph[:, 1:] >= 0, last - graph[:, 1:], NONE)
    starts = [last - (number[0, workers[i][0], root] if n else end) for i, root in enumerate(roots)]
    return Graph(graph[:, 0], follow[:, 0].copy(), follow[:, 1].copy()), np.array(starts, dtype=np.int64)


class _Unfolded:
    """States by level under one set of limits, each with what follows a skip and what follows work."""

    def __init__(self, periods: Periods, limits: Limits) -> None:
        self._limits = limits
        columns = (periods.start, periods.end, periods.day, periods.week, periods.night)
        self._rows = list(zip(*(c.tolist() for c in columns), strict=True))
        soonest, nights = 10**9, []
        for *_, night in reversed(self._rows):
            soonest = night if night != NONE else soonest
            nights.append(soonest)
        self._next_night = nights[::-1]
        self.levels: list[dict[State, tuple[State | None, State | None]]] = [{} for _ in self._rows]

    def enter(self, past: Past) -> State:
        """The state of a worker before the first period; unfolds what follows."""
        first: State = (past.end, past.day, past.day_minutes, past.week, past.week_minutes, past.week_nights,
                        past.night, past.row)  # fmt: skip
        root = self._before(0, first)
        open_states = [root] if self._rows else []
        for h, level in enumerate(self.levels):
            following: dict[State, None] = {}
            for state in open_states:
                if state in level:
                    continue
                skipped, worked = self._before(h + 1, state), self._worked(h, state)
                level[state] = (skipped, worked)
                following.update({s: None for s in (skipped, worked) if s is not None})
            open_states = list(following)
        return root

    def _before(self, h: int, state: State) -> State:
        """A state with all forgotten that no longer matters to period ``h``."""
        if h >= len(self._rows):
            return (0, 0, 0, 0, 0, 0, 0, 0)
        end, day, day_minutes, week, week_minutes, nights, night, row = state
        start, _, new_day, new_week, _ = self._rows[h]
        gap = self._limits.gap_minutes or 0
        if start - end >= gap:
            end = LONG_AGO
        if day != new_day:
            day_minutes = 0
        if week != new_week:
            week_minutes = nights = 0
        if night < self._next_night[h] - 1:
            night, row = LONG_AGO, 0
        return (end, new_day, day_minutes, new_week, week_minutes, nights, night, row)

    def _worked(self, h: int, state: State) -> State | None:
        end, day, day_minutes, week, week_minutes, nights, night, row = state
        start, until, _, _, new_night = self._rows[h]
        limits, minutes = self._limits, self._rows[h][1] - self._rows[h][0]
        if start - end < (limits.gap_minutes or 0):
            return None
        day_minutes, week_minutes = day_minutes + minutes, week_minutes + minutes
        if new_night != NONE:
            nights += int(new_night != night or nights == 0)  # a night that reaches into a new week counts there too
            row = row if new_night == night else row + 1 if night == new_night - 1 else 1
            night = new_night
        limited = (
            (day_minutes, limits.day_minutes),
            (week_minutes, limits.week_minutes),
            (row if new_night != NONE else 0, limits.nights_in_row),
            (nights if new_night != NONE else 0, limits.nights_a_week),
        )
        if any(most is not None and used > most for used, most in limited):
            return None
        return self._before(h + 1, (until, day, day_minutes, week, week_minutes, nights, night, row))

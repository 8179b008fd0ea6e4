"""Clocks: the only place that may ask what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    @property
    def replays(self) -> bool:
        """Whether this clock tells a time that is not the present."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class WallClock:
    """The real time."""

    @property
    def replays(self) -> bool:
        """Never."""
        return False

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ReplayClock:
    """Stands at one moment of the past, so that a city's history can be worked on as if it were today."""

    at: datetime

    @property
    def replays(self) -> bool:
        """Always."""
        return True

    def now(self) -> datetime:
        """The moment that is replayed."""
        return self.at


_STATED: ContextVar[datetime | None] = ContextVar("stated moment", default=None)


@contextmanager
def stated(at: datetime) -> Iterator[None]:
    """Within the block, and whatever it waits for, a :class:`StatedClock` says this moment."""
    token = _STATED.set(at)
    try:
        yield
    finally:
        _STATED.reset(token)


@dataclass(frozen=True, slots=True)
class StatedClock:
    """Says the moment that was stated for what is going on now, else what another clock says.

    So that an act that was written down before it was done, and is done again elsewhere, is of one moment.
    """

    clock: Clock

    @property
    def replays(self) -> bool:
        """As the other clock."""
        return self.clock.replays

    def now(self) -> datetime:
        """The stated moment, or the other clock's."""
        return _STATED.get() or self.clock.now()


class Stopwatch:
    """Seconds since it was made or last read; for progress and for the run's own record of where time went."""

    def __init__(self) -> None:
        self._mark = perf_counter()

    def lap_seconds(self) -> float:
        """Seconds since the last call (or since it was made)."""
        mark, self._mark = self._mark, perf_counter()
        return self._mark - mark

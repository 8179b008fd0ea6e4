"""Clocks: the only place that may ask what time it is."""

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


class Stopwatch:
    """Seconds since it was made or last read; for progress and for the run's own record of where time went."""

    def __init__(self) -> None:
        self._mark = perf_counter()

    def lap_seconds(self) -> float:
        """Seconds since the last call (or since it was made)."""
        mark, self._mark = self._mark, perf_counter()
        return self._mark - mark

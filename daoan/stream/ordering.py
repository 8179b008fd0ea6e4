"""Rows in the order in which they happened, each once: a buffer behind a watermark.

The watermark is the latest arrival less the lateness that is waited for. What happened at or before it is let go, in
order of moment and id; what comes later than that is counted and left out. Rows wait in buckets of equal spans of time,
so that the work for a row does not grow with how many others wait.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Columns = dict[str, npt.NDArray[Any]]

BUCKET_MS = 60_000
BEGINNING = -(2**62)


@dataclass(slots=True, eq=False)
class Ordering:
    """The buffer. ``moment``, ``identity``, ``arrival``: int64 columns that order rows, tell them apart and date them.

    Rows of one identity have one moment. Everything that it remembers can be kept with :meth:`kept`.
    """

    lateness_ms: int
    moment: str
    identity: str
    arrival: str
    watermark_ms: int = BEGINNING
    late: int = 0  # rows that came too late and were left out
    doubled: int = 0  # rows that had come already
    _arrived_ms: int = BEGINNING
    _waiting: dict[int, list[Columns]] = field(default_factory=dict)

    def push(self, rows: Columns) -> Columns:
        """Take rows in; answers those that nothing can come before any more."""
        if len(rows[self.moment]):
            self._arrived_ms = max(self._arrived_ms, int(rows[self.arrival].max()))
            in_time = rows[self.moment] > self.watermark_ms
            self.late += int((~in_time).sum())
            self._put({name: column[in_time] for name, column in rows.items()})
        return self._let_go(self._arrived_ms - self.lateness_ms, rows)

    def flush(self, like: Columns) -> Columns:
        """Everything that waits; nothing more is expected. ``like``: any rows, for the types of no rows."""
        latest = max(self._waiting, default=0)
        return self._let_go((latest + 1) * BUCKET_MS, like)

    def kept(self) -> tuple[tuple[int, int, int, int], Columns]:
        """Everything that it remembers: numbers, and the rows that wait (none: no columns)."""
        parts = [part for bucket in sorted(self._waiting) for part in self._waiting[bucket]]
        rows = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]} if parts else {}
        return (self.watermark_ms, self._arrived_ms, self.late, self.doubled), rows

    def resume(self, numbers: tuple[int, int, int, int], rows: Columns) -> None:
        """Go on from what was :meth:`kept`."""
        self.watermark_ms, self._arrived_ms, self.late, self.doubled = numbers
        self._waiting = {}
        if rows:
            self._put(rows)

    def _put(self, rows: Columns) -> None:
        buckets = rows[self.moment] // BUCKET_MS
        for bucket in np.unique(buckets).tolist():
            here = buckets == bucket
            self._waiting.setdefault(bucket, []).append({name: column[here] for name, column in rows.items()})

    def _let_go(self, watermark_ms: int, like: Columns) -> Columns:
        """Rows at or before a moment. Only whole buckets go, so that none is sorted twice."""
        edge = watermark_ms // BUCKET_MS  # the bucket that the moment lies in waits
        parts = []
        for bucket in sorted(b for b in self._waiting if b < edge):
            parts.append(self._in_order(self._waiting.pop(bucket)))
        self.watermark_ms = max(self.watermark_ms, edge * BUCKET_MS - 1)
        if not parts:
            return {name: column[:0] for name, column in like.items()}
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _in_order(self, parts: list[Columns]) -> Columns:
        rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        order = np.lexsort((rows[self.identity], rows[self.moment]))
        identity = rows[self.identity][order]
        again = np.zeros(len(order), np.bool_)
        again[1:] = identity[1:] == identity[:-1]
        self.doubled += int(again.sum())
        return take(rows, order[~again])


def take(rows: Mapping[str, npt.NDArray[Any]], chosen: npt.NDArray[Any]) -> Columns:
    """Some rows."""
    return {name: column[chosen] for name, column in rows.items()}

"""Rows in the order in which they happened, each once: a buffer behind a watermark.

The watermark is the latest arrival less the lateness that is waited for. What happened at or before it is let go, in
order of moment and id; what comes later than that is counted and left out. Rows wait in buckets of equal spans of time,
so that the work for a row does not grow with how many others wait. A bucket goes as a whole; a short one makes nobody
wait long for it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.kernels.ordering import order_of

Columns = dict[str, npt.NDArray[Any]]
Longs = npt.NDArray[np.int64]

BUCKET_MS = 5_000
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
            late = len(in_time) - int(np.count_nonzero(in_time))
            self.late += late
            self._put(take(rows, in_time) if late else rows)
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
        order, spans = by_bucket(rows[self.moment])
        together = take(rows, order)
        for bucket, here in spans:
            self._waiting.setdefault(bucket, []).append(take(together, here))

    def _let_go(self, watermark_ms: int, like: Columns) -> Columns:
        """Rows at or before a moment. Only whole buckets go, so that none is sorted twice."""
        edge = watermark_ms // BUCKET_MS  # the bucket that the moment lies in waits
        if edge * BUCKET_MS <= self.watermark_ms:
            return {name: column[:0] for name, column in like.items()}
        due = buckets_before(edge, self._waiting, (self.watermark_ms + 1) // BUCKET_MS)
        parts = [part for bucket in due for part in self._waiting.pop(bucket)]
        self.watermark_ms = edge * BUCKET_MS - 1  # nothing waits before it: what comes then is late
        return self._in_order(parts) if parts else {name: column[:0] for name, column in like.items()}

    def _in_order(self, parts: list[Columns]) -> Columns:
        rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        order = order_of(rows[self.moment], rows[self.identity])
        identity = rows[self.identity][order]
        again = np.zeros(len(order), np.bool_)
        again[1:] = identity[1:] == identity[:-1]
        doubled = int(np.count_nonzero(again))
        self.doubled += doubled
        return take(rows, order[~again] if doubled else order)


def by_bucket(moments: Longs) -> tuple[Longs | slice, list[tuple[int, slice]]]:
    """The order that brings the rows of one bucket together, and where in that order each bucket's are.

    Rows that come bucket after bucket, as most do, stay as they are and need not be copied.
    """
    buckets = moments // BUCKET_MS
    if not len(buckets):
        return slice(None), []
    steps = np.diff(buckets)
    order: Longs | slice = slice(None)
    if len(steps) and steps.min() < 0:
        order = np.argsort(buckets, kind="stable")
        buckets = buckets[order]
        steps = np.diff(buckets)
    edges = [0, *(np.flatnonzero(steps) + 1).tolist(), len(buckets)]
    return order, [(int(buckets[begin]), slice(begin, end)) for begin, end in pairwise(edges)]


def buckets_before(edge: int, held: Collection[int], first: int) -> list[int]:
    """Those of some buckets, none before ``first``, that lie before an edge, in order.

    They are looked for one after another where the way to the edge is shorter than all that is held.
    """
    if edge - first < len(held):
        return [bucket for bucket in range(first, edge) if bucket in held]
    return sorted(bucket for bucket in held if bucket < edge)


def take(rows: Mapping[str, npt.NDArray[Any]], chosen: npt.NDArray[Any] | slice) -> Columns:
    """Some rows."""
    return {name: column[chosen] for name, column in rows.items()}

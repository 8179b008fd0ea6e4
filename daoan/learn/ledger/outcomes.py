"""What happened in the place and time of each row, as known at a moment."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from daoan.terms.frames import CrashFrame, Floats, Ints, Network, Times
from daoan.terms.records import LedgerEntry


class Outcomes:
    """Crashes by stretch and time, looked up row by row. ``weight``: injury weight of each crash of the frame."""

    def __init__(self, frame: CrashFrame, network: Network, weight: Floats) -> None:
        placed = np.flatnonzero(frame.segment >= 0)
        order = placed[np.lexsort((frame.happened_at[placed], frame.segment[placed]))]
        self._segment: Ints = frame.segment[order]
        self._at: Times = frame.happened_at[order]
        self._weight = np.concatenate([[0.0], np.cumsum(weight[order])])
        self._row: Mapping[str, int] = {str(name): k for k, name in enumerate(network.segment_id)}

    def of(self, segment_id: str, starts_at: datetime, ends_at: datetime) -> tuple[int, float] | None:
        """Crashes on a stretch from a moment until before another, and their injury weight; ``None`` where the network
        no longer has the stretch."""
        row = self._row.get(segment_id)
        if row is None:
            return None
        first, last = np.searchsorted(self._segment, [row, row + 1])
        moments = np.array([starts_at.replace(tzinfo=None), ends_at.replace(tzinfo=None)], dtype="datetime64[s]")
        i, j = first + np.searchsorted(self._at[first:last], moments)
        return int(j - i), float(self._weight[j] - self._weight[i])


def fill_outcomes(
    entries: Iterable[LedgerEntry],
    outcomes: Outcomes,
    presence_hours: Mapping[str, float],
    as_of: datetime,
    settled_days: int,
) -> tuple[LedgerEntry, ...]:
    """The rows with what is known now. ``presence_hours``: by entry id; a row that it lacks stays *not recorded*."""
    rows = []
    for entry in entries:
        presence = presence_hours.get(entry.entry_id, entry.presence_hours)
        if entry.starts_at >= as_of:
            rows.append(replace(entry, presence_hours=presence))
            continue
        found = outcomes.of(entry.segment_id, entry.starts_at, min(entry.ends_at, as_of))
        rows.append(
            replace(
                entry,
                presence_hours=presence,
                crashes=found[0] if found else entry.crashes,
                injury_weight=found[1] if found else entry.injury_weight,
                settled=entry.ends_at + timedelta(days=settled_days) <= as_of,
            )
        )
    return tuple(rows)

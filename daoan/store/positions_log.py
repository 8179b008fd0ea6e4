"""Positions at rest: a framed log that takes them in, Parquet by day that keeps them.

``log/`` holds batches as they were acknowledged; :meth:`PositionsLog.roll` turns closed segments into
``day=2026-03-01/<segment>.parquet`` (days in UTC, by when a position happened). Terminals send again what was not
answered in time: a position may come twice, and is read once, as it was first known.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from daoan.store.framed_log import SEGMENT_BYTES, FramedLog, read_log, read_segment
from daoan.store.safely import sync, write_whole
from daoan.terms.records.fleet import Position

_UTC = pa.timestamp("us", "UTC")
#: One row a position; ``status`` and ``alarms`` are codes in alphabetical order, blanks between.
SCHEMA = pa.schema(
    [
        pa.field("terminal", pa.string(), nullable=False),
        pa.field("feed", pa.string(), nullable=False),
        pa.field("happened_at", _UTC, nullable=False),
        pa.field("known_at", _UTC, nullable=False),
        pa.field("lon", pa.float64(), nullable=False),
        pa.field("lat", pa.float64(), nullable=False),
        pa.field("speed_kmh", pa.float32()),
        pa.field("direction_deg", pa.int16()),
        pa.field("altitude_m", pa.int32()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("alarms", pa.string(), nullable=False),
        pa.field("odometer_km", pa.float64()),
        pa.field("recorder_speed_kmh", pa.float32()),
        pa.field("satellites", pa.int16()),
    ]
)
_SETS = ("status", "alarms")
#: What makes two rows one position: all but when it came.
_SAME = [name for name in SCHEMA.names if name != "known_at"]
_READ: dict[str, Callable[[Any], Any]] = {name: attrgetter(name) for name in SCHEMA.names}


class PositionsLog:
    """The positions of a workspace, open for writing."""

    def __init__(self, folder: Path, segment_bytes: int = SEGMENT_BYTES) -> None:
        """Open or make it. Raises as :class:`FramedLog` does."""
        self._folder = folder
        self._log = FramedLog(folder / "log", segment_bytes)
        to_bytes(to_table(()))  # Arrow loads half of itself at its first table; now, while no terminal waits

    @property
    def cut_bytes(self) -> int:
        """Torn end that the opening let go; none of it was acknowledged."""
        return self._log.cut_bytes

    def append(self, positions: Sequence[Position]) -> None:
        """Keep positions. Returns once they are on disk."""
        if positions:
            self.append_rows(to_table(positions))

    def append_rows(self, rows: pa.Table) -> None:
        """Keep positions that are rows of :data:`SCHEMA` already. Returns once they are on disk."""
        self._log.append(to_bytes(rows))

    def roll(self) -> int:
        """Turn all that is there so far into Parquet by day; how many rows were written. Safe to be cut off anywhere:
        a segment goes only after its files are on disk, and is written under the same names when it is done again."""
        self._log.close_segment()
        rows = 0
        for segment in self._log.list_closed():
            table = first_known(_joined(map(from_bytes, read_segment(segment.path))))
            rows += _write_days(self._folder, f"{segment.number:010}", table)
            segment.path.unlink()
        sync(self._log.folder)
        return rows

    def close(self) -> None:
        """Let the log go."""
        self._log.close()


def read_positions(folder: Path) -> pa.Table:
    """All positions, each once, by terminal and time. Reads beside a writer."""
    fresh = [from_bytes(content) for content in read_log(folder / "log")]  # first: what is rolled meanwhile comes twice
    kept = [pq.read_table(path, schema=SCHEMA) for path in sorted(folder.glob("day=*/*.parquet"))]
    table = first_known(_joined((*kept, *fresh)))
    return table.sort_by([("terminal", "ascending"), ("happened_at", "ascending"), ("known_at", "ascending")])


def to_table(positions: Sequence[Position]) -> pa.Table:
    """Positions as rows."""
    columns = {
        name: [" ".join(sorted(read(one))) for one in positions] if name in _SETS else [read(one) for one in positions]
        for name, read in _READ.items()
    }
    return pa.table(columns, schema=SCHEMA)


def to_bytes(table: pa.Table) -> bytes:
    """Rows as one Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def from_bytes(content: bytes) -> pa.Table:
    """Rows of one Arrow stream."""
    return pa.ipc.open_stream(content).read_all()


def first_known(table: pa.Table) -> pa.Table:
    """Each position once, with the earliest moment at which it was known."""
    found = table.group_by(_SAME).aggregate([("known_at", "min")]).rename_columns([*_SAME, "known_at"])
    return found.select(SCHEMA.names).cast(SCHEMA)


def _joined(tables: Iterable[pa.Table]) -> pa.Table:
    return pa.concat_tables([SCHEMA.empty_table(), *tables])


def _write_days(folder: Path, name: str, table: pa.Table) -> int:
    days = pc.strftime(table["happened_at"], "%Y-%m-%d")
    for day in pc.unique(days).to_pylist():
        there = folder / f"day={day}"
        there.mkdir(exist_ok=True)
        rows = table.filter(pc.equal(days, day)).sort_by("happened_at")
        write_whole(there / f"{name}.parquet", partial(pq.write_table, rows, compression="zstd"))
    sync(folder)
    return int(table.num_rows)

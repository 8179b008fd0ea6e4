"""Slices of time: passes in files, each of which holds everything that happened in its span, in order, each pass once.

A slice has the columns that the kernel looks at, and the shard of each plate. Passes without a plate are left out: the
kernel passes them over. A file's name begins with the first moment of its span, and the time of its last change is that
moment too, so that whoever goes by either sees slices in order.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from daoan.store.lake import PassLake
from daoan.store.lake.files import DAY_MS, start_of
from daoan.store.safely import write_whole
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.passes import PASS_TYPES, PassFrame, empty_passes
from daoan.terms.plates import NO_PLATE
from daoan.warn.passes.engine import SEEN
from daoan.warn.passes.kept import in_order
from daoan.warn.passes.shards import shards_of

HOUR_MS = 3_600_000
LEAST_SPAN_MS = 1000  # files are told apart by the second in which they were changed


def slice_day(lake: PassLake, day: str, folder: Path, shards: int, span_ms: int = HOUR_MS) -> tuple[Path, ...]:
    """Slices of a UTC day of the lake, ``YYYY-MM-DD``; answers their files."""
    return write_slices(lake.read(start_of(day), start_of(day) + DAY_MS), folder, shards, span_ms)


def write_slices(passes: PassFrame, folder: Path, shards: int, span_ms: int = HOUR_MS) -> tuple[Path, ...]:
    """Slices of passes that are whole for their spans; answers their files. What the folder has of a span is replaced.

    Raises :class:`InputError` for spans of less than a second.
    """
    if span_ms < LEAST_SPAN_MS:
        raise InputError("a slice lasts a second or longer 时间片不得短于一秒")
    folder.mkdir(parents=True, exist_ok=True)
    passes = in_order(passes.take(passes.plate != NO_PLATE))
    spans = passes.happened_ms // span_ms
    edges = np.flatnonzero(np.append(True, spans[1:] != spans[:-1])) if len(passes) else np.zeros(0, np.int64)
    paths = []
    for first, end in zip(edges.tolist(), [*edges[1:].tolist(), len(passes)], strict=False):
        paths.append(_write(folder, passes.take(slice(first, end)), int(spans[first]) * span_ms, shards))
    return tuple(paths)


def list_slices(folder: Path) -> tuple[Path, ...]:
    """Files of slices in order."""
    return tuple(sorted(folder.glob("slice-*.parquet")))


def read_slices(folder: Path) -> Iterator[PassFrame]:
    """Slices in order. Raises :class:`FileUnreadable` for a file that is none."""
    for path in list_slices(folder):
        try:
            with pq.ParquetFile(path) as file:
                table = file.read(columns=list(SEEN), use_threads=False)
            yield frame_of({name: table.column(name).to_numpy() for name in SEEN})
        except (pa.ArrowException, KeyError) as problem:
            raise FileUnreadable(f"{path.name} is no slice of passes") from problem


def frame_of(columns: dict[str, np.ndarray]) -> PassFrame:
    """Passes of the columns that the kernel looks at; the others are zeros."""
    rest = empty_passes(len(columns["pass_id"]))
    given = {name: columns[name].astype(PASS_TYPES[name], copy=False) for name in SEEN}
    return PassFrame(**{name: given.get(name, getattr(rest, name)) for name in PASS_TYPES})


def _write(folder: Path, passes: PassFrame, from_ms: int, shards: int) -> Path:
    table = pa.table({"shard": shards_of(passes.plate, shards), **{n: getattr(passes, n) for n in SEEN}})

    def write(part: Path) -> None:
        pq.write_table(table, part, compression="zstd", compression_level=1, store_schema=False)
        os.utime(part, (from_ms // 1000, from_ms // 1000))

    path = folder / f"slice-{from_ms:015d}.parquet"
    write_whole(path, write)
    return path

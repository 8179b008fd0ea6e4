"""One file of the lake: Parquet, rows by plate, then time, in small row groups; beside it its track file."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from daoan.store.lake.tracks import SUFFIX as TRACK
from daoan.store.lake.tracks import write_tracks
from daoan.store.safely import sync, write_whole
from daoan.terms.passes import PASS_TYPES, Column, PassFrame

#: Rows of a row group: the least that others read for a plate. With 8,192 a busy day's footer has 0.25 MB.
GROUP = 8_192
PARQUET = ".parquet"
DAY_MS = 86_400_000
_SMALL = ["site", "lane", "heading", "plate_colour", "score", "kind", "colour", "brand", "speed_kmh"]


def day_of(ms: int) -> str:
    """The UTC day of a moment, as folders are called."""
    return f"{datetime.fromtimestamp(ms // DAY_MS * 86_400, UTC):%Y-%m-%d}"


def start_of(day: str) -> int:
    """The first millisecond of a day."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1000


def by_plate(frame: PassFrame) -> Column:
    """Positions of rows by plate, time, id."""
    order = np.lexsort((frame.happened_ms, frame.plate))
    plate, moment = frame.plate[order], frame.happened_ms[order]
    if ((plate[1:] == plate[:-1]) & (moment[1:] == moment[:-1])).any():  # seldom, and a third key costs as much again
        return np.lexsort((frame.pass_id, frame.happened_ms, frame.plate))
    return order


def once(frame: PassFrame) -> PassFrame:
    """Each pass once, as it first became known; the order is lost where any came twice."""
    ids = np.sort(frame.pass_id)
    if not (ids[1:] == ids[:-1]).any():
        return frame
    order = np.lexsort((frame.known_ms, frame.pass_id))
    ids = frame.pass_id[order]
    first = np.append(True, ids[1:] != ids[:-1])
    return frame.take(order[first])


def write_passes(folder: Path, frame: PassFrame) -> Path:
    """Write passes of one day into its folder as a new file, whole and on disk when this answers.

    ``frame``: each pass once. The track file goes first: a Parquet file that can be seen has one.
    """
    frame = frame.take(by_plate(frame))
    path = folder / f"{secrets.token_hex(8)}{PARQUET}"
    write_whole(path.with_suffix(TRACK), lambda part: write_tracks(part, frame))
    write_whole(path, lambda part: _write(part, frame))
    return path


def _write(path: Path, frame: PassFrame) -> None:
    pq.write_table(
        pa.table({name: getattr(frame, name) for name in PASS_TYPES}),
        path,
        row_group_size=GROUP,
        compression="zstd",
        compression_level=1,
        use_dictionary=_SMALL,
        write_statistics=["plate", "happened_ms"],
        store_schema=False,
    )


def to_frame(table: pa.Table) -> PassFrame:
    """A table with the columns of passes as a frame."""
    columns = {name: table.column(name).to_numpy().astype(dtype, copy=False) for name, dtype in PASS_TYPES.items()}
    return PassFrame(**columns)


def make_folder(folder: Path) -> None:
    """A folder whose name is on disk."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync(folder.parent)

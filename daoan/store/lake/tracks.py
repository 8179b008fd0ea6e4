"""The track file beside each Parquet file: every plate once, with its rows one behind another. Mapped, not read whole.

A plate is found in about twenty looks, and then all of a day's passes of it lie together: Parquet would unpack
thousands of rows to give five (2 ms a day, measured; this takes a tenth). It costs some 46 bytes a pass beside
Parquet's 25, follows from the Parquet file, and is made again where it is not whole.

Layout, little endian: the sign ``DAOTRK02``; the number of plates (int64); the plates (int64, rising); the first row of
each and, last, the number of all rows (uint32); zeros up to a multiple of eight; the rows, every column but the plate.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from daoan.terms.passes import PASS_TYPES, Column, PassFrame

SUFFIX = ".track"
_SIGN = b"DAOTRK02"
_HEAD = 16
#: A pass without its plate, widest columns first: 40 bytes.
ROW = np.dtype(
    sorted(
        ((name, np.dtype(dtype).newbyteorder("<")) for name, dtype in PASS_TYPES.items() if name != "plate"),
        key=lambda column: -column[1].itemsize,
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class TrackFile:
    """Plates of a file, int64, rising, shape (n,); ``starts``: uint32, shape (n + 1,); ``rows``: of :data:`ROW`."""

    plates: Column
    starts: Column
    rows: Column

    def of_plate(self, plate: int) -> Column | None:
        """Rows of a plate in order of time; ``None`` where it has none."""
        place = int(self.plates.searchsorted(plate))
        if place == len(self.plates) or self.plates[place] != plate:
            return None
        return self.rows[self.starts[place] : self.starts[place + 1]]


def write_tracks(path: Path, frame: PassFrame) -> None:
    """Write the track file of passes sorted by plate, then time."""
    first = np.ones(len(frame), bool)
    first[1:] = frame.plate[1:] != frame.plate[:-1]
    starts = np.append(np.flatnonzero(first), len(frame)).astype("<u4")
    rows = np.empty(len(frame), ROW)
    for name in ROW.names or ():
        rows[name] = getattr(frame, name)
    with path.open("wb") as file:
        file.write(_SIGN + np.int64(len(starts) - 1).tobytes())
        file.write(frame.plate[first].astype("<i8").tobytes())
        file.write(starts.tobytes() + bytes(_padding(len(starts))))
        file.write(rows.data)


def find_tracks(path: Path) -> TrackFile | None:
    """A track file; ``None`` where there is none, or not all of it."""
    try:
        whole = np.memmap(path, np.uint8, "r")
    except (FileNotFoundError, ValueError):  # numpy maps no empty file
        return None
    head = whole[:_HEAD].tobytes()
    if head[:8] != _SIGN or len(head) < _HEAD:
        return None
    count = int(np.frombuffer(head, "<i8", offset=8)[0])
    before = _HEAD + 8 * count + 4 * (count + 1) + _padding(count + 1)
    if len(whole) < before or (len(whole) - before) % ROW.itemsize:
        return None
    plates = np.asarray(whole[_HEAD : _HEAD + 8 * count]).view("<i8")
    starts = np.asarray(whole[_HEAD + 8 * count : _HEAD + 8 * count + 4 * (count + 1)]).view("<u4")
    rows = np.asarray(whole[before:]).view(ROW)
    return TrackFile(plates, starts, rows) if starts[-1] == len(rows) else None


def _padding(starts: int) -> int:
    return 4 * (starts % 2)


def once_rows(rows: Column) -> Column:
    """Each pass once, as it first became known."""
    order = np.lexsort((rows["known_ms"], rows["pass_id"]))
    ids = rows["pass_id"][order]
    kept: Column = rows[order[np.append(True, ids[1:] != ids[:-1])]]
    return kept


def frame_of(plate: int, rows: Column) -> PassFrame:
    """Rows of one plate as passes."""
    columns = {name: rows[name].astype(PASS_TYPES[name]) for name in ROW.names or ()}
    return PassFrame(plate=np.full(len(rows), plate, np.int64), **columns)

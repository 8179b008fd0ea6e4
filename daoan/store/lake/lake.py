"""The lake: append, read a span, find a plate, compact a day, let days go."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow.parquet as pq

from daoan.store.lake.files import (
    DAY_MS,
    PARQUET,
    by_plate,
    day_of,
    make_folder,
    once,
    start_of,
    write_passes,
)
from daoan.store.lake.shelf import Shelf, read_file
from daoan.store.lake.sites import LakeSite, read_sites, write_sites
from daoan.store.lake.tracks import ROW, SUFFIX, frame_of, once_rows
from daoan.store.safely import UNFINISHED, sync, tidying
from daoan.terms.errors import Fault
from daoan.terms.passes import Column, PassFrame, empty_passes, join_passes

T = TypeVar("T")
_DAY = "day="
_LEAVING = "leaving="  # a day set aside while the log of what goes is written
_TRIES = 20


@dataclass(frozen=True, slots=True)
class DayHeld:
    """What the lake holds of a UTC day. ``rows`` counts doubles that were not compacted yet."""

    day: str
    rows: int
    files: int
    size_bytes: int


class PassLake:
    """Passes of a city in a folder. Any number of processes may append and read; opening one changes nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._shelf = Shelf()

    # -- in --

    def append(self, frame: PassFrame) -> int:
        """Keep passes; all of them are on disk when this answers. How many: those that come twice here count once."""
        days, kept = frame.happened_ms // DAY_MS, 0
        for day in np.unique(days):
            part = once(frame.take(days == day))
            self._add(day_of(int(day) * DAY_MS), part)
            kept += len(part)
        return kept

    def _add(self, day: str, frame: PassFrame) -> None:
        def write() -> None:
            make_folder(self._folder(day))
            write_passes(self._folder(day), frame)

        again(write)  # the folder may be set aside as it is made

    def put_sites(self, sites: Sequence[LakeSite]) -> None:
        """Name the sites that rows speak of by number; one that is named may change its words, not its id."""
        make_folder(self.folder)
        with tidying(self.folder):
            write_sites(self.folder, sites)

    # -- out --

    def sites(self) -> tuple[LakeSite, ...]:
        """The sites by row."""
        return read_sites(self.folder)

    def days(self) -> tuple[DayHeld, ...]:
        """What is held, day by day."""
        return tuple(self._held(day) for day in self.day_names())

    def day_names(self) -> tuple[str, ...]:
        """Days of which there is something, in order."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(f.name.removeprefix(_DAY) for f in self.folder.iterdir() if f.name.startswith(_DAY)))

    def read(self, from_ms: int, until_ms: int) -> PassFrame:
        """Passes that happened in a half-open span, in the order in which they became known."""
        parts = [self._read_day(day) for day in self._days_within(from_ms, until_ms)]
        frame = _within(join_passes(parts), from_ms, until_ms) if parts else empty_passes(0)
        return frame.take(np.lexsort((frame.pass_id, frame.known_ms)))

    def of_plate(self, plate: int, from_ms: int, until_ms: int) -> PassFrame:
        """Passes of a plate that happened in a half-open span, in the order in which they happened."""
        parts = [self._plate_on(plate, day) for day in self._days_within(from_ms, until_ms)]
        rows = np.concatenate([np.empty(0, ROW), *(part for part in parts if part is not None)])
        frame = _within(frame_of(plate, rows), from_ms, until_ms)
        return frame.take(by_plate(frame))

    def _plate_on(self, plate: int, day: str) -> Column | None:
        def read() -> Column | None:
            found = [self._shelf.take(path).of_plate(plate) for path in self.files_of(day)]
            parts = [part for part in found if part is not None]
            return None if not parts else parts[0] if len(parts) == 1 else once_rows(np.concatenate(parts))

        return again(read)

    def files_within(self, from_ms: int, until_ms: int) -> tuple[Path, ...]:
        """Files that may hold passes of a span. One may be gone when it is opened: then ask again."""
        return tuple(path for day in self._days_within(from_ms, until_ms) for path in self.files_of(day))

    def files_of(self, day: str) -> tuple[Path, ...]:
        """Parquet files of a day; none where there is no such day."""
        try:
            return tuple(sorted(path for path in self._folder(day).iterdir() if path.suffix == PARQUET))
        except FileNotFoundError:
            return ()

    # -- tidying --

    def compact(self, day: str) -> bool:
        """Make one file of a day's files; whether there was anything to do.

        Killed at any moment it leaves every pass there, some perhaps doubled, which the next run mends.
        """
        if not self._folder(day).is_dir():
            return False
        with tidying(self.folder):
            before = self.files_of(day)
            if len(before) > 1:
                write_passes(self._folder(day), self._read_day(day))
                self._remove(before)
            self._sweep(day)
        return len(before) > 1

    def _sweep(self, day: str) -> None:
        """Remove what killed writers left: halves, and track files without their Parquet file."""
        folder = self._folder(day)
        for path in (*folder.glob(f"*{UNFINISHED}"), *folder.glob(f"*{SUFFIX}")):
            if not path.with_suffix(PARQUET).exists() and _is_old(path):
                path.unlink(missing_ok=True)

    def _remove(self, paths: Iterable[Path]) -> None:
        for path in paths:
            path.unlink(missing_ok=True)
            path.with_suffix(SUFFIX).unlink(missing_ok=True)
            self._shelf.drop([path])

    # -- letting go --

    def set_aside(self, day: str) -> DayHeld | None:
        """Take a day out of every reader's sight; ``None`` where there is none. Then :meth:`bring_back` or end it."""
        with tidying(self.folder):
            if not self._folder(day).is_dir():
                return None
            held = self._held(day)
            self._shelf.drop(self.files_of(day))
            aside = self.folder / f"{_LEAVING}{day}"
            if aside.exists():
                raise Fault(f"the day {day} was set aside before and is still there")
            self._folder(day).rename(aside)
            sync(self.folder)
            return held

    def set_aside_before(self) -> tuple[str, ...]:
        """Days that a run which was killed left set aside."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(f.name.removeprefix(_LEAVING) for f in self.folder.glob(f"{_LEAVING}*")))

    def bring_back(self, day: str) -> None:
        """Put a day that was set aside back, beside what came meanwhile."""
        with tidying(self.folder):
            aside = self.folder / f"{_LEAVING}{day}"
            make_folder(self._folder(day))
            for path in aside.iterdir():
                path.rename(self._folder(day) / path.name)
            sync(self._folder(day))
            aside.rmdir()
            sync(self.folder)

    def end(self, day: str) -> None:
        """Delete a day that was set aside, for good."""
        with tidying(self.folder):
            shutil.rmtree(self.folder / f"{_LEAVING}{day}")
            sync(self.folder)

    # -- one day --

    def _folder(self, day: str) -> Path:
        return self.folder / f"{_DAY}{day}"

    def _days_within(self, from_ms: int, until_ms: int) -> tuple[str, ...]:
        return tuple(d for d in self.day_names() if start_of(d) < until_ms and start_of(d) + DAY_MS > from_ms)

    def _held(self, day: str) -> DayHeld:
        def look() -> DayHeld:
            paths = self.files_of(day)
            rows = sum(pq.read_metadata(path).num_rows for path in paths)
            return DayHeld(day, rows, len(paths), sum(path.stat().st_size for path in paths))

        return again(look)

    def _read_day(self, day: str) -> PassFrame:
        def read() -> PassFrame:
            parts = [read_file(path) for path in self.files_of(day)]
            return empty_passes(0) if not parts else parts[0] if len(parts) == 1 else once(join_passes(parts))

        return again(read)


def _within(frame: PassFrame, from_ms: int, until_ms: int) -> PassFrame:
    return frame.take((frame.happened_ms >= from_ms) & (frame.happened_ms < until_ms))


def _is_old(path: Path) -> bool:
    """Whether nobody can be about to finish a file: something in its folder was finished an hour after it."""
    try:
        latest = max(other.stat().st_mtime for other in path.parent.iterdir() if other.suffix == PARQUET)
        return path.stat().st_mtime < latest - 3_600
    except (FileNotFoundError, ValueError):
        return False


def again(read: Callable[[], T]) -> T:
    """Read anew where a file was merged into another between listing and opening it."""
    for _ in range(_TRIES):
        try:
            return read()
        except FileNotFoundError:
            continue
    raise Fault("files of the lake vanish faster than they can be read")

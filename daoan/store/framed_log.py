"""A log of byte strings that survives a power cut: what :meth:`FramedLog.append` returned from is on disk.

Where many records come at once, :meth:`FramedLog.write` adds without waiting and one :meth:`FramedLog.sync` makes all
of them durable, from another thread if need be. A *position* is where a record ends (0: before the first); whoever has
handled the records up to one resumes with :func:`read_from`.

A folder of segments, numbered. A segment begins with eight bytes that say what it is; then records:

====  ==========================================================
4     mark ``DLOG``
4     length of the content, little-endian
4     CRC-32 of the content
4     CRC-32 of the twelve bytes before
n     the content
====  ==========================================================

A crash can tear only what was never acknowledged: the end of the newest segment. Opening cuts it off. A record that is
damaged with whole records after it is no torn end but damage, and stops the opening. Knows nothing of its contents.
"""

import math
import os
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from daoan.store.safely import sync
from daoan.terms.errors import Conflict, Fault, FileUnreadable

MAGIC = b"DAOANLG1"
_MARK = b"DLOG"
_HEAD = struct.Struct("<4sII")
_HEAD_BYTES = _HEAD.size + 4
SEGMENT_BYTES = 64 * 1024 * 1024
LONGEST_RECORD = 256 * 1024 * 1024
_RETRY_S = 0.05
_SEGMENT_STEP = 1 << 40  # a position is the segment's number times this, and the bytes before it there


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of the log that nothing is added to any more."""

    number: int
    path: Path


class FramedLog:
    """A log that is open for writing. One process at a time: the folder is locked."""

    def __init__(self, folder: Path, segment_bytes: int = SEGMENT_BYTES, patience_s: float = 0.0) -> None:
        """Open or make it. ``patience_s``: how long to wait for another process that is about to end.

        Raises :class:`Conflict` where it is open elsewhere, :class:`FileUnreadable` if damaged.
        """
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for made in missing:
            sync(made.parent)
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._lock = lock_folder(folder, patience_s)
        self._is_broken = False
        self._synced = 0  # position up to which the disk is known to hold everything
        self._turn = Lock()  # of those that write and those that sync
        self.cut_bytes = 0  # torn end that the opening let go
        try:
            segments = list_segments(folder)
            if segments:
                self.cut_bytes = _cut_torn_end(segments[-1].path)
            self._number = segments[-1].number if segments else 0
            self._file = self._open(self._number) if segments else self._next()
        except BaseException:
            self._lock.close()
            raise

    @property
    def folder(self) -> Path:
        """Where the segments lie."""
        return self._folder

    @property
    def synced(self) -> int:
        """The position up to which the disk is known to hold everything."""
        return self._synced

    def append(self, content: bytes) -> None:
        """Add one record. Returns once it is on disk.

        Where it raises, after the next opening the record is there whole or not at all; until then nothing more can be
        added (:class:`Fault`), for it would stand behind a torn record.
        """
        self.write(content)
        self.sync()

    def write(self, *parts: bytes) -> int:
        """Add one record of some parts, not yet on disk; answers its position. :meth:`sync` makes it durable.

        Raises as :meth:`append`.
        """
        size, crc = sum(map(len, parts)), 0
        for part in parts:
            crc = zlib.crc32(part, crc)
        head = _HEAD.pack(_MARK, size, crc)
        with self._turn:
            self._require_whole()
            self._is_broken = True
            if self._file.tell() + size > self._segment_bytes and self._file.tell() > len(MAGIC):
                self._begin_next()
            self._file.write(b"".join((head, zlib.crc32(head).to_bytes(4, "little"), *parts)))
            self._file.flush()
            self._is_broken = False
            return self._number * _SEGMENT_STEP + self._file.tell()

    def sync(self) -> int:
        """Everything written before the call is on disk when it returns; answers the position up to which it is.

        Costs nothing where nothing was written since.

        Raises :class:`Fault` where an earlier write or sync failed: nobody knows then what reached the disk.
        """
        with self._turn:
            self._require_whole()
            position = self._number * _SEGMENT_STEP + self._file.tell()
            if position == self._synced:
                return position
            handle = os.dup(self._file.fileno())  # the segment may be closed meanwhile
        try:
            os.fsync(handle)
        except BaseException:
            self._is_broken = True
            raise
        finally:
            os.close(handle)
        self._synced = max(self._synced, position)
        return position

    def forget_before(self, position: int) -> int:
        """Take away the segments whose records all end before a position; answers where the log begins now."""
        return forget_before(self._folder, position)

    def begins_after(self, moment_s: float) -> int:
        """The position where the first segment begins that was written to after a moment (seconds since 1970)."""
        return begins_after(self._folder, moment_s)

    def close_segment(self) -> None:
        """Begin a new segment, so that all before it can be taken away. Does nothing where the newest is empty."""
        with self._turn:
            if self._file.tell() > len(MAGIC):
                self._begin_next()

    def _begin_next(self) -> None:
        os.fsync(self._file.fileno())
        self._file.close()
        self._file = self._next()

    def _require_whole(self) -> None:
        if self._is_broken:
            raise Fault(f"{self._folder} could not be written earlier; open it again")

    def list_closed(self) -> list[Segment]:
        """Segments that nothing is added to any more, oldest first."""
        return [one for one in list_segments(self._folder) if one.number < self._number]

    def close(self) -> None:
        """Let the folder go."""
        with suppress(OSError) if self._is_broken else nullcontext():
            self._file.close()
        self._lock.close()

    def _open(self, number: int) -> BinaryIO:
        file = _path_of(self._folder, number).open("ab")
        file.seek(0, os.SEEK_END)
        return file

    def _next(self) -> BinaryIO:
        self._number += 1
        file = _path_of(self._folder, self._number).open("xb")
        file.write(MAGIC)
        file.flush()
        os.fsync(file.fileno())
        sync(self._folder)
        return file


def list_segments(folder: Path) -> list[Segment]:
    """All segments of a folder, oldest first."""
    return sorted(
        (Segment(int(path.stem), path) for path in folder.glob("*.log") if path.stem.isdecimal()),
        key=lambda one: one.number,
    )


def forget_before(folder: Path, position: int) -> int:
    """Take away the segments whose records all end before a position, but never the newest; safe beside a writer.

    Answers where the log begins then.
    """
    segments = list_segments(folder)
    gone = [one for one in segments[:-1] if one.number < position // _SEGMENT_STEP]
    for one in gone:
        one.path.unlink(missing_ok=True)
    return segments[len(gone)].number * _SEGMENT_STEP if segments else 0


def begins_after(folder: Path, moment_s: float) -> int:
    """The position where the first segment begins that was written to after a moment, or the newest one."""
    segments = list_segments(folder)
    later = (one for one in segments if one.path.stat().st_mtime >= moment_s)
    newest = segments[-1].number if segments else 0
    return next((one.number for one in later), newest) * _SEGMENT_STEP


def read_segment(path: Path) -> Iterator[bytes]:
    """Contents of a segment up to its end or to what is torn or not yet whole; safe beside a writer.

    Raises :class:`FileUnreadable` for what is no segment.
    """
    data = path.read_bytes()
    if data[: len(MAGIC)] != MAGIC[: len(data)]:
        raise FileUnreadable(f"{path} is no segment of a log")
    at = len(MAGIC)
    while (end := _end_of_record(data, at)) is not None:
        yield data[at + _HEAD_BYTES : end]
        at = end


def read_log(folder: Path) -> Iterator[bytes]:
    """Contents of all segments, oldest first; safe beside a writer. A segment taken away meanwhile is passed over."""
    for segment in list_segments(folder):
        with suppress(FileNotFoundError):
            yield from read_segment(segment.path)


def read_from(folder: Path, position: int, until: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Records behind a position with their own, oldest first; safe beside a writer. ``until``: none that end later.

    Raises :class:`FileUnreadable` where the position lies in a segment that is there no more.
    """
    number, begin = divmod(position, _SEGMENT_STEP)
    segments = list_segments(folder)
    if position and segments and segments[0].number > number + 1:
        raise FileUnreadable(f"{folder} begins behind the position that was to be read from")
    last, end_there = divmod(until, _SEGMENT_STEP) if until is not None else (None, 0)
    for segment in segments:
        if segment.number >= number and (last is None or segment.number <= last):
            start = begin if segment.number == number and begin else len(MAGIC)
            with segment.path.open("rb") as file:  # whoever follows the log reads no more of it than is new
                magic = file.read(len(MAGIC))
                if magic != MAGIC[: len(magic)]:
                    raise FileUnreadable(f"{segment.path} is no segment of a log")
                file.seek(start)
                data = file.read(max(0, end_there - start) if segment.number == last else -1)
            at = 0
            while (end := _end_of_record(data, at)) is not None:
                yield segment.number * _SEGMENT_STEP + start + end, data[at + _HEAD_BYTES : end]
                at = end


def _end_of_record(data: bytes, at: int) -> int | None:
    """Where the whole record that begins at ``at`` ends; ``None`` where there is none."""
    head = data[at : at + _HEAD_BYTES]
    if len(head) < _HEAD_BYTES or zlib.crc32(head[:12]) != int.from_bytes(head[12:], "little"):
        return None
    mark, size, crc = _HEAD.unpack_from(head)
    end = at + _HEAD_BYTES + size
    if mark != _MARK or size > LONGEST_RECORD or end > len(data):
        return None
    return end if zlib.crc32(memoryview(data)[at + _HEAD_BYTES : end]) == crc else None


def _cut_torn_end(path: Path) -> int:
    """Cut a segment after its last whole record; how many bytes were let go."""
    data = path.read_bytes()
    if len(data) < len(MAGIC):
        path.write_bytes(MAGIC)
        return len(data)
    if data[: len(MAGIC)] != MAGIC:
        raise FileUnreadable(f"{path} is no segment of a log")
    at = len(MAGIC)
    while (end := _end_of_record(data, at)) is not None:
        at = end
    if at == len(data):
        return 0
    if _has_record_after(data, at + 1):
        raise FileUnreadable(
            f"{path} is damaged at byte {at:,}, with whole records after it: this is no torn end. Restore it from a "
            "backup"
        )
    with path.open("r+b") as file:
        file.truncate(at)
        os.fsync(file.fileno())
    return len(data) - at


def _has_record_after(data: bytes, at: int) -> bool:
    while (at := data.find(_MARK, at)) >= 0:
        if _end_of_record(data, at) is not None:
            return True
        at += 1
    return False


def lock_folder(folder: Path, patience_s: float = 0.0) -> BinaryIO:
    """Hold a folder for this process until the file is closed. ``patience_s``: how long to wait for another.

    Raises :class:`Conflict` where another holds it still.
    """
    file = (folder / "lock").open("ab")
    tries = 1 + math.ceil(patience_s / _RETRY_S)
    while not _locks(file):
        tries -= 1
        if tries <= 0:
            file.close()
            raise Conflict(f"{folder} is being written by another process")
        time.sleep(_RETRY_S)
    return file


def _locks(file: BinaryIO) -> bool:
    if os.name == "posix":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def _path_of(folder: Path, number: int) -> Path:
    return folder / f"{number:010}.log"

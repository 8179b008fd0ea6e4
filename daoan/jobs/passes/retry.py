"""Refused passes tried again: what the city's sites allow now goes into the log of passes, the rest stays.

Rows of the log of refused rows are tried from a position on, under the site book of today. When some can be used, those
that still cannot are written again behind all others, and the position moves to before them: nothing is lost, nothing
is tried twice, and what lies before can be taken away. Under the same book as last time only a log that has grown is
looked at. A pass keeps the moment at which it first reached us.

Passes are on disk before the position moves. After a kill in between, the next run writes them again: they bear the
same ids and count once.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import numpy as np

from daoan.jobs.passes.intake import ARROW, GAT1400
from daoan.jobs.passes.records import RefusedRows, find_refused, write_passes, write_refused
from daoan.sense.passes.arrow import read_kept_rows
from daoan.sense.passes.columns import Reading
from daoan.sense.passes.decoded import RefusedPass
from daoan.sense.passes.gat1400 import body_of_objects, read_motor_vehicles
from daoan.sense.passes.sites import SiteBook
from daoan.sense.quality import row_unreadable
from daoan.store.framed_log import FramedLog, read_from
from daoan.store.safely import write_content
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.passes import PassFrame

FILE = "retry.json"
UNREADABLE = row_unreadable.RULE.code

#: Hears how much of how much is done, in records of the log.
Heard = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class RetryState:
    """How far rows were tried. ``position``: before the first that still waits; ``read_to``: the end of the log when it
    was last gone through, under the book of the stamp ``book``."""

    position: int = 0
    read_to: int = 0
    book: str = ""


@dataclass(slots=True)
class Retried:
    """What came of a run. ``refused``: rows that still cannot be used, by code; ``unknown_sites``: by their code."""

    rows_read: int = 0
    passes: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unknown_sites: Counter[str] = field(default_factory=Counter)


def retry_refused(folder: Path, readings: Mapping[str, Reading], tell: Heard | None = None) -> Retried:
    """Try what was refused again. ``folder``: of the passes of a workspace; ``readings``: by source, of one book.

    Raises :class:`daoan.terms.errors.Conflict` while a server writes there, :class:`FileUnreadable` for a damaged log.
    """
    log, refused = FramedLog(folder / "log"), None
    try:
        refused = FramedLog(folder / "refused")
        return _retry(folder, log, refused, readings, tell or (lambda _done: None))
    finally:
        log.close()
        if refused is not None:
            refused.close()


def _retry(folder: Path, log: FramedLog, refused: FramedLog, readings: Mapping[str, Reading], tell: Heard) -> Retried:
    state, end, book = read_state(folder), refused.sync(), stamp_of(readings[GAT1400].book)
    if state.position > end:  # the log was taken away and begun anew
        state = RetryState()
    done = Retried()
    if state.read_to == end and state.book == book:
        return done
    left: dict[int, Sequence[RefusedPass]] = {}
    for number, (position, content) in enumerate(read_from(refused.folder, state.position)):
        rows = find_refused(content)
        if rows is None:
            continue
        frames, still = _tried(rows, readings)
        for passes in frames:
            log.write(*write_passes(passes))
            done.passes += len(passes)
        if len(still) < len(rows.rows):
            left[position] = still
        done.rows_read += len(rows.rows)
        done.refused.update(one.code for one in still)
        done.unknown_sites.update(one.site for one in still if one.code == "site.unknown")
        tell(number + 1)
    log.sync()
    if left:
        read_to = _write_left(refused, state.position, end, left)
        _keep_state(folder, RetryState(end, read_to, book))
        refused.forget_before(end)
    else:
        _keep_state(folder, RetryState(state.position, end, book))
    return done


def _write_left(refused: FramedLog, begin: int, end: int, left: Mapping[int, Sequence[RefusedPass]]) -> int:
    """Write what still waits behind ``end``, in a segment of its own; where the log ends then."""
    refused.close_segment()
    for position, content in read_from(refused.folder, begin):
        if position > end:
            break
        rows = find_refused(content)
        if rows is not None and position in left:
            rows = RefusedRows(rows.source, rows.known_ms, left[position])
        if rows is not None and rows.rows:
            refused.write(*write_refused(rows))
    return refused.sync()


def _tried(rows: RefusedRows, readings: Mapping[str, Reading]) -> tuple[list[PassFrame], list[RefusedPass]]:
    """Passes of some refused rows, and the rows that still are, with what is wrong with them now."""
    reading = readings.get(rows.source)
    if reading is None or not rows.rows:
        return [], list(rows.rows)
    known = replace(reading, known_ms=rows.known_ms)
    try:
        return _read(rows.source, rows.rows, known)
    except InputError:
        if len(rows.rows) == 1:
            return [], [replace(rows.rows[0], code=UNREADABLE)]
    frames, still = list[PassFrame](), list[RefusedPass]()
    for one in rows.rows:  # one of them is none; the others may be
        some, more = _tried(RefusedRows(rows.source, rows.known_ms, (one,)), readings)
        frames += some
        still += more
    return frames, still


def _read(source: str, rows: Sequence[RefusedPass], reading: Reading) -> tuple[list[PassFrame], list[RefusedPass]]:
    raws = [one.raw for one in rows]
    if source == GAT1400:
        decoded = read_motor_vehicles(body_of_objects(raws), reading)
    elif source == ARROW:
        decoded = read_kept_rows(raws, reading)
    else:
        raise InputError("rows of this source are not read again")
    if decoded.rows_read != len(rows):
        raise FileUnreadable("these are not the rows that were kept")
    still = [
        replace(rows[place], code=told.code, site=told.site)
        for place, told in zip(decoded.refused.tolist(), decoded.list_refused(), strict=True)
    ]
    return [decoded.passes] if len(decoded.passes) else [], still


def read_state(folder: Path) -> RetryState:
    """How far rows were tried. Raises :class:`FileUnreadable` where what is kept of it is damaged."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=RetryState)
    except FileNotFoundError:
        return RetryState()
    except msgspec.DecodeError as problem:
        raise FileUnreadable(f"{folder / FILE} is damaged; remove it to try every row again") from problem


def stamp_of(book: SiteBook) -> str:
    """What changes when a site, a code or a direction of the book does."""
    digest = hashlib.sha256("\n".join(book.site_ids).encode())
    for column in (book.codes.data, book.codes.starts, book.codes.numbers, book.headings):
        digest.update(np.ascontiguousarray(column).tobytes())
    return digest.hexdigest()[:16]


def _keep_state(folder: Path, state: RetryState) -> None:
    write_content(folder / FILE, msgspec.json.encode(state))

"""What stands in the logs of passes: one byte that says what a record is, then the record."""

import struct
from collections.abc import Sequence

import msgspec

from daoan.jobs.passes.around import AroundRef, read_ref, write_ref
from daoan.jobs.passes.lists_kept import ListsRef, read_lists, write_lists
from daoan.sense.passes.arrow import pack_frame, unpack_frame
from daoan.sense.passes.decoded import RefusedPass
from daoan.terms.errors import FileUnreadable
from daoan.terms.passes import PassFrame

PASSES, REFUSED, SUBSCRIPTIONS, AROUND, LISTS, MARKED = b"P", b"R", b"S", b"A", b"L", b"K"
_SIZE = struct.Struct("<I")


class RefusedRows(msgspec.Struct, frozen=True, array_like=True):
    """Rows of one request that could not be used. ``source``: whose reader they need; ``known_ms``: when they came."""

    source: str
    known_ms: int
    rows: Sequence[RefusedPass]


def write_passes(passes: PassFrame) -> tuple[bytes, bytes]:
    """The parts of a record of passes."""
    return PASSES, pack_frame(passes)


def write_marked(passes: PassFrame, mark: bytes) -> tuple[bytes, ...]:
    """The parts of a record of passes that also says how far its source was read: both are there, or neither."""
    return MARKED, _SIZE.pack(len(mark)), mark, pack_frame(passes)


def find_passes(record: bytes) -> PassFrame | None:
    """The passes of a record; ``None`` where it is another kind of record. Raises :class:`FileUnreadable`."""
    if record[:1] == PASSES:
        return unpack_frame(memoryview(record)[1:])
    if record[:1] != MARKED:
        return None
    passes = unpack_frame(memoryview(record)[1 + _SIZE.size + _mark_bytes(record) :])
    return passes if len(passes) else None


def find_mark(record: bytes) -> bytes | None:
    """How far a source was read with a record; ``None`` where it does not say. Raises :class:`FileUnreadable`."""
    begin = 1 + _SIZE.size
    return record[begin : begin + _mark_bytes(record)] if record[:1] == MARKED else None


def _mark_bytes(record: bytes) -> int:
    try:
        (size,) = _SIZE.unpack_from(record, 1)
    except struct.error as problem:
        raise FileUnreadable("this is no record of marked passes") from problem
    return int(size)


def write_around(around: AroundRef) -> tuple[bytes, bytes]:
    """The parts of a record that says what the engine is told besides passes from here on."""
    return AROUND, write_ref(around)


def find_handled(record: bytes) -> PassFrame | AroundRef | None:
    """What the engine handles of a record; ``None`` where that is nothing. Raises :class:`FileUnreadable`."""
    return read_ref(memoryview(record)[1:]) if record[:1] == AROUND else find_passes(record)


def write_listed(lists: ListsRef) -> tuple[bytes, bytes]:
    """The parts of a record that says which outside lists hold from here on."""
    return LISTS, write_lists(lists)


def find_lists(record: bytes) -> ListsRef | None:
    """The lists of a record; ``None`` where it is another kind. Raises :class:`FileUnreadable`."""
    return read_lists(memoryview(record)[1:]) if record[:1] == LISTS else None


def write_refused(refused: RefusedRows) -> tuple[bytes, bytes]:
    """The parts of a record of refused rows."""
    return REFUSED, msgspec.msgpack.encode(refused)


def find_refused(record: bytes) -> RefusedRows | None:
    """The refused rows of a record; ``None`` where it is another kind. Raises :class:`FileUnreadable`."""
    if record[:1] != REFUSED:
        return None
    try:
        return msgspec.msgpack.decode(memoryview(record)[1:], type=RefusedRows)
    except msgspec.DecodeError as problem:
        raise FileUnreadable("this is no record of refused passes") from problem

"""What stands in the logs of passes: one byte that says what a record is, then the record."""

from collections.abc import Sequence

import msgspec

from daoan.jobs.passes.around import AroundRef, read_ref, write_ref
from daoan.jobs.passes.lists_kept import ListsRef, read_lists, write_lists
from daoan.sense.passes.arrow import pack_frame, unpack_frame
from daoan.sense.passes.decoded import RefusedPass
from daoan.terms.errors import FileUnreadable
from daoan.terms.passes import PassFrame

PASSES, REFUSED, SUBSCRIPTIONS, AROUND, LISTS = b"P", b"R", b"S", b"A", b"L"


class RefusedRows(msgspec.Struct, frozen=True, array_like=True):
    """Rows of one request that could not be used. ``source``: whose reader they need; ``known_ms``: when they came."""

    source: str
    known_ms: int
    rows: Sequence[RefusedPass]


def write_passes(passes: PassFrame) -> tuple[bytes, bytes]:
    """The parts of a record of passes."""
    return PASSES, pack_frame(passes)


def find_passes(record: bytes) -> PassFrame | None:
    """The passes of a record; ``None`` where it is another kind of record. Raises :class:`FileUnreadable`."""
    return unpack_frame(memoryview(record)[1:]) if record[:1] == PASSES else None


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

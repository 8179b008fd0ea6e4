"""Rows of a JSON list of flat objects, found by walking the bytes once: where each wanted field begins and ends.

What it accepts is JSON; what it does not understand at once (an escape in a wanted text, a wanted field that is a list,
text that is no UTF-8, an object inside another shape) it leaves to a full reader by answering :data:`UNUSUAL`. Nothing
is copied and nothing is allocated but the table of places.

A sender writes its objects alike, the same names in the same order. So each name is compared first with the one that
stood at its place in an object before, all its bytes at one glance; only where it is another is it read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.text.cells import Bytes, Cells
from daoan.kernels.text.json_walk import (
    CLOSE,
    CLOSE_LIST,
    COLON,
    COMMA,
    OPEN,
    OPEN_LIST,
    QUOTE,
    nested_end,
    plain_end,
    skip_blank,
    text_end,
)
from daoan.kernels.text.words import STRIDE, byte_at, differs_at, same_bytes, word_at, zeros_before

UNUSUAL = -1  # leave it to a full reader
_TOO_MANY = -2  # more rows than there was room for
_PAD = 64  # bytes behind the text that may be read, though nothing is made of them
_ALL_ALIKE = np.uint64(1 << STRIDE)
_MOST_NAMES = 128  # of an object that are remembered for the next
_BEGINS_NULL = ord("n")


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Names of fields, ready to be told apart.

    ``slots``: int64, 256 of them, no two names in one: number, length (from bit 8) and beginning in ``data`` (from bit
    16) of the name that falls there; -1 where none does.
    """

    count: int
    data: Bytes
    slots: npt.NDArray[np.int64]
    by_length: int  # factors of length, first and last byte in the slot of a name
    by_first: int
    by_last: int


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """``columns``: one a wanted field, in order. ``extent``: each object from brace to brace."""

    columns: tuple[Cells, ...]
    extent: Cells


def wanted_fields(names: Sequence[str]) -> Wanted:
    """The fields to look for, at most 64, told apart by length, first and last byte."""
    texts = [name.encode() for name in names]
    data = np.frombuffer(b"".join(texts) + bytes(_PAD), np.uint8)
    factors = product(range(1, 256, 2), range(1, 64, 2), range(0, 64, 3))
    for by_length, by_first, by_last in factors:
        places = [(len(t) * by_length + t[0] * by_first + t[-1] * by_last) & 255 for t in texts]
        if len(set(places)) == len(texts):
            slots, begin = np.full(256, -1, np.int64), 0
            for number, (place, text) in enumerate(zip(places, texts, strict=True)):
                slots[place] = number | len(text) << 8 | begin << 16
                begin += len(text)
            slots.flags.writeable = False
            return Wanted(len(texts), data, slots, by_length, by_first, by_last)
    raise ValueError("these names cannot be told apart by length, first and last byte")


def scan_rows(body: bytes, path: Sequence[str], fields: Wanted) -> Rows | None:
    """The objects of the list that lies under a path of names; ``None`` where a full reader must look.

    ``body``: UTF-8 JSON whose objects on the path hold that one name only.
    """
    padded = np.frombuffer(body + bytes(_PAD), np.uint8)
    opening = _open_path(body, path)
    if opening is None:
        return None
    room = len(body) // 256 + 16
    while True:
        starts, ends = (np.zeros((fields.count + 1, room), np.int32) for _ in range(2))
        found = _scan(
            padded, opening, len(body), len(path), fields.data, fields.slots, fields.by_length, fields.by_first,
            fields.by_last, starts, ends,
        )  # fmt: skip
        if found != _TOO_MANY:
            break
        room = body.count(b"{") + 1
    if found == UNUSUAL:
        return None
    cells = [Cells(padded, starts[i, :found], ends[i, :found]) for i in range(len(starts))]
    return Rows(tuple(cells[:-1]), cells[-1])


def _open_path(body: bytes, path: Sequence[str]) -> int | None:
    """Where the list begins, behind its bracket; ``None`` where the beginning reads otherwise."""
    at = 0
    for name in path:
        for token in (b"{", b'"' + name.encode() + b'"', b":"):
            while body[at : at + 1] in (b" ", b"\n", b"\r", b"\t"):
                at += 1
            if not body.startswith(token, at):
                return None
            at += len(token)
    while body[at : at + 1] in (b" ", b"\n", b"\r", b"\t"):
        at += 1
    return at + 1 if body.startswith(b"[", at) else None


@njit(cache=True, nogil=True)
def _field(text: Any, start: Any, end: Any, wanted: Any) -> Any:
    """Which wanted field a name is; -1 for another."""
    names, slots, by_length, by_first, by_last = wanted
    length = end - start
    place = (length * by_length + byte_at(text, start) * by_first + byte_at(text, end - 1) * by_last) & 255
    slot = np.int64(word_at(slots, place * 8))
    if slot < 0 or slot >> 8 & 255 != length or not same_bytes(names, slot >> 16, text, start, length):
        return np.int64(-1)
    return slot & 255


@njit(cache=True, nogil=True)
def _scan(
    data: Any, at: Any, length: Any, depth: Any, names: Any, slots: Any, by_length: Any, by_first: Any, by_last: Any,
    starts: Any, ends: Any,
) -> Any:  # fmt: skip
    """Fill ``starts`` and ``ends`` of every row; answers how many, or why not."""
    text, wanted = data.ctypes.data, (names.ctypes.data, slots.ctypes.data, by_length, by_first, by_last)
    room, extent, row = starts.shape[1], starts.shape[0] - 1, 0
    before = np.zeros((3, _MOST_NAMES), np.int64)  # names of an object before: place, bytes to its value, field
    i = skip_blank(text, np.int64(at))
    if byte_at(text, i) == CLOSE_LIST:
        i += 1
    else:
        while True:
            if byte_at(text, i) != OPEN:
                return UNUSUAL
            if row >= room:
                return _TOO_MANY
            starts[extent, row] = i
            i = _object_end(text, i, row, wanted, before, starts, ends)
            if i < 0:
                return UNUSUAL
            ends[extent, row] = i
            row += 1
            i = skip_blank(text, i)
            if byte_at(text, i) == COMMA:
                i = skip_blank(text, i + 1)
            elif byte_at(text, i) == CLOSE_LIST:
                i += 1
                break
            else:
                return UNUSUAL
    for _ in range(depth):
        i = skip_blank(text, i)
        if byte_at(text, i) != CLOSE:
            return UNUSUAL
        i += 1
    i = skip_blank(text, i)
    return row if i == length else UNUSUAL


@njit(cache=True, nogil=True)
def _object_end(text: Any, i: Any, row: Any, wanted: Any, before: Any, starts: Any, ends: Any) -> Any:
    """Place behind the object that begins at ``i``, its wanted fields noted under ``row``; -1 where it is unusual."""
    i = skip_blank(text, i + 1)
    if byte_at(text, i) == CLOSE:
        return i + 1
    name = 0
    while True:
        size = before[1, name]
        if size > 0 and zeros_before(differs_at(text, i, before[0, name]) | _ALL_ALIKE) >= size:
            entry = before[2, name]
            i = skip_blank(text, i + size)
        else:
            begin = i
            if byte_at(text, i) != QUOTE:
                return np.int64(-1)
            end = text_end(text, i + 1, True)
            if end < 0:
                return np.int64(-1)
            entry = _field(text, i + 1, end, wanted)
            i = skip_blank(text, end + 1)
            if byte_at(text, i) != COLON:
                return np.int64(-1)
            i = skip_blank(text, i + 1)
            before[0, name], before[2, name] = begin, entry
            before[1, name] = i - begin if i - begin <= STRIDE else 0
        byte = byte_at(text, i)
        if byte == QUOTE:
            begin = i + 1
            end = text_end(text, begin, entry >= 0)
            i = end + 1
        elif byte in (OPEN, OPEN_LIST):
            begin = end = i = np.int64(-1) if entry >= 0 else nested_end(text, i)
        else:
            begin, i = i, plain_end(text, i)
            end = begin if byte == _BEGINS_NULL else i  # null is an empty cell
        if i <= 0 or end < 0:
            return np.int64(-1)
        if entry >= 0:
            starts[entry, row], ends[entry, row] = begin, end
        i = skip_blank(text, i)
        if byte_at(text, i) == COMMA:
            i = skip_blank(text, i + 1)
        elif byte_at(text, i) == CLOSE:
            return i + 1
        else:
            return np.int64(-1)
        name = min(name + 1, _MOST_NAMES - 1)

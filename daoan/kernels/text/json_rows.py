"""Rows of a JSON list of flat objects, found by walking the bytes once: where each wanted field begins and ends.

What it accepts is JSON; what it does not understand at once (an escape in a wanted text, a wanted field that is a list,
text that is no UTF-8, an object inside another shape) it leaves to a full reader by answering :data:`UNUSUAL`. Nothing
is copied and nothing is allocated but the table of places.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.text.cells import Bytes, Cells
from daoan.kernels.text.words import STRIDE, byte_at, same_bytes, stops_at, word_at, zeros_before

UNUSUAL = -1  # leave it to a full reader
_TOO_MANY = -2  # more rows than there was room for
_PAD = 64  # bytes behind the text that may be read, though nothing is made of them
_DEEPEST = 60

_QUOTE, _BACKSLASH, _COLON, _COMMA = ord('"'), ord("\\"), ord(":"), ord(",")
_TRUE, _NULL, _FALS = (np.uint64(int.from_bytes(word, "little")) for word in (b"true", b"null", b"fals"))
_OPEN, _CLOSE, _OPEN_LIST, _CLOSE_LIST = ord("{"), ord("}"), ord("["), ord("]")


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
def _blank(text: Any, i: Any) -> Any:
    while True:
        byte = byte_at(text, i)
        if byte > 32 or (byte != 32 and byte != 10 and byte != 13 and byte != 9):
            return i
        i += 1


@njit(cache=True, nogil=True)
def _text_end(text: Any, i: Any, plain: Any) -> Any:
    """Place of the closing quote of a text that begins at ``i``; -1 where it is none.

    ``plain``: a wanted text, in which an escape or damaged UTF-8 is not understood. A zero behind the body stops it.
    """
    while True:
        stops = stops_at(text, i)
        if stops == np.uint64(0):
            i += STRIDE
            continue
        i += zeros_before(stops)
        byte = byte_at(text, i)
        if byte == _QUOTE:
            return i
        if byte < 32:
            return np.int64(-1)
        if byte == _BACKSLASH:
            if plain:
                return np.int64(-1)
            i += 1
            byte = byte_at(text, i)
            if byte not in (_QUOTE, _BACKSLASH, 47, 98, 102, 110, 114, 116):  # / b f n r t
                return np.int64(-1)
            i += 1
        else:
            i = _sign_end(text, i)
            if i < 0:
                return np.int64(-1)


@njit(cache=True, nogil=True)
def _sign_end(text: Any, i: Any) -> Any:
    """Place behind one sign of several bytes; -1 where it is no UTF-8."""
    first, second = byte_at(text, i), byte_at(text, i + 1)
    if second & 0xC0 != 0x80:
        return np.int64(-1)
    if 0xC2 <= first < 0xE0:
        return i + 2
    third = byte_at(text, i + 2)
    if third & 0xC0 != 0x80:
        return np.int64(-1)
    if 0xE0 <= first < 0xF0:
        if (first == 0xE0 and second < 0xA0) or (first == 0xED and second >= 0xA0):
            return np.int64(-1)
        return i + 3
    if 0xF0 <= first < 0xF5 and byte_at(text, i + 3) & 0xC0 == 0x80:
        if (first == 0xF0 and second < 0x90) or (first == 0xF4 and second >= 0x90):
            return np.int64(-1)
        return i + 4
    return np.int64(-1)


@njit(cache=True, nogil=True)
def _number_end(text: Any, i: Any) -> Any:
    """Place behind a number; -1 where it is none as JSON writes them."""
    if byte_at(text, i) == 45:
        i += 1
    if byte_at(text, i) == 48:
        i += 1
    elif 49 <= byte_at(text, i) <= 57:
        while 48 <= byte_at(text, i) <= 57:
            i += 1
    else:
        return np.int64(-1)
    if byte_at(text, i) == 46:
        i += 1
        if not 48 <= byte_at(text, i) <= 57:
            return np.int64(-1)
        while 48 <= byte_at(text, i) <= 57:
            i += 1
    if byte_at(text, i) == 101 or byte_at(text, i) == 69:
        i += 1
        if byte_at(text, i) == 43 or byte_at(text, i) == 45:
            i += 1
        if not 48 <= byte_at(text, i) <= 57:
            return np.int64(-1)
        while 48 <= byte_at(text, i) <= 57:
            i += 1
    return i


@njit(cache=True, nogil=True)
def _word_end(text: Any, i: Any) -> Any:
    """Place behind ``true``, ``false`` or ``null``; -1 for anything else."""
    first_four = word_at(text, i) & np.uint64(0xFFFFFFFF)
    if first_four in (_TRUE, _NULL):
        return i + 4
    if first_four == _FALS and byte_at(text, i + 4) == 101:
        return i + 5
    return np.int64(-1)


@njit(cache=True, nogil=True)
def _plain_end(text: Any, i: Any) -> Any:
    """Place behind a text, number or word that begins at ``i``; -1 where none does."""
    byte = byte_at(text, i)
    if byte == _QUOTE:
        end = _text_end(text, i + 1, False)
        return end + 1 if end >= 0 else end
    if byte == 45 or 48 <= byte <= 57:
        return _number_end(text, i)
    return _word_end(text, i)


@njit(cache=True, nogil=True)
def _nested_end(text: Any, i: Any) -> Any:
    """Place behind an object or list that begins at ``i``; -1 where it is none, or deeper than it should be."""
    objects, depth = np.uint64(0), 0  # a bit for each depth: 1 where an object is open there
    value_next = True
    while True:
        i = _blank(text, i)
        byte = byte_at(text, i)
        if value_next:
            if byte in (_OPEN, _OPEN_LIST):
                is_object = byte == _OPEN
                depth += 1
                if depth > _DEEPEST:
                    return np.int64(-1)
                objects = objects << np.uint64(1) | np.uint64(1 if is_object else 0)
                i = _blank(text, i + 1)
                if byte_at(text, i) == (_CLOSE if is_object else _CLOSE_LIST):
                    value_next = False
                    continue
                if is_object:
                    i = _name_end(text, i)
                    if i < 0:
                        return np.int64(-1)
                continue
            i = _plain_end(text, i)
            if i < 0:
                return np.int64(-1)
            value_next = False
            continue
        inside_object = objects & np.uint64(1) == np.uint64(1)
        if byte == _COMMA:
            i = _blank(text, i + 1)
            if inside_object:
                i = _name_end(text, i)
                if i < 0:
                    return np.int64(-1)
            value_next = True
        elif byte == (_CLOSE if inside_object else _CLOSE_LIST):
            i += 1
            depth -= 1
            objects >>= np.uint64(1)
            if depth == 0:
                return i
        else:
            return np.int64(-1)


@njit(cache=True, nogil=True)
def _name_end(text: Any, i: Any) -> Any:
    """Place behind a field's name and colon; -1 where there is none."""
    if byte_at(text, i) != _QUOTE:
        return np.int64(-1)
    end = _text_end(text, i + 1, False)
    if end < 0:
        return np.int64(-1)
    end = _blank(text, end + 1)
    return end + 1 if byte_at(text, end) == _COLON else np.int64(-1)


@njit(cache=True, nogil=True)
def _field(text: Any, start: Any, end: Any, names: Any, slots: Any, by_length: Any, by_first: Any, by_last: Any) -> Any:
    """Which wanted field a name is; -1 for another."""
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
    text, named, slotted = data.ctypes.data, names.ctypes.data, slots.ctypes.data
    room, extent, row = starts.shape[1], starts.shape[0] - 1, 0
    i = _blank(text, np.int64(at))
    if byte_at(text, i) == _CLOSE_LIST:
        i += 1
    else:
        while True:
            if byte_at(text, i) != _OPEN:
                return UNUSUAL
            if row >= room:
                return _TOO_MANY
            starts[extent, row] = i
            i = _blank(text, i + 1)
            if byte_at(text, i) == _CLOSE:
                i += 1
            else:
                while True:
                    if byte_at(text, i) != _QUOTE:
                        return UNUSUAL
                    end = _text_end(text, i + 1, True)
                    if end < 0:
                        return UNUSUAL
                    entry = _field(text, i + 1, end, named, slotted, by_length, by_first, by_last)
                    i = _blank(text, end + 1)
                    if byte_at(text, i) != _COLON:
                        return UNUSUAL
                    i = _blank(text, i + 1)
                    byte = byte_at(text, i)
                    if byte in (_OPEN, _OPEN_LIST):
                        if entry >= 0:
                            return UNUSUAL
                        i = _nested_end(text, i)
                        if i < 0:
                            return UNUSUAL
                    elif byte == _QUOTE:
                        end = _text_end(text, i + 1, entry >= 0)
                        if end < 0:
                            return UNUSUAL
                        if entry >= 0:
                            starts[entry, row], ends[entry, row] = i + 1, end
                        i = end + 1
                    else:
                        end = _plain_end(text, i)
                        if end < 0:
                            return UNUSUAL
                        if entry >= 0:
                            starts[entry, row] = i
                            ends[entry, row] = i if byte == 110 else end  # null is an empty cell
                        i = end
                    i = _blank(text, i)
                    if byte_at(text, i) == _COMMA:
                        i = _blank(text, i + 1)
                    elif byte_at(text, i) == _CLOSE:
                        i += 1
                        break
                    else:
                        return UNUSUAL
            ends[extent, row] = i
            row += 1
            i = _blank(text, i)
            if byte_at(text, i) == _COMMA:
                i = _blank(text, i + 1)
            elif byte_at(text, i) == _CLOSE_LIST:
                i += 1
                break
            else:
                return UNUSUAL
    for _ in range(depth):
        i = _blank(text, i)
        if byte_at(text, i) != _CLOSE:
            return UNUSUAL
        i += 1
    i = _blank(text, i)
    return row if i == length else UNUSUAL

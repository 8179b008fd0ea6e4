"""One step over JSON: from where a text, a number, a word, an object begins to the place behind it.

The text is given by address (see :mod:`daoan.kernels.text.words`) with zeros behind it, at which every step stops. What
is no JSON is answered with -1.
"""

from typing import Any

import numpy as np
from numba import njit

from daoan.kernels.text.words import STRIDE, byte_at, stops_at, word_at, zeros_before

QUOTE, COLON, COMMA = ord('"'), ord(":"), ord(",")
OPEN, CLOSE, OPEN_LIST, CLOSE_LIST = ord("{"), ord("}"), ord("["), ord("]")
_BACKSLASH = ord("\\")
_TRUE, _NULL, _FALS = (np.uint64(int.from_bytes(word, "little")) for word in (b"true", b"null", b"fals"))
_DEEPEST = 60  # a bit for each, in 64


@njit(cache=True, nogil=True)
def skip_blank(text: Any, i: Any) -> Any:
    while True:
        byte = byte_at(text, i)
        if byte > 32 or (byte != 32 and byte != 10 and byte != 13 and byte != 9):
            return i
        i += 1


@njit(cache=True, nogil=True)
def text_end(text: Any, i: Any, plain: Any) -> Any:
    """Place of the closing quote of a text that begins at ``i``; -1 where it is none.

    ``plain``: a wanted text, in which an escape or damaged UTF-8 is not understood. A zero behind the body stops it.
    """
    stops = stops_at(text, i)
    if stops != np.uint64(0):  # most texts are short: small enough to be compiled into whoever calls
        end = i + zeros_before(stops)
        if byte_at(text, end) == QUOTE:
            return end
    return _long_text_end(text, i, plain)


@njit(cache=True, nogil=True)
def _long_text_end(text: Any, i: Any, plain: Any) -> Any:
    while True:
        stops = stops_at(text, i)
        if stops == np.uint64(0):
            i += STRIDE
            continue
        i += zeros_before(stops)
        byte = byte_at(text, i)
        if byte == QUOTE:
            return i
        if byte < 32:
            return np.int64(-1)
        if byte == _BACKSLASH:
            if plain:
                return np.int64(-1)
            i += 1
            byte = byte_at(text, i)
            if byte not in (QUOTE, _BACKSLASH, 47, 98, 102, 110, 114, 116):  # / b f n r t
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
def plain_end(text: Any, i: Any) -> Any:
    """Place behind a text, number or word that begins at ``i``; -1 where none does."""
    byte = byte_at(text, i)
    if byte == QUOTE:
        end = text_end(text, i + 1, False)
        return end + 1 if end >= 0 else end
    if byte == 45 or 48 <= byte <= 57:
        return _number_end(text, i)
    return _word_end(text, i)


@njit(cache=True, nogil=True)
def nested_end(text: Any, i: Any) -> Any:
    """Place behind an object or list that begins at ``i``; -1 where it is none, or deeper than it should be."""
    objects, depth = np.uint64(0), 0  # a bit for each depth: 1 where an object is open there
    value_next = True
    while True:
        i = skip_blank(text, i)
        byte = byte_at(text, i)
        if value_next:
            if byte in (OPEN, OPEN_LIST):
                is_object = byte == OPEN
                depth += 1
                if depth > _DEEPEST:
                    return np.int64(-1)
                objects = objects << np.uint64(1) | np.uint64(1 if is_object else 0)
                i = skip_blank(text, i + 1)
                if byte_at(text, i) == (CLOSE if is_object else CLOSE_LIST):
                    value_next = False
                    continue
                if is_object:
                    i = _name_end(text, i)
                    if i < 0:
                        return np.int64(-1)
                continue
            i = plain_end(text, i)
            if i < 0:
                return np.int64(-1)
            value_next = False
            continue
        inside_object = objects & np.uint64(1) == np.uint64(1)
        if byte == COMMA:
            i = skip_blank(text, i + 1)
            if inside_object:
                i = _name_end(text, i)
                if i < 0:
                    return np.int64(-1)
            value_next = True
        elif byte == (CLOSE if inside_object else CLOSE_LIST):
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
    if byte_at(text, i) != QUOTE:
        return np.int64(-1)
    end = text_end(text, i + 1, False)
    if end < 0:
        return np.int64(-1)
    end = skip_blank(text, end + 1)
    return end + 1 if byte_at(text, end) == COLON else np.int64(-1)

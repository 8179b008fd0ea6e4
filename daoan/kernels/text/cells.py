"""Cells of text as places in a buffer, and what can be read from them: numbers, moments and days.

Every array that a kernel is given is read-only, whoever made it: a buffer of Arrow is, and two kinds of array would
compile each kernel twice, the second time in the middle of the work.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.text.words import byte_at

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int32]
Moments = npt.NDArray[np.int64]

#: What :func:`read_moments` answers for a cell that tells no moment.
NO_MOMENT = np.iinfo(np.int64).min
#: What :func:`read_days` answers for a cell that tells no day.
NO_DAY = np.iinfo(np.int32).min

_ZERO, _NINE, _DOT, _MINUS, _PLUS, _BLANK, _COLON = (ord(sign) for sign in "09.-+ :")
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """One column of text: row ``i`` is ``data[starts[i]:ends[i]]``, UTF-8; empty where there is none."""

    data: Bytes
    starts: Places  # int32
    ends: Places  # int32

    def __post_init__(self) -> None:
        for array in (self.data, self.starts, self.ends):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.starts)

    def raw(self, row: int) -> bytes:
        """The bytes of one cell."""
        return self.data[self.starts[row] : self.ends[row]].tobytes()

    def first_bytes(self, count: int) -> "Cells":
        """The same cells cut to their first bytes."""
        return Cells(self.data, self.starts, np.minimum(self.ends, self.starts + np.int32(count)))


def cells_of(texts: list[bytes]) -> Cells:
    """Cells of some texts, for what comes one by one."""
    ends = np.cumsum([len(text) for text in texts], dtype=np.int32) if texts else np.zeros(0, np.int32)
    starts = np.concatenate([np.zeros(1, np.int32), ends[:-1]]) if texts else np.zeros(0, np.int32)
    return Cells(np.frombuffer(b"".join(texts) + b"\0", np.uint8), starts, ends)


def empty_cells(rows: int) -> Cells:
    """A column that the source does not have."""
    return Cells(np.zeros(1, np.uint8), np.zeros(rows, np.int32), np.zeros(rows, np.int32))


def trim(cells: Cells) -> Cells:
    """The same cells without the blanks around them, as tables of fixed width have them."""
    starts, ends = _trimmed(cells.data, cells.starts, cells.ends)
    return Cells(cells.data, starts, ends)


def read_numbers(cells: Cells) -> npt.NDArray[np.float64]:
    """Decimal numbers ("8", "-1", "62.5", "1e2", blanks around them); NaN where a cell holds none."""
    found: npt.NDArray[np.float64] = _numbers(cells.data, cells.starts, cells.ends)
    return found


def read_moments(cells: Cells) -> Moments:
    """Milliseconds since 1970 on the wall clock that the cells tell, :data:`NO_MOMENT` where a cell tells none.

    ``yyyyMMddHHmmss``, the same with three digits of milliseconds, ``yyyy-MM-dd HH:mm:ss`` with ``/`` or ``T`` and up
    to three digits behind a dot. Years 1970 to 9999; a second has no 60.
    """
    found: Moments = _moments(cells.data, cells.starts, cells.ends)
    return found


def read_days(cells: Cells) -> npt.NDArray[np.int32]:
    """Days since 1970, :data:`NO_DAY` where a cell tells none.

    ``yyyyMMdd``, ``yyyyMMddHHmmss``, ``yyyy-MM-dd`` or ``yyyy/M/d``, the latter with or without a time of day behind a
    blank or a T. Years 1970 to 9999.
    """
    found: npt.NDArray[np.int32] = _days(cells.data, cells.starts, cells.ends)
    return found


@njit(cache=True, nogil=True)
def _trimmed(data: Any, starts: Any, ends: Any) -> Any:
    begin, behind = starts.copy(), ends.copy()
    for row in range(len(starts)):
        while begin[row] < behind[row] and data[begin[row]] == _BLANK:
            begin[row] += 1
        while begin[row] < behind[row] and data[behind[row] - 1] == _BLANK:
            behind[row] -= 1
    return begin, behind


@njit(cache=True, nogil=True)
def _numbers(data: Any, starts: Any, ends: Any) -> Any:
    found, text = np.empty(len(starts), np.float64), data.ctypes.data
    for row in range(len(starts)):
        found[row] = _number(text, np.int64(starts[row]), np.int64(ends[row]))
    return found


@njit(cache=True, nogil=True)
def _number(text: Any, start: Any, end: Any) -> Any:
    i = start
    while i < end and byte_at(text, i) == _BLANK:
        i += 1
    while end > i and byte_at(text, end - 1) == _BLANK:
        end -= 1
    is_below = False
    if i < end and (byte_at(text, i) == _MINUS or byte_at(text, i) == _PLUS):
        is_below = byte_at(text, i) == _MINUS
        i += 1
    whole, digits, behind = np.int64(0), 0, 0
    while i < end and _ZERO <= byte_at(text, i) <= _NINE:
        whole = whole * 10 + (byte_at(text, i) - _ZERO)
        digits += 1
        i += 1
    if i < end and byte_at(text, i) == _DOT:
        i += 1
        while i < end and _ZERO <= byte_at(text, i) <= _NINE:
            whole = whole * 10 + (byte_at(text, i) - _ZERO)
            digits += 1
            behind += 1
            i += 1
    if digits == 0 or digits > 15:
        return np.nan
    power = 0
    if i < end and (byte_at(text, i) == 101 or byte_at(text, i) == 69):  # e, E
        i += 1
        down = i < end and byte_at(text, i) == _MINUS
        if i < end and (byte_at(text, i) == _MINUS or byte_at(text, i) == _PLUS):
            i += 1
        if i >= end or end - i > 2:
            return np.nan
        while i < end and _ZERO <= byte_at(text, i) <= _NINE:
            power = power * 10 + (byte_at(text, i) - _ZERO)
            i += 1
        power = -power if down else power
    if i != end:
        return np.nan
    power -= behind
    if power < -22 or power > 22:  # beyond which the result would not be the nearest float
        return np.nan
    value = np.float64(whole)
    if power != 0:
        value = value * 10.0**power if power > 0 else value / 10.0**-power
    return -value if is_below else value


@njit(cache=True, nogil=True)
def _moments(data: Any, starts: Any, ends: Any) -> Any:
    found, text = np.empty(len(starts), np.int64), data.ctypes.data
    for row in range(len(starts)):
        found[row] = _moment(text, np.int64(starts[row]), np.int64(ends[row]))
    return found


@njit(cache=True, nogil=True)
def _digits(text: Any, at: Any, count: Any) -> Any:
    """The number that some digits make; -1 where one is none."""
    value = np.int64(0)
    for i in range(at, at + count):
        digit = byte_at(text, i) - _ZERO
        if digit < 0 or digit > 9:
            return np.int64(-1)
        value = value * 10 + digit
    return value


@njit(cache=True, nogil=True)
def _moment(text: Any, start: Any, end: Any) -> Any:
    at, length = start, end - start
    if length == 14 or length == 17:
        apart = 0
    elif 19 <= length <= 23 and length != 20:
        apart = 1
        parted = byte_at(text, at + 4)
        if (parted != _MINUS and parted != 47) or byte_at(text, at + 7) != parted:  # 47: /
            return NO_MOMENT
        if byte_at(text, at + 10) != _BLANK and byte_at(text, at + 10) != 84:  # 84: T
            return NO_MOMENT
        is_clock = byte_at(text, at + 13) == _COLON and byte_at(text, at + 16) == _COLON
        if not is_clock or (length > 19 and byte_at(text, at + 19) != _DOT):
            return NO_MOMENT
    else:
        return NO_MOMENT
    year = _digits(text, at, 4)
    month = _digits(text, at + 4 + apart, 2)
    day = _digits(text, at + 6 + 2 * apart, 2)
    hour = _digits(text, at + 8 + 3 * apart, 2)
    minute = _digits(text, at + 10 + 4 * apart, 2)
    second = _digits(text, at + 12 + 5 * apart, 2)
    thousandths = np.int64(0)
    places = length - 14 - 6 * apart if apart else length - 14
    if places > 0:
        thousandths = _digits(text, at + 14 + 6 * apart, places)
        if thousandths < 0:
            return NO_MOMENT
        for _ in range(3 - places):
            thousandths *= 10
    if year < 1970 or month < 1 or month > 12 or day < 1 or day > _days_in(year, month):
        return NO_MOMENT
    if hour < 0 or hour > 23 or minute < 0 or minute > 59 or second < 0 or second > 59:
        return NO_MOMENT
    return _day_number(year, month, day) * _DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + thousandths


@njit(cache=True, nogil=True)
def _days(data: Any, starts: Any, ends: Any) -> Any:
    found, text = np.empty(len(starts), np.int32), data.ctypes.data
    for row in range(len(starts)):
        found[row] = _day(text, np.int64(starts[row]), np.int64(ends[row]))
    return found


@njit(cache=True, nogil=True)
def _day(text: Any, at: Any, end: Any) -> Any:
    if end - at < 8:
        return NO_DAY
    year, parted = _digits(text, at, 4), byte_at(text, at + 4)
    if parted == _MINUS or parted == 47:  # 47: /
        month_at = at + 5
        month_long = 2 if _ZERO <= byte_at(text, month_at + 1) <= _NINE else 1
        day_at = month_at + month_long + 1
        if day_at >= end or byte_at(text, day_at - 1) != parted:
            return NO_DAY
        day_long = 2 if day_at + 1 < end and _ZERO <= byte_at(text, day_at + 1) <= _NINE else 1
    else:
        month_at, month_long, day_at, day_long = at + 4, 2, at + 6, 2
    behind = day_at + day_long
    if behind < end:
        if byte_at(text, behind) == _BLANK or byte_at(text, behind) == 84:  # 84: T
            behind += 1
        elif parted == _MINUS or parted == 47 or end - at != 14:
            return NO_DAY
        for i in range(behind, end):  # a time of day: digits, colons, a dot
            if not (_ZERO <= byte_at(text, i) <= 58 or byte_at(text, i) == _DOT):
                return NO_DAY
    month, day = _digits(text, month_at, month_long), _digits(text, day_at, day_long)
    if year < 1970 or month < 1 or month > 12 or day < 1 or day > _days_in(year, month):
        return NO_DAY
    return _day_number(year, month, day)


@njit(cache=True, nogil=True)
def _days_in(year: Any, month: Any) -> Any:
    if month == 2:
        return 29 if (year % 4 == 0 and year % 100 != 0) or year % 400 == 0 else 28
    return 30 if month == 4 or month == 6 or month == 9 or month == 11 else 31


@njit(cache=True, nogil=True)
def _day_number(year: Any, month: Any, day: Any) -> Any:
    """Days since 1970-01-01: years counted from March, so that the leap day is the last of its year."""
    if month <= 2:
        year -= 1
    cycle = year // 400
    of_cycle = year - cycle * 400
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return cycle * 146_097 + of_cycle * 365 + of_cycle // 4 - of_cycle // 100 + of_year - 719_468

"""Kinds of fields that bodies of messages are made of. A layout is a tuple of fields, read and written in order.

Numbers are big-endian, texts GBK, times BCD in China time. Every kind reads and writes, so that a table of a body is
both its decoder and its encoder. A value that is not there raises :class:`Short`, which never leaves this package:
:func:`daoan.sense.jt808.layouts.read_body` turns it into a refusal. Kinds that hold others are in :mod:`.layouts`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Protocol

Values = dict[str, Any]
CHINA = timezone(timedelta(hours=8))


class Short(ValueError):
    """The body ends before its fields do, or a field holds what it cannot hold; says which field."""


@dataclass(slots=True)
class Cursor:
    """Where reading is. ``edition``: 2011, 2013 or 2019."""

    data: bytes
    edition: int
    at: int = 0

    def take(self, size: int, name: str) -> bytes:
        """The next bytes."""
        end = self.at + size
        if end > len(self.data):
            raise Short(name)
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(len(self.data) - self.at, "rest")

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self.data) - self.at


class Field(Protocol):
    """One field of a layout."""

    @property
    def name(self) -> str:
        """Key of its value."""

    def read(self, cursor: Cursor) -> Any:
        """The value; moves the cursor past it."""

    def write(self, value: Any, edition: int) -> bytes:
        """The bytes of a value."""


Layout = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """An unsigned (or ``signed``) whole number of ``size`` bytes."""

    name: str
    size: int
    signed: bool = False

    def read(self, cursor: Cursor) -> int:
        """The number."""
        return int.from_bytes(cursor.take(self.size, self.name), "big", signed=self.signed)

    def write(self, value: int, edition: int) -> bytes:  # noqa: ARG002
        """Its bytes."""
        return int(value).to_bytes(self.size, "big", signed=self.signed)


def u8(name: str) -> Number:
    """BYTE."""
    return Number(name, 1)


def u16(name: str) -> Number:
    """WORD."""
    return Number(name, 2)


def u32(name: str) -> Number:
    """DWORD."""
    return Number(name, 4)


@dataclass(frozen=True, slots=True)
class Digits:
    """BCD[size]: two digits a byte."""

    name: str
    size: int

    def read(self, cursor: Cursor) -> str:
        """The digits, as text."""
        return cursor.take(self.size, self.name).hex()

    def write(self, value: str, edition: int) -> bytes:  # noqa: ARG002
        """Their bytes."""
        return bytes.fromhex(value.zfill(2 * self.size)[-2 * self.size :])


@dataclass(frozen=True, slots=True)
class Moment:
    """BCD[6]: YYMMDDhhmmss in China time. All zeros, or what is no time, is ``None``."""

    name: str

    def read(self, cursor: Cursor) -> datetime | None:
        """The moment in UTC."""
        return moment_of(cursor.take(6, self.name))

    def write(self, value: datetime | None, edition: int) -> bytes:  # noqa: ARG002
        """Its bytes."""
        return bytes(6) if value is None else bytes.fromhex(value.astimezone(CHINA).strftime("%y%m%d%H%M%S"))


def moment_of(bcd: bytes) -> datetime | None:
    """Six BCD bytes in China time as a moment in UTC; ``None`` where they are no time."""
    digits = bcd.hex()
    if not digits.isdecimal():
        return None
    year, month, day, hour, minute, second = (int(digits[n : n + 2]) for n in range(0, 12, 2))
    try:
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=CHINA).astimezone(UTC)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Words:
    """Text in GBK: ``size`` bytes filled with zeros, or led by its length in ``counted`` bytes, or all that is left."""

    name: str
    size: int = 0
    counted: int = 0

    def read(self, cursor: Cursor) -> str:
        """The text."""
        return text_of(_sized(cursor, self.name, self.size, self.counted))

    def write(self, value: str, edition: int) -> bytes:  # noqa: ARG002
        """Its bytes."""
        return counted_bytes(str(value).encode("gb18030", "replace"), self.size, self.counted)


def text_of(data: bytes) -> str:
    """GBK bytes as text, without the zeros around it. Bytes that are no text become U+FFFD."""
    return data.strip(b"\0").decode("gb18030", "replace")


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes as they are: ``size`` of them, or led by their length, or all that is left."""

    name: str
    size: int = 0
    counted: int = 0

    def read(self, cursor: Cursor) -> bytes:
        """The bytes."""
        return _sized(cursor, self.name, self.size, self.counted)

    def write(self, value: bytes, edition: int) -> bytes:  # noqa: ARG002
        """The same."""
        return counted_bytes(bytes(value), self.size, self.counted)


def _sized(cursor: Cursor, name: str, size: int, counted: int) -> bytes:
    if counted:
        size = int.from_bytes(cursor.take(counted, name), "big")
    return cursor.take(size, name) if size or counted else cursor.rest()


def counted_bytes(data: bytes, size: int, counted: int) -> bytes:
    if counted:
        return len(data).to_bytes(counted, "big") + data
    return data[:size].ljust(size, b"\0") if size else data

"""Kinds of fields that hold others: lists, groups, tagged items, fields that are there only sometimes; whole bodies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from daoan.sense.jt808.fields import Cursor, Field, Layout, Short, Values, counted_bytes
from daoan.terms.records.fleet import FrameRefusal
from daoan.terms.telematics import FrameFault

#: A list in a body holds no more than this, whatever its count says; a body of 1,023 bytes times 64 parts has fewer.
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Many:
    """Rows of a layout, led by how many in ``counted`` bytes; 0: until the body ends. One field: plain values."""

    name: str
    counted: int
    layout: Layout

    def read(self, cursor: Cursor) -> list[Any]:
        """The rows."""
        many = int.from_bytes(cursor.take(self.counted, self.name), "big") if self.counted else MOST_ROWS
        rows: list[Any] = []
        while len(rows) < many and (self.counted or cursor.left):
            before = cursor.at
            rows.append(self._read_row(cursor))
            if cursor.at == before:  # a row of nothing would come again for ever
                raise Short(self.name)
        return rows

    def _read_row(self, cursor: Cursor) -> Any:
        if len(self.layout) == 1:
            return self.layout[0].read(cursor)
        return read_fields(self.layout, cursor)

    def write(self, value: list[Any], edition: int) -> bytes:
        """Their bytes."""
        lead = len(value).to_bytes(self.counted, "big") if self.counted else b""
        if len(self.layout) == 1:
            return lead + b"".join(self.layout[0].write(row, edition) for row in value)
        return lead + b"".join(write_fields(self.layout, row, edition) for row in value)


@dataclass(frozen=True, slots=True)
class Group:
    """A layout inside a layout; led by its length in ``counted`` bytes where that is not 0."""

    name: str
    layout: Layout
    counted: int = 0

    def read(self, cursor: Cursor) -> Values:
        """Its values. What a counted group holds beyond its layout is passed over."""
        if not self.counted:
            return read_fields(self.layout, cursor)
        size = int.from_bytes(cursor.take(self.counted, self.name), "big")
        return read_fields(self.layout, Cursor(cursor.take(size, self.name), cursor.edition))

    def write(self, value: Values, edition: int) -> bytes:
        """Their bytes."""
        return counted_bytes(write_fields(self.layout, value, edition), 0, self.counted)


@dataclass(frozen=True, slots=True)
class Tagged:
    """Items of id, length, value. ``kinds`` says how the value of an id is read; an id without a kind stays bytes.

    An item whose length its kind does not fit stays bytes too: makers give the same id to different things.
    ``led_by_count``: by a count of one byte. Where items end in the middle of one, what is left is kept under ``None``.
    """

    name: str
    id_size: int
    kinds: Mapping[int, Layout]
    led_by_count: bool = False

    def read(self, cursor: Cursor) -> dict[int | None, Any]:
        """Values by id; of an id that comes twice, the last."""
        if self.led_by_count:
            cursor.take(1, self.name)
        items: dict[int | None, Any] = {}
        while cursor.left:
            start = cursor.at
            if cursor.left < self.id_size + 1:
                items[None] = cursor.rest()
                break
            item_id = int.from_bytes(cursor.take(self.id_size, self.name), "big")
            size = cursor.take(1, self.name)[0]
            if size > cursor.left:
                cursor.at = start
                items[None] = cursor.rest()
                break
            items[item_id] = self._read_item(item_id, cursor.take(size, self.name), cursor.edition)
        return items

    def _read_item(self, item_id: int, data: bytes, edition: int) -> Any:
        layout = self.kinds.get(item_id)
        if layout is None:
            return data
        inside = Cursor(data, edition)
        try:
            value = read_fields(layout, inside)
        except Short:
            return data
        if inside.left:
            return data
        return value[layout[0].name] if len(layout) == 1 else value

    def write(self, value: Mapping[int | None, Any], edition: int) -> bytes:
        """Their bytes."""
        lead = bytes((len(value) - (None in value),)) if self.led_by_count else b""
        return lead + b"".join(self._write_item(key, item, edition) for key, item in value.items())

    def _write_item(self, item_id: int | None, value: Any, edition: int) -> bytes:
        if item_id is None:
            return bytes(value)
        layout = self.kinds.get(item_id)
        if layout is None or isinstance(value, bytes):
            data = bytes(value)
        elif len(layout) == 1:
            data = layout[0].write(value, edition)
        else:
            data = write_fields(layout, value, edition)
        return item_id.to_bytes(self.id_size, "big") + bytes((len(data),)) + data


@dataclass(frozen=True, slots=True)
class Where:
    """A field that is there only where ``holds`` says so, of the edition and of the fields before it.

    ``may_lack``: it may also be cut off at the end of the body.
    """

    inner: Field
    holds: Callable[[int, Values], bool] = field(repr=False)
    may_lack: bool = False

    @property
    def name(self) -> str:
        """Key of the value."""
        return self.inner.name

    def read(self, cursor: Cursor) -> Any:
        """The value."""
        return self.inner.read(cursor)

    def write(self, value: Any, edition: int) -> bytes:
        """Its bytes."""
        return self.inner.write(value, edition)


def since_2019(inner: Field, *, may_lack: bool = False) -> Where:
    """A field that came with the edition of 2019."""
    return Where(inner, lambda edition, _: edition >= 2019, may_lack)


def until_2013(inner: Field) -> Where:
    """A field that the edition of 2019 dropped or made otherwise."""
    return Where(inner, lambda edition, _: edition < 2019)


def if_left(inner: Field) -> Where:
    """A field that some terminals leave away, with all that follow it."""
    return Where(inner, lambda *_: True, may_lack=True)


def if_bit(inner: Field, of: str, bit: int) -> Where:
    """A field that is there if a bit of an earlier field is set."""
    return Where(inner, lambda _, found: bool(found.get(of, 0) >> bit & 1))


def read_fields(layout: Layout, cursor: Cursor) -> Values:
    """Values of a layout by name. Raises :class:`Short`."""
    found: Values = {}
    for one in layout:
        if isinstance(one, Where) and not (one.holds(cursor.edition, found) and (cursor.left or not one.may_lack)):
            continue
        found[one.name] = one.read(cursor)
    return found


def write_fields(layout: Layout, values: Mapping[str, Any], edition: int) -> bytes:
    """Bytes of values."""
    found = dict(values)
    return b"".join(
        one.write(values[one.name], edition)
        for one in layout
        if not isinstance(one, Where) or (one.holds(edition, found) and (one.name in found or not one.may_lack))
    )


def read_body(layout: Layout, body: bytes, edition: int) -> Values | FrameRefusal:
    """Values of a body, or why it cannot be read. What follows the last field is passed over: later editions add."""
    try:
        return read_fields(layout, Cursor(body, edition))
    except Short as problem:
        return FrameRefusal(FrameFault.BODY_WRONG, len(body), f"ends in {problem}")

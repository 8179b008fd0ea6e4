"""Bytes of a delimited text file as a table: headings, rows by heading, and the lines that could not be cut into them.

The reader never loses a line: every line that is not blank is either a :class:`Row` or a :class:`Broken`, so
``rows_read`` is what a person would count in a text editor. Damage stays where it is: a quote left open spoils its own
line and not the rest of the file.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from daoan.sense.feeds.text import decode
from daoan.terms.errors import FileUnreadable
from daoan.terms.estimates import Text

MAX_COLUMNS = 500
MAX_ROW_CHARS = 100_000  # below the limit of Python's csv module, so that it never raises for length
MAX_LINES_IN_CELL = 20  # a quoted cell may hold line ends; after so many the quote was left open
_LINE_END = re.compile(r"\r\n|\n|\r")
_DELIMITERS = ",\t;|"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. ``number`` is 1-based, the heading not counted; ``cells`` are stripped, by heading."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """One line that could not be cut into the columns of its heading."""

    number: int
    reason: Text
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read. Headings are unique: a blank one is called ``(column 3)``, a second "Age" "
    "becomes ``Age (2)``."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[Broken, ...]
    encoding: str
    blank_rows: int = 0
    unfinished: bool = False  # the file ends in the middle of a line or character

    @property
    def rows_read(self) -> int:
        """Rows of the file, whether usable or not."""
        return len(self.rows) + len(self.broken)


def read_table(data: bytes, file: str) -> Table:
    """Headings and rows of a delimited text file in any of the encodings of :func:`daoan.sense.feeds.text.decode`.

    The delimiter (comma, tab, semicolon, bar) is the one that cuts the heading into most columns. Raises
    :class:`FileUnreadable` for bytes that are empty or no text, or that have no heading.
    """
    decoded = decode(data, file)
    unfinished = decoded.cut or not decoded.text.endswith(("\n", "\r"))
    records = _records(decoded.text)
    heading_text, problem = next((r for r in records if r[0].strip(" \ufeff\x00\t")), ("", None))
    delimiter = max(_DELIMITERS, key=heading_text.count)
    named = None if problem else _cells(heading_text.lstrip("\ufeff"), delimiter)
    if not named or len(named) > MAX_COLUMNS or not any(named):
        raise FileUnreadable(f"{file} has no heading line that can be read: its first line must name the columns")
    return table_of(_cut(records, delimiter), unique_headings(named), decoded.encoding, unfinished)


Cut = tuple[list[str], Text | None]


def table_of(records: Iterator[Cut], headings: tuple[str, ...], encoding: str, unfinished: bool = False) -> Table:
    """A table from rows already cut into cells; a row that does not fit its headings becomes a :class:`Broken`."""
    rows: list[Row] = []
    broken: list[Broken] = []
    blank = 0
    for cells, reason in records:
        if reason is None and not any(cells):
            blank += 1
            continue
        number = len(rows) + len(broken) + 1
        problem = reason or _misfit(cells, headings)
        named = _by_heading(cells, headings)
        if problem is None:
            rows.append(Row(number, named))
        else:
            broken.append(Broken(number, problem, named))
    return Table(headings, tuple(rows), tuple(broken), encoding, blank, unfinished)


def unique_headings(named: list[str]) -> tuple[str, ...]:
    """Headings as given, blank ones numbered by their column, repeated ones counted."""
    result: list[str] = []
    for i, heading in enumerate(named, start=1):
        base = heading or f"(column {i})"
        name, again = base, 2
        while name in result:
            name, again = f"{base} ({again})", again + 1
        result.append(name)
    return tuple(result)


def headings_of(table: Table, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Which heading of a table holds which field: the first of the field's names that it has, whatever the case."""
    written = {heading.casefold(): heading for heading in reversed(table.headings)}
    found = {field: next((n for n in names if n in written), None) for field, names in wanted.items()}
    return {field: written[name] for field, name in found.items() if name is not None}


def _by_heading(cells: list[str], headings: tuple[str, ...]) -> dict[str, str]:
    named = dict(zip(headings, cells, strict=False))
    if len(cells) > len(headings):
        named["(more)"] = " | ".join(cells[len(headings) :])
    return named


def _misfit(cells: list[str], headings: tuple[str, ...]) -> Text | None:
    if any("\x00" in cell for cell in cells):
        return Text("it holds binary zeros", "含有二进制零字符")
    extra = len(cells) - len(headings)
    if extra < 0:
        return Text(f"it has {len(cells)} columns of {len(headings)}", f"应有 {len(headings)} 列，只有 {len(cells)} 列")
    if extra > 0 and any(cells[len(headings) :]):
        return Text(f"it has {len(cells)} columns, {extra} too many", f"共 {len(cells)} 列，多出 {extra} 列")
    return None


def _records(text: str) -> Iterator[tuple[str, Text | None]]:
    """Lines put together where a quoted cell holds line ends. A quote left open spoils only its own line."""
    lines = _LINE_END.split(text)
    if lines and not lines[-1]:
        lines.pop()
    i = 0
    while i < len(lines):
        record, used = lines[i], 1
        while record.count('"') % 2 and i + used < len(lines) and used < MAX_LINES_IN_CELL:
            record += "\n" + lines[i + used]
            used += 1
        if record.count('"') % 2:
            record, used = lines[i], 1
            yield record, Text("a quotation mark is left open", "引号未闭合")
        elif len(record) > MAX_ROW_CHARS:
            yield record[:MAX_ROW_CHARS], Text(f"it is {len(record)} characters long", f"长达 {len(record)} 个字符")
        else:
            yield record, None
        i += used


def _cut(records: Iterator[tuple[str, Text | None]], delimiter: str) -> Iterator[Cut]:
    for record, reason in records:
        if reason is not None:
            yield [part.strip() for part in record[:MAX_ROW_CHARS].split(delimiter)][:MAX_COLUMNS], reason
            continue
        cells = _cells(record, delimiter)
        if cells is None:
            yield [record], Text("it is not well formed", "格式有误")
        else:
            yield cells, None


def _cells(record: str, delimiter: str) -> list[str] | None:
    try:
        rows = list(csv.reader([record], delimiter=delimiter))
    except csv.Error:
        return None
    return [cell.strip() for cell in rows[0]] if rows else []

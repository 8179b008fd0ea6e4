"""A file of the roster, row by row: values that can be kept, and everything that is wrong, each with where and why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from daoan.sense.roster.cells import Unusable, is_serial, plain, read_cell
from daoan.sense.roster.columns import Column, Holds, Layout
from daoan.sense.roster.heading import SAMPLED, SEARCHED_ROWS, Exchanged, Heading, find_exchanged, find_heading
from daoan.sense.roster.sheet import Cell, read_sheet
from daoan.terms.errors import LayoutUnknown
from daoan.terms.estimates import Text
from daoan.terms.masking import Personal, mask, mask_text

MOST_TOLD = 500  # problems that are told one by one; all are counted

_PERSONAL = {
    Holds.PLATE: Personal.PLATE,
    Holds.NUMBER: Personal.ID_NUMBER,
    Holds.NAME: Personal.NAME,
    Holds.PHONE: Personal.PHONE,
}


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong in a row. ``row``: as Excel counts; ``shown``: the cell, masked where it may be personal."""

    row: int
    column: Text
    code: str
    message: Text
    shown: str = ""


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How many rows have one kind of problem in one column."""

    column: Text
    code: str
    message: Text
    rows: int


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row that can be used. ``values``: by field, empty cells left out."""

    number: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Problems:
    """Problems as they are found: the first are told one by one, all are counted."""

    told: list[CellProblem]
    counts: Counter[tuple[str, str]]
    words: dict[tuple[str, str], CellProblem]

    @classmethod
    def none(cls) -> "Problems":
        """An empty list."""
        return cls([], Counter(), {})

    def add(self, problem: CellProblem) -> None:
        """Count a problem, and tell it where it is among the first."""
        key = problem.column.en, problem.code
        self.counts[key] += 1
        self.words.setdefault(key, problem)
        if len(self.told) < MOST_TOLD:
            self.told.append(problem)

    def counted(self) -> tuple[ProblemCount, ...]:
        """Problems by column and kind, most first."""
        rows = (ProblemCount(self.words[k].column, k[1], self.words[k].message, n) for k, n in self.counts.items())
        return tuple(sorted(rows, key=lambda p: (-p.rows, p.column.en, p.code)))


@dataclass(frozen=True, slots=True)
class RosterRead:
    """What a file holds. ``notices``: what was understood though it was written otherwise."""

    layout: Layout
    heading: Heading
    rows_read: int
    rows: tuple[RosterRow, ...]
    exchanged: tuple[Exchanged, ...]
    notices: tuple[Text, ...]
    problems: Problems


def read_roster(data: bytes, file: str, layout: Layout, *, exchange: bool = False) -> RosterRead:
    """Every row of a file. ``exchange``: read columns that look exchanged as what they hold.

    Raises :class:`FileUnreadable`, :class:`LayoutUnknown` for what is no such file.
    """
    rows = read_sheet(data, file)
    head = list(islice(rows, SEARCHED_ROWS + SAMPLED))
    heading = find_heading(head, layout, file)
    exchanged = find_exchanged(head[heading.rows :], heading, layout)
    columns = _exchanged(heading.columns, exchanged) if exchange else dict(heading.columns)
    reader = _Reader(layout, columns, Problems.none())
    kept = tuple(reader.read(chain(head[heading.rows :], rows), heading.rows))
    if not reader.rows_read:
        raise LayoutUnknown(f"{file} has a heading and no rows 文件只有表头，没有数据")
    return RosterRead(layout, heading, reader.rows_read, kept, exchanged, reader.notices(), reader.problems)


def _exchanged(columns: Mapping[str, int], exchanged: Sequence[Exchanged]) -> dict[str, int]:
    found = dict(columns)
    for pair in exchanged:
        one, other = pair.fields
        found[one], found[other] = columns[other], columns[one]
    return found


class _Reader:
    """Reads rows under a heading, and counts."""

    def __init__(self, layout: Layout, columns: Mapping[str, int], problems: Problems) -> None:
        self.problems = problems
        self.rows_read = 0
        self._layout = layout
        self._columns = [(layout.column(field), position) for field, position in columns.items()]
        self._required = [c for c in layout.columns if c.required and not c.gaps]
        self._first: dict[Any, int] = {}
        self._serials = self._blank = 0

    def read(self, rows: Iterator[list[Cell]], before: int) -> Iterator[RosterRow]:
        """Rows without a problem. ``before``: rows of the sheet above."""
        for number, row in enumerate(rows, start=before + 1):
            if not any(cell is not None for cell in row):
                self._blank += 1
                continue
            self.rows_read += 1
            values, usable = self._values(number, row)
            if self._repeated(number, values) or not usable:
                continue
            yield RosterRow(number, values)

    def notices(self) -> tuple[Text, ...]:
        """What was understood though it was written otherwise."""
        told = []
        if self._serials:
            n = f"{self._serials:,}"
            words = Text(f"{n} days were day numbers of Excel, read as such", f"{n} 个日期为数字格式，已按日期读取")
            told.append(words)
        if self._blank:
            told.append(Text(f"{self._blank:,} empty rows were left out", f"已忽略 {self._blank:,} 个空行"))
        return tuple(told)

    def _values(self, number: int, row: Sequence[Cell]) -> tuple[dict[str, Any], bool]:
        values: dict[str, Any] = {}
        usable = True
        for column, position in self._columns:
            cell = row[position] if position < len(row) else None
            if cell is None:
                continue
            try:
                values[column.field] = read_cell(column, cell)
            except Unusable as why:
                usable = False
                self.problems.add(CellProblem(number, column.label, why.code, why.text, _shown(column, cell)))
                values[column.field] = None
                continue
            if column.holds is Holds.DAY and not hasattr(cell, "year") and is_serial(plain(cell)):
                self._serials += 1
        for column in self._required:
            if column.field not in values:
                usable = False
                words = Text(f"fill in: {column.label.en}", f"请填写：{column.label.zh}")
                self.problems.add(CellProblem(number, column.label, "empty", words))
        return values, usable

    def _repeated(self, number: int, values: Mapping[str, Any]) -> bool:
        key = values.get(self._layout.key)
        if key is None:
            return False
        first = self._first.setdefault(key, number)
        if first != number:
            words = Text(f"it stands in row {first} already", f"与第 {first} 行重复")
            column = self._layout.column(self._layout.key)
            self.problems.add(CellProblem(number, column.label, "twice", words, _shown(column, key)))
        return first != number


def _shown(column: Column, cell: Cell) -> str:
    """The cell as the preview may show it: what should be personal is masked as such, anything else as free text."""
    if isinstance(cell, float) and abs(cell) >= 1e15:
        return "…"
    text = plain(cell)[:60]
    kind = _PERSONAL.get(column.holds)
    if kind is not None and not any(c.isdigit() for c in text):
        kind = Personal.NAME  # people write names into the columns of numbers and plates
    return mask(kind, text) if kind is not None and mask_text(text) == text else mask_text(text)

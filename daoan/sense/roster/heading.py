"""Which column of a sheet holds what: by its heading, wherever that stands, and then by what its cells look like.

Sheets come with a title over all columns, with a heading of two rows whose upper one is merged over groups, and with
headings over the wrong columns. A merged cell has its text in its first cell only. Content decides nothing by itself:
it is held against the heading, and what does not fit is told.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daoan.sense.roster.cells import Unusable, read_cell
from daoan.sense.roster.columns import Column, Holds, Layout
from daoan.sense.roster.sheet import Cell
from daoan.terms.errors import LayoutUnknown
from daoan.terms.estimates import Text

SEARCHED_ROWS, SAMPLED = 15, 300
FITS, MISFITS = 0.8, 0.4  # share of sampled cells from which a column is told to hold something, or not to
#: What is told by its looks alone.
_BY_LOOKS = (Holds.NUMBER, Holds.CREDIT_CODE, Holds.PLATE, Holds.PHONE, Holds.CLASSES, Holds.DAY, Holds.NAME)
_NOISE = re.compile(r"[\s*＊:：()（）]")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading ends and what was read from it. ``rows``: of the sheet, the last of them holds the heading;
    ``columns``: position of each column by its field; ``strangers``: headings that no column has."""

    rows: int
    columns: Mapping[str, int]
    named: Mapping[str, str]  # by field, as the sheet writes it
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exchanged:
    """Columns whose cells look as if they stood under each other's headings; ``fields``: two, or one and none."""

    fields: tuple[str, ...]
    message: Text


def find_heading(rows: Sequence[Sequence[Cell]], layout: Layout, file: str) -> Heading:
    """The heading among the first rows. Raises :class:`LayoutUnknown`, naming what is missing."""
    names = {_bare(heading): column.field for column in layout.columns for heading in column.headings}
    best: Heading | None = None
    for place in range(min(len(rows), SEARCHED_ROWS)):
        for with_above in (False, True) if place else (False,):
            found = _read_heading(rows, place, names, with_above=with_above)
            if best is None or len(found.columns) > len(best.columns):
                best = found
    columns = best.columns if best else {}
    missing = [c.label for c in layout.columns if c.required and c.field not in columns]
    if best is None or missing:
        en, zh = ", ".join(t.en for t in missing), "、".join(t.zh for t in missing)
        raise LayoutUnknown(f"{file}: these columns are missing: {en}. Take the template. 缺少列：{zh}，请使用模板")
    return best


def _read_heading(rows: Sequence[Sequence[Cell]], place: int, names: Mapping[str, str], *, with_above: bool) -> Heading:
    """A row read as the heading; ``with_above``: where it is empty, the row above (cells merged downwards) counts."""
    above = rows[place - 1] if with_above else ()
    columns: dict[str, int] = {}
    named: dict[str, str] = {}
    strangers: list[str] = []
    for position in range(max(len(rows[place]), len(above))):
        cell = _at(rows[place], position) or _at(above, position)
        if not isinstance(cell, str):
            continue
        field = names.get(_bare(cell))
        if field is None or field in columns:
            strangers.append(cell[:40])
        else:
            columns[field], named[field] = position, cell[:40]
    return Heading(place + 1, columns, named, tuple(strangers))


def find_exchanged(rows: Sequence[Sequence[Cell]], heading: Heading, layout: Layout) -> tuple[Exchanged, ...]:
    """Columns that stand under each other's headings, by a sample of the rows below the heading."""
    sampled = {field: _sample(rows, position) for field, position in heading.columns.items()}
    wrong = [c for c in layout.columns if c.holds in _BY_LOOKS and _share(c, sampled.get(c.field, ())) < MISFITS]
    found: list[Exchanged] = []
    told: set[str] = set()
    for column in wrong:
        other = next((c for c in _candidates(layout, heading) if _is_exchange(column, c, sampled)), None)
        if column.field in told or (other is not None and other.field in told):
            continue
        fields = (column.field,) if other is None else (column.field, other.field)
        told.update(fields)
        if other is not None:
            found.append(Exchanged(fields, _exchange_words(column, other)))
    found += [e for pair in layout.ordered if (e := _out_of_order(pair, heading, sampled, layout)) is not None]
    return tuple(found)


def _candidates(layout: Layout, heading: Heading) -> list[Column]:
    return [c for c in layout.columns if c.field in heading.columns]


def _is_exchange(column: Column, other: Column, sampled: Mapping[str, Sequence[Cell]]) -> bool:
    """Whether the other's cells fit this column, and this one's fit the other at least as well as their own heading."""
    if other.field == column.field or _share(column, sampled[other.field]) < FITS:
        return False
    return _share(other, sampled[column.field]) >= FITS


def _out_of_order(
    pair: tuple[str, str], heading: Heading, sampled: Mapping[str, Sequence[Cell]], layout: Layout
) -> Exchanged | None:
    """Days that stand the other way round in most rows."""
    if not all(field in heading.columns for field in pair):
        return None
    both = [
        (_value(layout.column(pair[0]), a), _value(layout.column(pair[1]), b))
        for a, b in zip(sampled[pair[0]], sampled[pair[1]], strict=True)
    ]
    days = [(a, b) for a, b in both if a is not None and b is not None]
    if len(days) < 5 or sum(a > b for a, b in days) < FITS * len(days):
        return None
    return Exchanged(pair, _exchange_words(layout.column(pair[0]), layout.column(pair[1])))


def _exchange_words(one: Column, other: Column) -> Text:
    return Text(
        f'the columns "{one.label.en}" and "{other.label.en}" look exchanged: each holds what the other should',
        f"“{one.label.zh}”与“{other.label.zh}”两列疑似填反：内容与表头不符",
    )


def _share(column: Column, cells: Sequence[Cell]) -> float:
    """Share of cells that can be read as a column's; 1 of none."""
    filled = [cell for cell in cells if cell is not None]
    return sum(_value(column, cell) is not None for cell in filled) / len(filled) if filled else 1.0


def _value(column: Column, cell: Cell) -> Any:
    try:
        return None if cell is None else read_cell(column, cell)
    except Unusable as why:
        return True if why.code in ("check_digit", "digits_lost", "not_key") else None  # wrong, but what it should be


def _sample(rows: Sequence[Sequence[Cell]], position: int) -> tuple[Cell, ...]:
    return tuple(_at(row, position) for row in rows[:SAMPLED])


def _at(row: Sequence[Cell], position: int) -> Cell:
    return row[position] if position < len(row) else None


def _bare(heading: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading)).casefold()

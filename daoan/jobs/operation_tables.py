"""Daily tables of an operation as rows of a file, whichever door it leaves by."""

from collections.abc import Sequence

from daoan.edge.documents.xlsx import Cell, xlsx_of
from daoan.terms.records.registered import Entry
from daoan.terms.registers import Field, FieldKind, Register


def columns_of(register: Register) -> tuple[Field, ...]:
    """What stands in a row: no tables within tables, and not the operation, which is the same in all."""
    return tuple(f for f in register.fields if f.kind is not FieldKind.TABLE and f.name != "operation")


def cells_of(row: Entry, columns: Sequence[Field]) -> list[Cell]:
    """A daily table in that order; ``None`` where nothing was recorded."""
    return [_plain(row.values.get(f.name)) for f in columns]


def workbook_of(rows: Sequence[Entry], register: Register, mark: str) -> bytes:
    """All as a workbook; ``mark``: stands in a last column of every row, "" for no such column."""
    columns, last = columns_of(register), [mark] if mark else []
    headings = [*(f.label.zh for f in columns), *last]
    return xlsx_of("专项行动日报", headings, [[*cells_of(row, columns), *last] for row in rows])


def _plain(value: object) -> Cell:
    return value if isinstance(value, int | float | str) or value is None else str(value)

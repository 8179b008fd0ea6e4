"""Bytes of an Excel workbook (.xlsx) as a table: the first sheet that has rows, its first row the headings."""

from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from daoan.sense.feeds.table import MAX_COLUMNS, MAX_ROW_CHARS, Cut, Table, table_of, unique_headings
from daoan.sense.feeds.text import MAX_BYTES
from daoan.terms.errors import FileUnreadable
from daoan.terms.estimates import Text

MAX_ROWS = 1_048_576  # what one sheet can hold

_NEVER_COMPUTED = "\x00formula"


def is_workbook(data: bytes) -> bool:
    """Whether some bytes are a zip archive, as every .xlsx is."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(data: bytes, file: str) -> Table:
    """Headings and rows of the first sheet that has any.

    Dates come as ``2024-03-05 14:20:00``, whole numbers without a decimal point. A formula counts for the value stored
    with it; a row with one that was never computed is broken. Raises :class:`FileUnreadable` for a workbook that is
    damaged, locked, or swells beyond what a workbook holds.
    """
    refuse_bomb(data, file)
    try:
        rows = _sheet_rows(data)
    except Exception as problem:  # a hostile workbook can make the parser raise anything; none of it is our failure
        raise FileUnreadable(
            f"{file} cannot be opened as an Excel workbook ({type(problem).__name__}): open it in Excel, "
            "remove its password, save it anew as .xlsx, or give it as CSV"
        ) from problem
    start = next((i for i, row in enumerate(rows) if any(row)), None)
    if start is None:
        raise FileUnreadable(f"{file} has no sheet with rows: its first row must name the columns")
    headings = unique_headings(rows[start])
    return table_of(_cuts(rows[start + 1 :], len(headings)), headings, "xlsx")


def refuse_bomb(data: bytes, file: str) -> None:
    """Raises :class:`FileUnreadable` for an archive that is damaged or swells beyond what a workbook holds."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            swollen = sum(member.file_size for member in archive.infolist())
    except (BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise FileUnreadable(f"{file} is a damaged Excel workbook: save it anew, or transfer it again") from problem
    if swollen > MAX_BYTES or len(data) > MAX_BYTES:
        raise FileUnreadable(f"{file} unpacks to more than {MAX_BYTES // 2**20} MiB: cut it by year and give the parts")


def _sheet_rows(data: bytes) -> list[list[str]]:
    """Cells of the first sheet that has any, as text; trailing empty cells and rows are cut off."""
    values = load_workbook(BytesIO(data), read_only=True, data_only=True)
    formulas = load_workbook(BytesIO(data), read_only=True, data_only=False)
    for sheet, raw in zip(values.worksheets, formulas.worksheets, strict=True):
        sheet.reset_dimensions()
        raw.reset_dimensions()
        limits = {"max_row": MAX_ROWS, "max_col": MAX_COLUMNS}
        pairs = zip(
            sheet.iter_rows(values_only=True, **limits), raw.iter_rows(values_only=True, **limits), strict=False
        )
        rows = [_trimmed([_cell(v, f) for v, f in zip(a, b, strict=False)]) for a, b in islice(pairs, MAX_ROWS)]
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            return rows
    return []


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(value: Any, formula: Any) -> str:
    if value is None:
        return _NEVER_COMPUTED if isinstance(formula, str) and formula.startswith("=") else ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()


def _cuts(rows: list[list[str]], width: int) -> Iterator[Cut]:
    for cells in rows:
        if _NEVER_COMPUTED in cells:
            shown = ["" if cell == _NEVER_COMPUTED else cell for cell in cells]
            yield shown, Text("a formula in it was never computed", "含有未计算的公式")
        elif sum(map(len, cells)) > MAX_ROW_CHARS:
            yield cells, Text("it is too long", "内容过长")
        elif not cells:
            yield [], None
        else:
            yield cells + [""] * (width - len(cells)), None

"""Workbooks as people hand them in. Numbers are of nobody: born in 1900, in places that no longer exist as such."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from stdnum.cn import ric, uscc


def number(n: int) -> str:
    """A citizen's number with its right check digit."""
    body = f"62280119000101{n:03d}"
    return body + ric.calc_check_digit(body + "0")


def credit_code(n: int) -> str:
    """A unified social credit code with its right check digit."""
    body = f"91621000MA{n:07d}"
    return body + uscc.calc_check_digit(body)


def workbook(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


DRIVER_HEADINGS = ["身份证号", "姓名", "准驾车型", "驾驶证有效期止", "审验有效期止"]


def drivers(n: int = 6) -> list[list[Any]]:
    """Rows of drivers under :data:`DRIVER_HEADINGS`."""
    return [[number(i), f"张{'一二三四五六七八九'[i % 9]}", "A2", date(2027, 5, 1), date(2026, 5, 1)] for i in range(n)]

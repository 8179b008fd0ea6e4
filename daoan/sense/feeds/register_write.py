"""Crashes to a crash register: the template to fill in, and files that :mod:`daoan.sense.feeds.register` reads back."""

import csv
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from daoan.sense.feeds.register import ZONE
from daoan.sense.feeds.register_columns import COLUMNS
from daoan.sense.feeds.register_parties import write_parties
from daoan.sense.feeds.register_row import FORMULA_STARTS
from daoan.terms.codes import LABELS
from daoan.terms.records import Crash
from daoan.terms.times import local_to_utc

_HEAD = PatternFill("solid", fgColor="DCE6F1")
_EXAMPLE = Font(italic=True, color="808080")
_SAVED_AT = datetime(2024, 1, 1)  # noqa: DTZ001 - the template must be the same bytes whenever it is made


def write_register(crashes: Iterable[Crash], zone: str = ZONE) -> bytes:
    """A register as CSV (UTF-8 with a byte-order mark, so that Excel shows it rightly), WGS-84, wall clock of ``zone``.

    Reading it gives the same crashes in every field that the template has; quality flags are found anew.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.heading for column in COLUMNS])
    for crash in crashes:
        cells = _cells(crash, zone)
        writer.writerow([cells[column.field] for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cells(crash: Crash, zone: str) -> dict[str, str]:
    chainage = crash.chainage_m
    return {
        "source_ref": _escaped(crash.source_ref),
        "area": _escaped(crash.area),
        "happened_at": _local(crash.happened_at, zone),
        "precision": LABELS[crash.precision].zh,
        "known_at": "" if crash.known_at_assumed else _local(crash.known_at, zone),
        "severity": LABELS[crash.severity].zh,
        **{name: _number(getattr(crash, name)) for name in ("deaths_7d", "deaths_30d", "injured", "serious", "slight")},
        "parties": write_parties(crash.parties, zone),
        "vehicles": _number(crash.vehicles),
        "route": _escaped(crash.route),
        "road_name": _escaped(crash.road_name),
        "km": "" if chainage is None else str(int(chainage // 1000)),
        "m": "" if chainage is None else repr(chainage % 1000),
        "chainage_m": _number(chainage),
        **{name: _label(crash, name) for name in ("road_class", "light", "weather", "surface", "form")},
        "lon": _number(crash.lon),
        "lat": _number(crash.lat),
        "datum": "" if crash.lon is None else "WGS-84",
        "cause": _escaped(crash.cause),
        "loss_yuan": _number(crash.loss_yuan),
        "simulated": "模拟" if crash.simulated else "",
    }


def _local(moment: datetime, zone: str) -> str:
    """Wall-clock time; with its offset in an hour that the clock shows twice."""
    local = moment.astimezone(ZoneInfo(zone))
    naive = local.replace(tzinfo=None, fold=0)
    if local_to_utc(naive, zone) != moment:
        return local.isoformat(" ", "seconds")
    return naive.isoformat(" ", "seconds" if naive.second else "minutes")


def _number(value: float | int | None) -> str:
    return "" if value is None else repr(value)


def _label(crash: Crash, name: str) -> str:
    code = getattr(crash, name)
    return "" if code is None else LABELS[code].zh


def _escaped(value: str | None) -> str:
    text = value or ""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def register_template() -> bytes:
    """The template as .xlsx: headings and one example row, which reading passes over, and a sheet that explains."""
    book = Workbook()
    book.properties.created = book.properties.modified = _SAVED_AT
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "事故登记表"
    sheet.append([column.heading for column in COLUMNS])
    sheet.append([column.example for column in COLUMNS])
    sheet.freeze_panes = "B2"
    for i, column in enumerate(COLUMNS, start=1):
        sheet.cell(1, i).font = Font(bold=True, color="C00000" if column.needed else "000000")
        sheet.cell(1, i).fill = _HEAD
        sheet.cell(2, i).font = _EXAMPLE
        sheet.column_dimensions[get_column_letter(i)].width = max(10, 2 * len(column.heading) + 4)
    _explain(book.create_sheet("填写说明"))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _explain(sheet: Worksheet) -> None:
    sheet.append(["栏目", "必填", "填写说明", "Explanation", "亦可写作"])
    for column in COLUMNS:
        needed = "必填" if column.needed else ""
        sheet.append([column.heading, needed, column.meaning.zh, column.meaning.en, "、".join(column.synonyms)])
    sheet.append(
        ["示例行", "", "编号以“示例”开头的行不会导入。", "Rows whose number begins with 示例 are not imported.", ""]
    )
    for letter, width in zip("ABCDE", (14, 8, 60, 70, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)

"""The roster of a deployment as a workbook and as CSV: rows are units, columns are shifts as people know them."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from daoan.api.deployment_shapes import DeploymentDetail
from daoan.terms.spreadsheets import inert
from daoan.terms.times import utc_to_local

_HEAD = PatternFill("solid", fgColor="DCEBE5")
UNIT, NOTE = "警组 unit", "备注 note"
SIMULATED = "模拟 simulated"


def roster_rows(detail: DeploymentDetail, zone: str) -> tuple[list[str], list[dict[str, str]]]:
    """Headings, and a row a unit: where it stands in each shift; empty: off."""
    names = {p.place_id: f"{p.place_id} {p.name}".strip() for p in detail.places}
    columns = {s.key: _heading(detail, n, zone) for n, s in enumerate(detail.shifts)}
    at = {(p.unit_id, p.shift): names[p.place_id] for p in sorted(detail.placements, key=lambda p: p.starts_at)}
    rows = []
    for unit in detail.units:
        row = {UNIT: f"{unit.name.zh} {unit.name.en}"}
        row |= {column: at.get((unit.unit_id, key), "") for key, column in columns.items()}
        rows.append(row | {NOTE: SIMULATED if detail.head.simulated else ""})
    return [UNIT, *columns.values(), NOTE], rows


def roster_book(detail: DeploymentDetail, zone: str) -> bytes:
    """The same as .xlsx, with a sheet of placements and a sheet of notes."""
    book = Workbook()
    book.properties.created = book.properties.modified = detail.head.made_at.replace(tzinfo=None)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "班表 roster"
    columns, rows = roster_rows(detail, zone)
    fill(sheet, [columns, *([row[c] for c in columns] for row in rows)])
    sheet.freeze_panes = "B2"
    placed = book.create_sheet("点位 placements")
    fill(placed, [list(PLACED), *_placed(detail, zone)])
    notes = book.create_sheet("说明 notes")
    fill(notes, [["说明", "Note"], *([n.zh, n.en] for n in (*detail.notes, *detail.left_out))])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


PLACED = ("警组 unit", "班次 shift", "起 from", "止 to", "地点 place", "经度 lon", "纬度 lat", "理由", "why")


def _placed(detail: DeploymentDetail, zone: str) -> Iterator[list[str | float]]:
    units, places = {u.unit_id: u for u in detail.units}, {p.place_id: p for p in detail.places}
    names = {s.key: _heading(detail, n, zone) for n, s in enumerate(detail.shifts)}
    for p in detail.placements:
        place, unit = places[p.place_id], units[p.unit_id]
        span = [f"{utc_to_local(t, zone):%Y-%m-%d %H:%M}" for t in (p.starts_at, p.ends_at)]
        yield [
            f"{unit.name.zh} {unit.name.en}", names[p.shift], *span, f"{place.place_id} {place.name}".strip(),
            round(place.lon, 6), round(place.lat, 6), p.why.zh, p.why.en,
        ]  # fmt: skip


def _heading(detail: DeploymentDetail, n: int, zone: str) -> str:
    shift = detail.shifts[n]
    span = "–".join(f"{utc_to_local(t, zone):%H:%M}" for t in (shift.starts_at, shift.ends_at))
    return f"{shift.day} {shift.name.zh} {shift.name.en} {span}"


def fill(sheet: Worksheet, rows: Sequence[Sequence[str | float]]) -> None:
    """Rows under a heading; text is never a formula."""
    for row in rows:
        sheet.append([inert(cell) if isinstance(cell, str) else cell for cell in row])
    for i, _ in enumerate(rows[0], start=1):
        sheet.cell(1, i).font, sheet.cell(1, i).fill = Font(bold=True), _HEAD
        sheet.cell(1, i).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(i)].width = 28 if i == 1 else 20

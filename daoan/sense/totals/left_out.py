"""Rows of a register that gave no crash of their own, and what they would have added to which total."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daoan.sense.counties_of import code_of, names_of
from daoan.sense.feeds import register_codes
from daoan.sense.feeds.cell_reader import CellReader
from daoan.sense.feeds.moments import find_moment
from daoan.sense.feeds.register import register_table
from daoan.sense.feeds.register_columns import COLUMNS
from daoan.sense.feeds.register_layout import Layout, guess, laid_out
from daoan.sense.feeds.table import Row, Table
from daoan.sense.quality import reference_repeated
from daoan.sense.totals.published import Scope
from daoan.terms.city import City
from daoan.terms.codes import Severity
from daoan.terms.records import Refusal
from daoan.terms.times import utc_to_local

COUNTED_ONCE = f"{reference_repeated.RULE.code}.same"  # an equal row under one number: kept out, not refused
_FIELDS = {column.field: column.heading for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One row. ``scope``: as far as the row tells it (year 0 and ``None``: not told); ``crashes``: 1, or 0 where an
    earlier row of the same crash counts it."""

    file: str
    row: int
    code: str  # of the rule that kept it out
    scope: Scope
    crashes: int
    deaths: int
    injured: int


def refused_rows(refusals: Sequence[Refusal], city: City, layout: Layout | None) -> tuple[LeftOut, ...]:
    """What refused rows would have added. ``layout``: of a register with headings of its own; else it is guessed."""
    by_file: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in refusals:
        by_file[refusal.file].append(refusal)
    found: list[LeftOut] = []
    for file, some in by_file.items():
        headings = tuple(dict.fromkeys(h for r in some for h in r.raw))
        rows = [Row(r.row or 0, {h: r.raw.get(h, "") for h in headings}) for r in some]
        table = Table(headings, tuple(rows), (), "")
        table = laid_out(table, layout if layout and layout.fits(table) else guess(table))
        codes = [r.code for r in some]
        found += _rows(file, table.rows, codes, city)
    return tuple(found)


def repeated_rows(data: bytes, file: str, city: City, layout: Layout | None) -> tuple[LeftOut, ...]:
    """Rows of a register that are equal to an earlier one under the same number, and count once with it."""
    table = register_table(data, file, layout)
    columns = layout.columns if layout and layout.fits(table) else guess(table).columns
    if layout is None or not layout.fits(table):
        table = laid_out(table, guess(table))
    heading = columns.get("source_ref", "")
    first: dict[str, Mapping[str, str]] = {}
    again = [row for row in table.rows if first.setdefault(row.cells.get(heading, ""), row.cells) is not row.cells]
    same = [row for row in again if row.cells == first[row.cells.get(heading, "")] and row.cells.get(heading)]
    return tuple(_rows(file, same, [COUNTED_ONCE] * len(same), city, every=True))


def _rows(file: str, rows: Sequence[Row], codes: Sequence[str], city: City, *, every: bool = False) -> list[LeftOut]:
    counties, seen = names_of(city.areas), set[str]()
    found = []
    for row, code in zip(rows, codes, strict=True):
        cells = CellReader(row.cells, _FIELDS)
        reference = cells.text("source_ref")
        new = every or not reference or reference not in seen
        seen.add(reference)
        found.append(
            LeftOut(
                file, row.number, code, _scope(cells, city, counties), int(new),
                next((n for f in ("deaths_7d", "deaths_30d") if (n := cells.count(f)) is not None), 0),
                _injured(cells),
            )
        )  # fmt: skip
    return found


def _scope(cells: CellReader, city: City, counties: Mapping[str, str]) -> Scope:
    moment = find_moment(cells.text("happened_at"), city.zone)
    local = utc_to_local(moment[0], city.zone) if moment else None
    county = code_of(cells.text("area"), counties)
    if county is None and len(city.areas) == 1:
        county = city.areas[0].code
    return Scope(local.year if local else 0, local.month if local else None, county, _severity(cells))


def _severity(cells: CellReader) -> Severity | None:
    if any(cells.count(field) for field in ("deaths_7d", "deaths_30d")):
        return Severity.FATAL
    return cells.code("severity", register_codes.SEVERITY)


def _injured(cells: CellReader) -> int:
    told = cells.count("injured")
    return told if told is not None else (cells.count("serious") or 0) + (cells.count("slight") or 0)

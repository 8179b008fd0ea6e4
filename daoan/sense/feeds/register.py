"""The crash register template with Chinese headings: bytes of CSV or Excel to crashes.

One row a crash. Headings may be those of the template or what registers in use call them, in any order; a missing
column is a field that is not recorded. Coordinates need a stated reference system. A plain 死亡 is the official count
within 7 days. Columns and their meanings: :mod:`daoan.sense.feeds.register_columns`; faults:
``docs/sources/register.md``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from daoan.sense.feeds.collision_rows import broken_rows, file_notices, notices_of
from daoan.sense.feeds.positions import Position, read_positions, without_place
from daoan.sense.feeds.read_rows import unique_rows
from daoan.sense.feeds.register_columns import COLUMNS, DATUMS, columns_of, plain_heading
from daoan.sense.feeds.register_layout import Layout, laid_out, own_cells, own_heading
from daoan.sense.feeds.register_row import read_row
from daoan.sense.feeds.table import Row, Table, read_table
from daoan.sense.feeds.workbook import is_workbook, read_workbook
from daoan.sense.quality import datum_missing, rows_example
from daoan.sense.quality.place_outside import Jurisdiction
from daoan.sense.quality.rule import Finding, Origin
from daoan.terms.errors import DatumMissing, LayoutUnknown
from daoan.terms.places import OSGB
from daoan.terms.records import Batch, Crash

FEED = "register"
ZONE = "Asia/Shanghai"
EXAMPLE_MARK = "示例"


def read_register(
    data: bytes,
    file: str,
    as_of: datetime,
    *,
    feed: str = FEED,
    zone: str = ZONE,
    datum: str | None = None,
    jurisdiction: Jurisdiction | None = None,
    layout: Layout | None = None,
) -> Batch[Crash]:
    """Crashes of one register, CSV in any common encoding or .xlsx.

    ``zone``: IANA name of the wall clock that it was kept by; ``datum``: reference system of rows that state none;
    ``layout``: what the columns hold, for a file that has them all.
    Raises :class:`daoan.terms.errors.FileUnreadable`, :class:`daoan.terms.errors.LayoutUnknown` where number or time of
    the crash have no column, and :class:`daoan.terms.errors.DatumMissing` for coordinates without any reference system.
    """
    table = register_table(data, file, layout)
    datum = (layout.datum if layout else "") or datum
    columns = _columns(table, file, datum)
    origin = Origin(feed, file, as_of)
    rows = [row for row in table.rows if not row.cells[columns["source_ref"]].startswith(EXAMPLE_MARK)]
    positions = _positions(rows, columns, datum, jurisdiction)
    read = [read_row(row, p, columns, origin, zone) for row, p in zip(rows, positions, strict=True)]
    unique = unique_rows(read)
    refused = [
        origin.refuse(
            r.row.number,
            replace(r.refusing, column=own_heading(r.refusing.column, layout)),
            own_cells(r.row.cells, layout),
        )
        for r in unique.refused
        if r.refusing
    ]
    refusals = (*broken_rows(table, origin), *refused)
    examples = len(table.rows) - len(rows)
    noticed = (origin.notice(rows_example.RULE, examples),) if examples else ()
    return Batch(
        feed=feed,
        file=file,
        sha256=sha256(data).hexdigest(),
        layout="register",
        encoding=table.encoding,
        rows_read=table.rows_read - examples,
        rows_accepted=table.rows_read - examples - len(refusals),
        records=unique.crashes,
        refusals=tuple(sorted(refusals, key=lambda r: r.row or 0)),
        notices=file_notices(table, origin) + noticed + notices_of(unique.findings, origin),
    )


def register_table(data: bytes, file: str, layout: Layout | None = None) -> Table:
    """The table of a register, laid out as the template where a layout fits it. Raises :class:`FileUnreadable`."""
    table = read_workbook(data, file) if is_workbook(data) else read_table(data, file)
    return laid_out(table, layout) if layout is not None and layout.fits(table) else table


def _columns(table: Table, file: str, datum: str | None) -> Mapping[str, str]:
    columns = columns_of(table.headings)
    missing = [c.heading for c in COLUMNS if c.needed and c.field not in columns]
    if missing:
        raise LayoutUnknown(
            f"{file} is no crash register that we know: it has no column {'、'.join(missing)}. "
            "Write the headings of the template into the first row"
        )
    if "lon" in columns and "datum" not in columns and not datum:
        raise DatumMissing(
            f"{file} has coordinates and no column 坐标系: add it (WGS-84, CGCS2000, GCJ-02 or BD-09), "
            "or state the reference system of the whole file"
        )
    return columns


def _positions(
    rows: Sequence[Row], columns: Mapping[str, str], datum: str | None, jurisdiction: Jurisdiction | None
) -> list[Position]:
    """Positions of all rows, each in the reference system that the row states."""
    pairs = [(r.cells.get(columns.get("lon", ""), ""), r.cells.get(columns.get("lat", ""), "")) for r in rows]
    stated = [_datum(row.cells.get(columns.get("datum", ""), ""), datum) for row in rows]
    result: list[Position] = [Position(None, None)] * len(rows)
    for system in set(stated):
        chosen = [i for i, one in enumerate(stated) if one == system]
        wanted = [pairs[i] for i in chosen]
        column = columns.get("lon")
        if system is None:
            found = [_without_datum(pair, rows[i], columns) for i, pair in zip(chosen, wanted, strict=True)]
        else:
            found = read_positions(wanted, column, system, jurisdiction)
        for i, position in zip(chosen, found, strict=True):
            result[i] = position
    return result


_DATUMS = {plain_heading(name): system for name, system in DATUMS.items()}


def _datum(written: str, default: str | None) -> str | None:
    """The reference system that a row states; that of the file where it states none; ``None`` for one not known."""
    name = written or default or ""
    return _DATUMS.get(plain_heading(name)) or (name if name and name == default == OSGB else None)


def _without_datum(pair: tuple[str, str], row: Row, columns: Mapping[str, str]) -> Position:
    if not any(pair):
        return without_place(columns.get("lon"))
    column = columns.get("datum")
    said = datum_missing.RULE.say(value=row.cells.get(column or "", ""))
    return Position(None, None, (Finding(datum_missing.RULE, column, said),))

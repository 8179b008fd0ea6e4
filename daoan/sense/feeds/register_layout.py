"""A register with headings of its own: which column holds which field, guessed once, shown, and kept by whoever agrees.

:mod:`daoan.sense.feeds.register` reads the headings of the template and those of registers in use. Other tables are
laid out as that template by a :class:`Layout`: columns under other names, date and time in two columns, day before
month. What a row really said stays in its refusal.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from daoan.sense.feeds.register_columns import COLUMNS, columns_of, plain_heading
from daoan.sense.feeds.table import Row, Table
from daoan.terms.errors import InputError

#: Words of English headings for fields of the template, the surest first. Whole headings, without case and signs.
ENGLISH: Mapping[str, tuple[str, ...]] = {
    "source_ref": (
        "referencenumber", "reference", "crashid", "collisionid", "accidentid", "accidentindex", "collisionindex",
        "crashno", "caseno", "casenumber", "ref", "id",
    ),
    "area": ("countycode", "districtcode", "areacode", "county", "district", "area"),
    "happened_at": (
        "happenedat", "datetime", "dateandtime", "occurredat", "accidentdate", "collisiondate", "crashdate", "date",
    ),
    "known_at": ("knownat", "reportedat", "reporttime", "reportdate"),
    "severity": ("severity", "crashseverity", "collisionseverity", "accidentseverity"),
    "deaths_7d": ("deaths7d",),
    "deaths_30d": ("deaths30d", "deaths", "killed", "fatalities", "dead"),
    "injured": ("injured", "injuries"),
    "serious": ("serious", "seriouslyinjured", "seriousinjuries"),
    "slight": ("slight", "slightlyinjured", "minorinjuries"),
    "vehicles": ("vehicles", "numberofvehicles"),
    "route": ("route", "roadnumber", "roadno"),
    "road_name": ("roadname", "road", "street"),
    "road_class": ("roadclass", "roadtype"),
    "lon": ("longitude", "lon", "lng", "x", "easting"),
    "lat": ("latitude", "lat", "y", "northing"),
    "datum": ("datum", "crs", "referencesystem"),
    "light": ("light", "lightconditions", "lightingconditions"),
    "weather": ("weather", "weatherconditions"),
    "surface": ("surface", "roadsurface", "surfaceconditions"),
    "form": ("form", "crashtype", "collisiontype"),
    "cause": ("cause", "primarycause"),
}  # fmt: skip
TIMES = ("time", "timeofday", "accidenttime", "crashtime", "collisiontime", "time24hr")

FIELDS = {column.field: column for column in COLUMNS}
_DATE = re.compile(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[T\s]+(.*))?", re.ASCII)
_BARE_TIME = re.compile(r"\d{1,4}", re.ASCII)
YMD, DMY, MDY = "ymd", "dmy", "mdy"


@dataclass(frozen=True, slots=True)
class Layout:
    """``columns``: heading of the file that holds each field; ``time``: heading of a time of day beside its date.

    ``order`` of a date's parts: ``ymd``, ``dmy`` or ``mdy``; ``datum``: reference system of the whole file, "" where
    each row states one.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    time: str = ""
    order: str = YMD
    datum: str = ""

    def headings(self) -> tuple[str, ...]:
        """Every heading that is needed."""
        return (*self.columns.values(), *([self.time] if self.time else []))

    def fits(self, table: Table) -> bool:
        """Whether a table has every heading of it."""
        return set(self.headings()) <= set(table.headings)


def guess(table: Table) -> Layout:
    """What the columns of a table seem to hold; a field that nothing seems to hold is left out."""
    known = columns_of(table.headings)
    plain = {_letters(heading): heading for heading in reversed(table.headings)}
    found = dict(known)
    for name, words in ENGLISH.items():
        heading = next((plain[word] for word in words if word in plain and plain[word] not in found.values()), None)
        if name not in found and heading:
            found[name] = heading
    happened = found.get("happened_at", "")
    cells = [row.cells.get(happened, "") for row in table.rows]
    clock = next((plain[w] for w in TIMES if w in plain and plain[w] not in found.values()), "")
    dated = not any(re.search(r"\d[T\s]+\d{1,2}[:时点]", cell) for cell in cells)
    return Layout(found, clock if dated and happened else "", _order(cells))


def with_columns(layout: Layout, told: Mapping[str, str], table: Table) -> Layout:
    """The same, with columns that a person named: heading → field, or heading of the template; "" takes one away.

    Raises :class:`InputError` for a heading that is not there, or a field that there is not.
    """
    meant = {plain_heading(c.heading): c.field for c in COLUMNS} | {c.field: c.field for c in COLUMNS}
    columns, clock = dict(layout.columns), layout.time
    for heading, what in told.items():
        if heading not in table.headings:
            raise InputError(f"there is no column {heading!r:.60} in the file · 文件中没有该列")
        columns = {name: there for name, there in columns.items() if there != heading}
        clock = "" if clock == heading else clock
        if what == "time":
            clock = heading
        elif what:
            name = meant.get(plain_heading(what)) or meant.get(what)
            if name is None:
                raise InputError(f"{what!r:.60} is no field; choose from {', '.join(FIELDS)}, time · 没有该字段")
            columns[name] = heading
    return replace(layout, columns=columns, time=clock)


def laid_out(table: Table, layout: Layout) -> Table:
    """The table with the template's headings beside its own, as far as the layout names them."""
    filled = tuple(FIELDS[name].heading for name in layout.columns)
    return replace(
        table,
        headings=(*table.headings, *(h for h in filled if h not in table.headings)),
        rows=tuple(Row(row.number, {**row.cells, **_cells(row.cells, layout)}) for row in table.rows),
    )


def own_cells(cells: Mapping[str, str], layout: Layout | None) -> Mapping[str, str]:
    """The cells of a row as its file has them, without those that were laid out: what a person corrects."""
    if layout is None or not set(layout.headings()) <= set(cells):
        return cells
    filled = {FIELDS[name].heading for name in layout.columns} - set(layout.headings())
    return {heading: cell for heading, cell in cells.items() if heading not in filled}


def own_heading(column: str | None, layout: Layout | None) -> str | None:
    """The file's own heading of a column of the template."""
    named = {FIELDS[name].heading: heading for name, heading in layout.columns.items()} if layout else {}
    return named.get(column or "", column)


def _cells(cells: Mapping[str, str], layout: Layout) -> dict[str, str]:
    made = {FIELDS[name].heading: cells.get(heading, "") for name, heading in layout.columns.items()}
    for name in ("happened_at", "known_at"):
        if name in layout.columns:
            made[FIELDS[name].heading] = _turned(made[FIELDS[name].heading], layout.order)
    if layout.time and "happened_at" in layout.columns:
        heading = FIELDS["happened_at"].heading
        made[heading] = f"{made[heading]} {_clock(cells.get(layout.time, ''))}".strip()
    return made


def _turned(written: str, order: str) -> str:
    """A date with the year in front; as it is where it has it there, or is none."""
    match = _DATE.fullmatch(written)
    if order == YMD or match is None:
        return written
    first, second, year, rest = match.groups()
    month, day = (second, first) if order == DMY else (first, second)
    return f"{year}-{month}-{day} {rest or ''}".strip()


def _clock(written: str) -> str:
    """ "0815", "815" and "5" as 08:15 and 00:05; others as they are."""
    if not _BARE_TIME.fullmatch(written):
        return written
    hour, minute = divmod(int(written), 100)
    return f"{hour:02d}:{minute:02d}"


def _order(cells: Sequence[str]) -> str:
    parts = [match for cell in cells if (match := _DATE.fullmatch(cell))]
    if not parts:
        return YMD
    return MDY if any(int(p[2]) > 12 for p in parts) and not any(int(p[1]) > 12 for p in parts) else DMY


def _letters(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", heading.casefold())

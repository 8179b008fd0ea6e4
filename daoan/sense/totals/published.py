"""Published totals of a city, as a table that somebody typed off a yearbook or a bulletin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from unicodedata import normalize

from daoan.sense.counties_of import code_of, names_of
from daoan.sense.feeds.numbers import find_int
from daoan.sense.feeds.register_codes import SEVERITY
from daoan.sense.feeds.table import read_table
from daoan.sense.feeds.workbook import is_workbook, read_workbook
from daoan.terms.city import Area
from daoan.terms.codes import Severity
from daoan.terms.errors import InputError, LayoutUnknown

#: Headings of each column, whatever their case; the first is the one that is written.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "year": ("year", "年", "年份"),
    "month": ("month", "月", "月份"),
    "county": ("county", "district", "area", "行政区划", "县区", "区县"),
    "severity": ("severity", "事故类型", "事故后果"),
    "crashes": ("crashes", "collisions", "事故起数", "起数"),
    "deaths": ("deaths", "killed", "死亡人数", "死亡"),
    "injured": ("injured", "受伤人数", "受伤"),
}
#: 伤人 in a table of totals is every crash with injured and nobody killed.
_INJURY = (Severity.SERIOUS, Severity.SLIGHT)
MEASURES = ("crashes", "deaths", "injured")


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """What a row of totals is about; an empty trait is free. ``county``: code of the area."""

    year: int
    month: int | None = None
    county: str | None = None
    severity: Severity | None = None

    def holds(self, other: "Scope") -> bool:
        """Whether something of a known year, month, county and severity is counted here."""
        return all(self._takes(f.name, getattr(other, f.name)) for f in fields(self))

    def may_hold(self, other: "Scope") -> bool:
        """Whether something might be counted here, if what is not known of it were told. A year 0 is not known."""
        return all(
            getattr(other, f.name) in (None, 0) or self._takes(f.name, getattr(other, f.name)) for f in fields(self)
        )

    def _takes(self, name: str, value: object) -> bool:
        own = getattr(self, name)
        return own in (None, value) or (own is Severity.INJURED and value in _INJURY)


@dataclass(frozen=True, slots=True)
class Published:
    """One row of totals; ``None`` where the row tells none."""

    row: int
    scope: Scope
    crashes: int | None
    deaths: int | None
    injured: int | None


def read_totals(data: bytes, file: str, areas: Sequence[Area]) -> tuple[Published, ...]:
    """Rows of a table of totals, CSV or .xlsx, counties by code or name.

    Raises :class:`LayoutUnknown` where the year or every count has no column, and :class:`InputError` with the number
    of the row for a cell that cannot be read, or for two rows about the same: totals that are guessed reconcile
    nothing.
    """
    table = read_workbook(data, file) if is_workbook(data) else read_table(data, file)
    written = {_plain(heading): heading for heading in reversed(table.headings)}
    columns = {name: next((written[h] for h in names if h in written), "") for name, names in HEADINGS.items()}
    if not columns["year"] or not any(columns[name] for name in MEASURES):
        raise LayoutUnknown(
            f"{file}: totals need a column year and one of crashes, deaths, injured "
            "(month, county, severity where there are) · 合计表须有年份列和起数、死亡、受伤中至少一列"
        )
    if table.broken:
        raise InputError(f"{file}, row {table.broken[0].number}: {table.broken[0].reason.en} · 该行无法读取")
    counties = names_of(areas)
    found = tuple(_row(row.number, row.cells, columns, counties, file) for row in table.rows)
    first: dict[Scope, int] = {}
    for one in found:
        if first.setdefault(one.scope, one.row) != one.row:
            raise InputError(f"{file}: rows {first[one.scope]} and {one.row} are about the same · 两行口径相同")
    if not found:
        raise InputError(f"{file} holds no totals · 合计表为空")
    return found


def _row(
    number: int, cells: Mapping[str, str], columns: Mapping[str, str], counties: Mapping[str, str], file: str
) -> Published:
    def text(name: str) -> str:
        return normalize("NFKC", cells.get(columns[name], "")).strip()

    def wrong(name: str) -> InputError:
        return InputError(f"{file}, row {number}: {columns[name]} {text(name)!r:.40} cannot be read · 该单元格无法识别")

    def count(name: str) -> int | None:
        written = text(name).replace(",", "")
        value = find_int(written) if written else None
        if written and (value is None or value < 0):
            raise wrong(name)
        return value

    year, month = find_int(text("year").removesuffix("年")), text("month").removesuffix("月")
    if year is None or not 1900 <= year <= 2200:
        raise wrong("year")
    if month and not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
        raise wrong("month")
    county = code_of(text("county"), counties)
    if text("county") and county is None:
        raise wrong("county")
    severity = None if SEVERITY.is_empty(text("severity")) else SEVERITY.find(text("severity"))
    if text("severity") and severity is None:
        raise wrong("severity")
    scope = Scope(year, int(month) if month else None, county, severity)
    return Published(number, scope, count("crashes"), count("deaths"), count("injured"))


def _plain(heading: str) -> str:
    return normalize("NFKC", heading).strip().casefold()

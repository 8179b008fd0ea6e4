"""A table of sites for the intake: CSV with the columns ``site``, ``heading``, ``also``, ``directions``.

``heading``: up, down or both; ``also``: further codes of the site, blanks between them; ``directions``, of a site that
watches both ways: ``1=up 2=down``, by the digit that its devices send. Only ``site`` must be there.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO

from daoan.sense.passes.sites import SiteBook, site_book
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.passes import Heading

_HEADINGS = {"up": Heading.UP, "down": Heading.DOWN, "both": Heading.UNKNOWN, "": Heading.UNKNOWN}


@dataclass(frozen=True, slots=True)
class SiteTable:
    """What a table tells: sites with their headings, further codes, headings by the digit that a device sends."""

    sites: tuple[str, ...]
    headings: tuple[int, ...]
    also: Mapping[str, str]
    directions: Mapping[str, Mapping[int, int]]

    @property
    def book(self) -> SiteBook:
        """The sites of the table alone, in its order. Raises :class:`InputError` for codes that do not fit."""
        return site_book(self.sites, self.headings, also=self.also, directions=self.directions)


#: The table of a city that has none.
NO_TABLE = SiteTable((), (), {}, {})


def read_site_table(data: bytes) -> SiteTable:
    """A table from CSV. Raises :class:`FileUnreadable`, or :class:`InputError` with the line that is wrong."""
    try:
        rows = list(csv.DictReader(StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error):
        raise FileUnreadable("the table of sites is no CSV in UTF-8 点位表不是 UTF-8 编码的 CSV") from None
    if not rows or "site" not in rows[0]:
        raise InputError("the table of sites has no column 'site', or no row 点位表缺少 site 列或没有数据")
    also: dict[str, str] = {}
    directions: dict[str, dict[int, int]] = {}
    headings = []
    for line, row in enumerate(rows, 2):
        site = (row["site"] or "").strip()
        headings.append(_heading(row.get("heading"), line))
        for code in (row.get("also") or "").split():
            if also.setdefault(code, site) != site:
                raise InputError(f"line {line}: the code {code!r} is of two sites 第 {line} 行：编号重复")
        told = [pair.partition("=") for pair in (row.get("directions") or "").split()]
        if any(len(digit) != 1 or not digit.isdecimal() for digit, _, _ in told):
            raise InputError(f"line {line}: directions are written 1=up 2=down 第 {line} 行：方向写法有误")
        directions[site] = {int(digit): int(_heading(name, line)) for digit, _, name in told}
    table = SiteTable(tuple((row["site"] or "").strip() for row in rows), tuple(headings), also, directions)
    _ = table.book  # raises where codes do not fit one another
    return table


def _heading(name: str | None, line: int) -> Heading:
    plain = (name or "").strip().lower()
    if plain not in _HEADINGS:
        raise InputError(
            f"line {line}: a heading is up, down or both, not {plain!r} 第 {line} 行：方向应为 up、down 或 both"
        )
    return _HEADINGS[plain]

"""The site book: which site a code means, whatever the source calls it by, and which way its traffic goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.text.cells import Cells, cells_of
from daoan.kernels.text.code_table import NO_CODE, CodeTable, code_table, find_codes
from daoan.kernels.text.hashing import Hashes, hash_cells
from daoan.terms.errors import InputError
from daoan.terms.passes import Heading

#: Codes of direction that a device may send are one digit.
_DIRECTIONS = 10
NO_SITE = NO_CODE


@dataclass(frozen=True, slots=True, eq=False)
class SiteBook:
    """Sites by code.

    ``hashes``: one a site, of its own code, so that a pass has the same id whichever code it came under. ``headings``:
    int8, shape (sites, 11): by the digit of direction that a device sends; the last column where it sends none.
    """

    site_ids: tuple[str, ...]
    codes: CodeTable
    hashes: Hashes
    headings: npt.NDArray[np.int8]

    def find(self, *by: Cells) -> npt.NDArray[np.int32]:
        """Row of each cell's site, by the first of some columns that names one; :data:`NO_SITE` where none does."""
        found = find_codes(self.codes, by[0])
        for cells in by[1:]:
            if (found == NO_SITE).any():
                found = np.where(found == NO_SITE, find_codes(self.codes, cells), found)
        return found

    def heading(self, sites: npt.NDArray[np.int32], directions: npt.NDArray[np.float64]) -> npt.NDArray[np.int8]:
        """Which way each pass went. ``directions``: digits as sent, NaN where none was."""
        told = np.isfinite(directions) & (directions >= 0) & (directions < _DIRECTIONS)
        digits = np.where(told, directions, _DIRECTIONS).astype(np.int64)
        return self.headings[sites, digits]


def site_book(
    site_ids: Sequence[str],
    headings: Sequence[int],
    *,
    also: Mapping[str, str] | None = None,
    directions: Mapping[str, Mapping[int, int]] | None = None,
) -> SiteBook:
    """A book of sites in the order of their rows.

    ``headings``: the :class:`Heading` that each watches; ``also``: further codes (of devices, of other platforms) and
    the site that each means; ``directions``: for a site that watches both ways, the heading of each digit it sends.
    Raises :class:`InputError` for a code given twice, or a further code of a site that there is not.
    """
    rows = {site: row for row, site in enumerate(site_ids)}
    if len(rows) != len(site_ids) or "" in rows:
        raise InputError("a site has a code, and no two have the same 点位编号为空或重复")
    codes = dict(rows)
    for code, site in (also or {}).items():
        if site not in rows or codes.get(code, rows[site]) != rows[site]:
            raise InputError(f"the code {code!r} is of no site, or of two 编号对应的点位不存在或不唯一")
        codes[code] = rows[site]
    table = np.repeat(np.asarray(headings, np.int8)[:, None], _DIRECTIONS + 1, axis=1)
    for site, told in (directions or {}).items():
        if site not in rows:
            raise InputError(f"directions are told of {site!r}, which is no site 方向表中的点位不存在")
        if table[rows[site], -1] == Heading.UNKNOWN:
            for digit, heading in told.items():
                table[rows[site], digit] = heading
    own = hash_cells(cells_of([site.encode() for site in site_ids]))
    return SiteBook(tuple(site_ids), code_table(codes), own, table)

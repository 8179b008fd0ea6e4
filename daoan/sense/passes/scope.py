"""Which passes of a subscription may go out: what was asked for, within what a person approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from daoan.kernels.text.cells import cells_of
from daoan.sense.passes.sites import NO_SITE, SiteBook
from daoan.terms.passes import PassFrame
from daoan.terms.records.sharing import ALL_SITES, ResourceClass, Share

_DIVISION_SIGNS = 6  # a site's code begins with its administrative division: province, city, county, two signs each


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """Rows of sites (bool, one a site) and spans: happened in one, known from a moment on; milliseconds since 1970."""

    sites: npt.NDArray[np.bool_]
    begin_ms: int
    end_ms: int
    known_ms: int

    def pick(self, passes: PassFrame) -> PassFrame:
        """The passes that may go out."""
        inside = (passes.happened_ms >= self.begin_ms) & (passes.happened_ms < self.end_ms)
        known = (passes.site >= 0) & (passes.site < len(self.sites))
        allowed = np.zeros(len(passes), np.bool_)
        allowed[known] = self.sites[passes.site[known]]
        return passes.take(inside & allowed & (passes.known_ms >= self.known_ms))


def scope_of(share: Share, book: SiteBook) -> Scope:
    """The scope of a subscription; without an approval nothing."""
    decision = share.decision
    sites = np.zeros(len(book.site_ids), np.bool_)
    if decision is None or decision.asked_sha256 != share.asked_sha256 or not decision.is_approval:
        return Scope(sites, 0, 0, 0)
    sites |= asked_sites(share.asked.resource_class, share.asked.resources, book)
    if decision.sites != (ALL_SITES,):
        sites &= _rows_of(decision.sites, book)
    end = min(share.asked.end, decision.until)
    return Scope(sites, _ms(share.asked.begin), _ms(end), _ms(decision.decided_at))


def asked_sites(resource_class: str, resources: Sequence[str], book: SiteBook) -> npt.NDArray[np.bool_]:
    """Which sites the resources of a subscription name.

    Tollgates and devices by any of their codes, divisions by the first signs of a site's code, a library all of them.
    Where the class is not told, codes are looked for and, finding none of them, nothing is named.
    """
    if resource_class == ResourceClass.LIBRARY:
        return np.ones(len(book.site_ids), np.bool_)
    if resource_class == ResourceClass.DIVISION:
        begins = tuple(_begin_of(one) for one in resources if one.isascii() and one.isdigit())
        return np.array([bool(begins) and site.startswith(begins) for site in book.site_ids], np.bool_)
    return _rows_of(resources, book)


def _begin_of(division: str) -> str:
    """What the codes inside a division begin with: 621000 is a city, all of it begins with 6210."""
    begin = division[:_DIVISION_SIGNS]
    while len(begin) > 2 and begin.endswith("00"):
        begin = begin[:-2]
    return begin


def _rows_of(codes: Sequence[str], book: SiteBook) -> npt.NDArray[np.bool_]:
    rows = book.find(cells_of([code.encode() for code in codes]))
    found = np.zeros(len(book.site_ids), np.bool_)
    found[rows[rows != NO_SITE]] = True
    return found


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)

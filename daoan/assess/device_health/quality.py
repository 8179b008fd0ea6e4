"""Quality of what a site sends: delay of upload, plates not read, doubles, headings that it does not watch."""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from daoan.assess.device_health.records import SharePart
from daoan.assess.device_health.rhythm import once
from daoan.kernels.stats.shares import share_interval
from daoan.terms.estimates import Estimate, Share
from daoan.terms.passes import Heading, PassFrame, SiteFrame
from daoan.terms.plates import NO_PLATE

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVEL = 0.95
_Z = float(ndtri(0.5 + 0.5 * LEVEL))


def delay_quantiles(passes: PassFrame, sites: int, quantile: float) -> tuple[Estimate | None, ...]:
    """A quantile of upload delay by site, seconds, with the distribution-free interval of order statistics.

    The interval's ranks are n q ± z √(n q (1 − q)). A clock that goes wrong shifts all of a site's delays.
    """
    delay = (passes.known_ms - passes.happened_ms) / 1000.0
    order = np.lexsort((delay, passes.site))
    site, ordered = passes.site[order], delay[order]
    edges = np.searchsorted(site, np.arange(sites + 1))
    found: list[Estimate | None] = []
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        n = last - first
        if n == 0:
            found.append(None)
            continue
        own, half = ordered[first:last], _Z * np.sqrt(n * quantile * (1 - quantile))
        ranks = n * quantile, np.floor(n * quantile - half), np.ceil(n * quantile + half)
        value, low, high = (float(own[min(max(int(rank), 0), n - 1)]) for rank in ranks)
        found.append(Estimate(value, low, high, LEVEL))
    return tuple(found)


def missing_plates(passes: PassFrame, sites: int) -> tuple[SharePart | None, ...]:
    """Passes without a plate among those of each site."""
    first = once(passes.pass_id)
    return _shares(passes.site[first], passes.plate[first] == NO_PLATE, sites)


def doubles(passes: PassFrame, sites: int) -> tuple[SharePart | None, ...]:
    """Uploads of a pass that had come already, among all uploads of each site."""
    return _shares(passes.site, ~once(passes.pass_id), sites)


def wrong_headings(passes: PassFrame, sites: SiteFrame) -> tuple[SharePart | None, ...]:
    """Passes in a heading that their site does not watch, where both are known."""
    first = once(passes.pass_id)
    site, heading = passes.site[first], passes.heading[first]
    watched = sites.heading[site]
    told = (heading != Heading.UNKNOWN) & (watched != Heading.UNKNOWN)
    return _shares(site[told], (heading != watched)[told], len(sites))


def _shares(site: Ints, bad: npt.NDArray[np.bool_], sites: int) -> tuple[SharePart | None, ...]:
    whole = np.bincount(site, minlength=sites)
    part = np.bincount(site[bad], minlength=sites)
    low, high = share_interval(part.astype(np.float64), whole.astype(np.float64), level=LEVEL)
    return tuple(
        SharePart(Share(int(p), int(w)), float(a), float(b)) if w else None
        for p, w, a, b in zip(part, whole, low, high, strict=True)
    )

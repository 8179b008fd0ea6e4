"""How long a link takes: log-normal around free flow by class, hour and link, and sometimes a stop on top.

::

    log(gap / free) = class + hour band + link + pace of the journey + noise

The link's own term and its noise are drawn towards the common ones (``times.prior_hops``): a link that few have driven
takes what free flow says. The pace of a journey is its driver's: it stays from link to link, so its variance is what
residuals of neighbouring links share. A gap that is longer by far holds a stop: its chance grows with the driving
(a hazard a second), its length is whatever stops were seen to be.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from daoan.assess.routing.hops import NOWHERE, Hops
from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.rulepacks import RulePack

#: A link of so little free driving has no pace worth telling.
LEAST_FREE_S = 30.0
_SWEEPS = 4
_STRAY = 0.7  # a residual beyond this is no driving


@dataclass(frozen=True, slots=True, eq=False)
class LinkTimes:
    """Times of all links. ``link`` and ``link_sd``: shape (sites, sites), log; ``stop``: chance of a stop on it."""

    free_s: Floats
    kind: Floats  # by PassClass, 256
    band: Floats  # by hour band
    link: Floats
    link_sd: Floats
    pace_sd: float
    stop: Floats
    stop_mass: Floats  # by bin: length of a stop
    turn_mass: Floats  # by bin: from a read to the next at the same site

    def kernel(self, site: int, after: int, kind: int, band: int, step_s: float) -> Floats:
        """Chances of the time from one site to the next, by bin, at the mean pace; adds up to 1 or a little less."""
        free = float(self.free_s[site, after])
        if site == after or free < 1.0:
            return self.turn_mass
        median = free * np.exp(self.kind[kind] + self.band[band] + self.link[site, after])
        edges = np.maximum((np.arange(len(self.stop_mass) + 1) - 0.5) * step_s, 1e-3)
        driven = np.diff(ndtr((np.log(edges) - np.log(median)) / self.link_sd[site, after]))
        p = float(self.stop[site, after])
        return np.asarray((1.0 - p) * driven + p * np.convolve(driven, self.stop_mass)[: len(driven)])

    def expected_log(self, site: int, after: int, kind: int, band: int) -> float:
        """Mean log of the seconds of driving."""
        return float(np.log(self.free_s[site, after]) + self.kind[kind] + self.band[band] + self.link[site, after])


def fit_times(
    hops: Hops, band: Ints, bands: int, free_s: Floats, bins: int, step_s: float, pack: RulePack
) -> LinkTimes:
    """Fit the times. ``band``: hour band of each hop; ``free_s``: shape (sites, sites)."""
    prior = float(pack.get("times.prior_hops"))
    size = len(free_s)
    gone = hops.after != NOWHERE
    turns = hops.gap_s[gone & (hops.after == hops.site)]
    free = np.where(gone, free_s[hops.site, np.maximum(hops.after, 0)], np.nan)
    use = gone & (hops.after != hops.site) & (free >= LEAST_FREE_S)
    rows = np.flatnonzero(use)
    y, link = np.log(hops.gap_s[rows] / free[rows]), hops.site[rows] * size + hops.after[rows]
    kind, of = hops.kind[rows], band[rows]
    drives = y < np.log(float(pack.get("times.first_slowest")))
    by_kind, by_band, by_link = np.zeros(256), np.zeros(bands), np.zeros(size * size)
    for _ in range(_SWEEPS):
        centre = float(np.mean((y - by_band[of] - by_link[link])[drives])) if drives.any() else 0.0
        by_kind = centre + _mean(y - by_band[of] - by_link[link] - centre, kind, drives, 256, prior)
        by_band = _mean(y - by_kind[kind] - by_link[link], of, drives, bands, prior)
        by_link = _mean(y - by_kind[kind] - by_band[of], link, drives, size * size, prior)
        expected = free[rows] * np.exp(by_kind[kind] + by_band[of] + by_link[link])
        over = hops.gap_s[rows] - expected
        drives = over < float(pack.get("times.stop_least_s")) + float(pack.get("times.stop_share")) * expected
        drives &= np.abs(y - np.log(expected / free[rows])) < _STRAY
    rest = y - by_kind[kind] - by_band[of] - by_link[link]
    pace = _pace_variance(hops, rows, rest, drives)
    spread = max(float(np.mean(rest[drives] ** 2)) if drives.any() else 0.01, 1e-4)
    noise = max(spread - pace, float(pack.get("times.least_sd")) ** 2)
    n = np.bincount(link[drives], minlength=size * size)
    square = np.bincount(link[drives], rest[drives] ** 2, size * size)
    own = np.maximum((square + prior * spread) / (n + prior) - pace, 0.25 * noise)
    between = float(np.average(by_link**2, weights=n)) if n.any() else 0.0
    own = own + between * prior / (n + prior)  # how little a link that few have driven is known
    stops = ~drives & (over > 0)
    hazard = stops.sum() / max(float(expected.sum()) if len(rows) else 1.0, 1.0)
    every = np.bincount(link, minlength=size * size)
    common = 1.0 - np.exp(-hazard * np.nan_to_num(free_s, posinf=0.0).ravel())
    stop = (np.bincount(link[stops], minlength=size * size) + prior * common) / (every + prior)
    return LinkTimes(
        free_s=free_s,
        kind=by_kind,
        band=by_band,
        link=by_link.reshape(size, size),
        link_sd=np.sqrt(own).reshape(size, size),
        pace_sd=float(np.sqrt(pace)),
        stop=stop.reshape(size, size),
        stop_mass=_lengths(over[stops], bins, step_s),
        turn_mass=_lengths(turns, bins, step_s),
    )


def _mean(value: Floats, of: Ints, use: Bools, size: int, prior: float) -> Floats:
    number = np.bincount(of[use], minlength=size)
    return np.asarray(np.bincount(of[use], value[use], size) / (number + prior))


def _pace_variance(hops: Hops, rows: Ints, rest: Floats, drives: Bools) -> float:
    """What residuals of neighbouring links of one journey share."""
    full = np.full(len(hops), np.nan)
    full[rows[drives]] = rest[drives]
    product = full[1:] * full[:-1]
    known = hops.follows[1:] & ~np.isnan(product)
    return max(float(product[known].mean()), 1e-5) if known.sum() > 30 else 0.005


def _lengths(seconds: Floats, bins: int, step_s: float) -> Floats:
    """Lengths as chances by bin; evenly spread where none were seen."""
    number = np.bincount(np.clip(np.rint(seconds / step_s).astype(np.int64), 0, bins - 1), minlength=bins) + 1e-3
    return np.asarray(number / number.sum())

"""Trips from one site to the next that saw the vehicle, by clocks set right."""

from dataclasses import dataclass

import numpy as np

from daoan.assess.efficiency.rules import EfficiencyRules
from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import NOT_RECORDED, Column, PassClass, PassFrame
from daoan.terms.plates import NO_PLATE

AT_ONCE = 1024  # links that are looked at together, against every site
LEAST_PART = 0.05  # of a link's length that a third site stands from its ends
#: Lorries and coaches climb slower than the road would let others drive.
_SMALL = (int(PassClass.CAR), int(PassClass.VAN), NOT_RECORDED)


@dataclass(frozen=True, slots=True, eq=False)
class Trips:
    """Trips as columns. ``first``, ``second``: rows of sites; ``at_ms``: at the first site, by a right clock, UTC;
    ``seconds``: on the way; ``speed_kmh``: measured at the first site, NaN where it was not."""

    first: Ints
    second: Ints
    at_ms: Ints
    seconds: Floats
    speed_kmh: Floats

    def __len__(self) -> int:
        return len(self.first)

    def take(self, rows: Column) -> "Trips":
        """Some rows: positions or a mask."""
        return Trips(*(getattr(self, name)[rows] for name in Trips.__dataclass_fields__))


def trips_of(passes: PassFrame, ahead_s: Floats, road_m: Column, rules: EfficiencyRules) -> Trips:
    """Consecutive reads of small vehicles at two sites, with a possible speed along the road between them.

    ``ahead_s``: seconds that each site's clock is ahead, by row; NaN where it cannot be told, and taken as right.
    ``road_m``: metres from site to site, (sites, sites).
    """
    sites = len(ahead_s)
    known = (passes.site >= 0) & (passes.site < sites) & (passes.plate != NO_PLATE) & np.isin(passes.kind, _SMALL)
    rows = np.flatnonzero(known)
    site = passes.site[rows].astype(np.int64)
    at_ms = passes.happened_ms[rows] - np.rint(1000.0 * np.nan_to_num(ahead_s)[site]).astype(np.int64)
    order = np.lexsort((at_ms, passes.plate[rows]))
    rows, site, at_ms = rows[order], site[order], at_ms[order]
    plate = passes.plate[rows]
    seconds = np.diff(at_ms) / 1000.0
    first, second = site[:-1], site[1:]
    joined = (plate[1:] == plate[:-1]) & (first != second) & (seconds > 0) & (seconds <= rules.longest_s)
    metres = np.asarray(road_m, dtype=np.float64)[first, second]
    kmh = 3.6 * metres / np.where(seconds > 0, seconds, np.inf)
    possible = joined & np.isfinite(metres) & (kmh >= rules.slowest_kmh) & (kmh <= rules.fastest_kmh)
    speed = passes.speed_kmh[rows].astype(np.float64)[:-1]
    return Trips(first[possible], second[possible], at_ms[:-1][possible], seconds[possible], speed[possible])


def join_trips(parts: list[Trips]) -> Trips:
    """Trips one behind another."""
    return Trips(*(np.concatenate([getattr(p, name) for p in parts]) for name in Trips.__dataclass_fields__))


def between_neighbours(trips: Trips, road_m: Column, rules: EfficiencyRules) -> Trips:
    """Trips of links with enough vehicles, without those that lead past a third site which reads the same vehicles.

    A vehicle that one camera did not read would else make one long link out of two. A third site counts where both of
    its own links are busy and it stands apart from either end: cameras of the other direction are no site between.
    """
    sites = len(road_m)
    keys, way, number = np.unique(trips.first * sites + trips.second, return_inverse=True, return_counts=True)
    busy = np.flatnonzero(number >= rules.least_a_day)
    metres = np.asarray(road_m, dtype=np.float64)
    kept = np.zeros(len(keys), bool)
    for begin in range(0, len(busy), AT_ONCE):
        part = busy[begin : begin + AT_ONCE]
        kept[part[~_lead_past(keys[part], keys[busy], metres, sites, rules.detour)]] = True
    return trips.take(kept[way])


def _lead_past(links: Ints, busy: Ints, metres: Floats, sites: int, detour: float) -> np.ndarray:
    """Whether links lead past a third site. A link is ``first * sites + second``; ``busy``: all that count."""
    first, second = links // sites, links % sites
    ends = np.unique(np.concatenate([busy // sites, busy % sites]))
    before, behind = metres[np.ix_(first, ends)], metres[np.ix_(ends, second)].T
    whole = metres[first, second][:, None]
    between = (before + behind <= detour * whole) & (np.minimum(before, behind) >= LEAST_PART * whole)
    between &= np.isin(first[:, None] * sites + ends[None, :], busy)
    between &= np.isin(ends[None, :] * sites + second[:, None], busy)
    return np.asarray(between.any(axis=1))

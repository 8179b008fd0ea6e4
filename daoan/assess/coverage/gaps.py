"""Gaps: along each road and heading, where two neighbouring sites stand farther apart than the standard allows.

The ends of a road count as sites, so that a road shorter than the standard needs none. A distance is measured along the
road's own stretches; what it shares with another road is judged there. Crashes are not told by heading: a gap holds all
of its stretch, whichever way it looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np

from daoan.assess.coverage.roads import Road, roads_of
from daoan.assess.coverage.standards import Standard
from daoan.terms.estimates import Share
from daoan.terms.frames import Bools, Floats, Ints, Network
from daoan.terms.passes import Heading, SiteFrame

LEAST_M = 1.0  # of excess


@dataclass(frozen=True, slots=True)
class Happened:
    """What is known of stretches.

    Crashes one by one: row of the stretch, metres along its points, whether somebody was killed or seriously hurt. By
    stretch: expected crashes, and those with killed or seriously hurt, a year (0: not known).
    """

    segment: Ints
    offset_m: Floats
    ksi: Bools
    crashes_per_year: Floats
    ksi_per_year: Floats


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of road without a site for longer than the standard. ``heading``: UNKNOWN where both have it.

    ``needed``: sites that would close it; ``pieces``: rows of the network with from and to along their points (m).
    """

    standard: str
    route: str
    road_name: str
    heading: Heading
    areas: tuple[str, ...]
    from_m: float
    to_m: float
    length_m: float
    excess_m: float
    needed: int
    crashes: int
    ksi: int
    crashes_per_year: float
    ksi_per_year: float
    pieces: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one standard is met: metres of road, by heading, that lie between sites near enough; sites there, sites
    that are missing (of each heading)."""

    standard: str
    met_m: Share
    sites: int
    missing: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Gaps, longest excess first, and how far each standard is met."""

    gaps: tuple[Gap, ...]
    standings: tuple[Standing, ...]


def find_gaps(network: Network, sites: SiteFrame, standards: Sequence[Standard], happened: Happened) -> Coverage:
    """All gaps. ``sites``: those at work, with a row of the network; others are passed over."""
    gaps: list[Gap] = []
    standings = []
    for standard in standards:
        of_kind = np.isin(sites.kind, [int(k) for k in standard.kinds]) & (sites.segment >= 0)
        met, whole, missing, there = 0.0, 0.0, 0, 0
        for road in roads_of(network, standard.road_classes):
            on = of_kind & (network.route[sites.segment] == road.route)
            there += int(on.sum())
            found = {h: _of_heading(road, sites, on, h, standard) for h in (Heading.UP, Heading.DOWN)}
            whole += 2 * road.length_m
            met += 2 * road.length_m - sum(b - a for spans in found.values() for a, b in spans)
            missing += sum(_needed(b - a, standard) for spans in found.values() for a, b in spans)
            for heading, (a, b) in _merged(found):
                gaps.append(_gap(network, road, standard, heading, a, b, happened))
        standings.append(Standing(standard.code, Share(met, whole), there, missing))
    return Coverage(tuple(sorted(gaps, key=lambda g: (-g.excess_m, g.route, g.from_m, g.heading))), tuple(standings))


def _of_heading(
    road: Road, sites: SiteFrame, on: Bools, heading: Heading, standard: Standard
) -> list[tuple[float, float]]:
    """Spans of own metres that are too long."""
    watching = on & ((sites.heading == heading) | (sites.heading == Heading.UNKNOWN))
    at = np.sort(road.own_m(_chainage(road, sites, watching)))
    marks = [0.0, *at.tolist(), road.length_m]
    return [(a, b) for a, b in pairwise(marks) if b - a > standard.every_m + LEAST_M]


def _chainage(road: Road, sites: SiteFrame, watching: Bools) -> Floats:
    """Where sites stand along the road: their chainage, or the middle of their stretch on a road that has none."""
    chainage = sites.chainage_m[watching].astype(np.float64)
    unknown = ~np.isfinite(chainage)
    if unknown.any():
        begin = dict(zip(road.rows.tolist(), road.begin_m.tolist(), strict=True))
        rows = sites.segment[watching][unknown].tolist()
        chainage[unknown] = [begin.get(row, 0.0) for row in rows]
    return chainage


def _merged(found: dict[Heading, list[tuple[float, float]]]) -> list[tuple[Heading, tuple[float, float]]]:
    """Gaps with their heading; one that both headings have is told once."""
    both = [s for s in found[Heading.UP] if any(abs(s[0] - o[0]) + abs(s[1] - o[1]) < 1.0 for o in found[Heading.DOWN])]
    rest = [
        (h, s)
        for h, spans in found.items()
        for s in spans
        if not any(abs(s[0] - o[0]) + abs(s[1] - o[1]) < 1.0 for o in both)
    ]
    return [(Heading.UNKNOWN, s) for s in both] + rest


def _needed(length_m: float, standard: Standard) -> int:
    return ceil((length_m - LEAST_M) / standard.every_m) - 1


def _gap(
    network: Network, road: Road, standard: Standard, heading: Heading, a: float, b: float, happened: Happened
) -> Gap:
    from_m, to_m = road.chainage_of(a, begins=True), road.chainage_of(b, begins=False)
    pieces = _pieces(network, road, from_m, to_m)
    inside = _inside(happened, pieces)
    share = {row: (high - low) / max(float(network.length_m[row]), 0.01) for row, low, high in pieces}
    rows = [row for row, _, _ in pieces]
    names = [network.road_name[row] for row in rows if network.road_name[row] is not None]
    return Gap(
        standard=standard.code,
        route=road.route,
        road_name=str(names[0]) if names else road.route,
        heading=heading,
        areas=tuple(sorted({str(network.area[row]) for row in rows if network.area[row] is not None})),
        from_m=from_m,
        to_m=to_m,
        length_m=b - a,
        excess_m=b - a - standard.every_m,
        needed=_needed(b - a, standard),
        crashes=int(inside.sum()),
        ksi=int((inside & happened.ksi).sum()),
        crashes_per_year=float(sum(happened.crashes_per_year[row] * part for row, part in share.items())),
        ksi_per_year=float(sum(happened.ksi_per_year[row] * part for row, part in share.items())),
        pieces=pieces,
    )


def _pieces(network: Network, road: Road, from_m: float, to_m: float) -> tuple[tuple[int, float, float], ...]:
    """Parts of the road's stretches between two chainages, metres along their points."""
    length = network.length_m[road.rows]
    low, high = np.clip(from_m - road.begin_m, 0.0, length), np.clip(to_m - road.begin_m, 0.0, length)
    low, high = np.where(road.forward, low, length - high), np.where(road.forward, high, length - low)
    return tuple((int(row), float(a), float(b)) for row, a, b in zip(road.rows, low, high, strict=True) if b - a > 0.01)


def _inside(happened: Happened, pieces: tuple[tuple[int, float, float], ...]) -> Bools:
    """Which crashes lie on the pieces."""
    inside = np.zeros(len(happened.segment), dtype=bool)
    if not pieces:
        return inside
    span = {row: (low, high) for row, low, high in pieces}
    for k in np.flatnonzero(np.isin(happened.segment, list(span))).tolist():
        low, high = span[int(happened.segment[k])]
        inside[k] = low - 0.5 <= happened.offset_m[k] <= high + 0.5
    return inside

"""The track of one vehicle: its reads in order, those of one pass made one, those that cannot be its own marked.

A read is doubted where the camera was not sure of it, and where the vehicle would have had to fly: faster than the rule
pack allows in a straight line between two sites, which no road can be shorter than. Of three reads where leaving out
the middle one makes the way possible, the middle one is doubted; of a pair that nothing explains, both are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from daoan.terms.passes import NOT_RECORDED, Column, PassFrame
from daoan.terms.rulepacks import RulePack

Doubt = Literal["speed", "score"]
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class TrackRead:
    """One pass of a site by a vehicle. ``row``: of the frame, of its first read; ``reads``: how many were made one."""

    row: int
    site: int
    at_ms: int
    until_ms: int
    reads: int
    score: int  # the best of its reads; NOT_RECORDED
    doubts: tuple[Doubt, ...] = ()


def draw_track(frame: PassFrame, lon: Column, lat: Column, pack: RulePack) -> tuple[TrackRead, ...]:
    """The track in passes of one plate. ``frame``: in order of time; ``lon``, ``lat``: of sites by row, NaN unknown."""
    reads = _merged(frame, int(float(pack.get("track.merge_s")) * 1000))
    fast = _too_fast(reads, lon, lat, float(pack.get("track.most_kmh")))
    least = int(pack.get("track.least_score"))
    return tuple(
        replace(read, doubts=(*(("speed",) if n in fast else ()), *(("score",) if read.score < least else ())))
        for n, read in enumerate(reads)
    )


def _merged(frame: PassFrame, within_ms: int) -> list[TrackRead]:
    reads: list[TrackRead] = []
    columns = zip(frame.site.tolist(), frame.happened_ms.tolist(), frame.score.tolist(), strict=True)
    for row, (site, at, score) in enumerate(columns):
        last = reads[-1] if reads else None
        if last is not None and last.site == site and at - last.until_ms <= within_ms:
            reads[-1] = replace(last, until_ms=at, reads=last.reads + 1, score=_better(last.score, score))
        else:
            reads.append(TrackRead(row, site, at, at, 1, score))
    return reads


def _better(one: int, other: int) -> int:
    known = [score for score in (one, other) if score != NOT_RECORDED]
    return max(known, default=NOT_RECORDED)


def _too_fast(reads: Sequence[TrackRead], lon: Column, lat: Column, most_kmh: float) -> set[int]:
    """Places of reads that cannot all be one vehicle's."""

    def possible(one: int, other: int) -> bool:
        a, b = reads[one], reads[other]
        away = straight_km(lon[a.site], lat[a.site], lon[b.site], lat[b.site])
        return not away > most_kmh * max(b.at_ms - a.until_ms, 0) / 3_600_000  # where a place is not known, it may be

    odd: set[int] = set()
    before = 0  # the last read that nothing speaks against
    for n in range(1, len(reads)):
        if possible(before, n):
            before = n
        elif n + 1 < len(reads) and possible(before, n + 1) and not possible(n, n + 1):
            odd.add(n)
        else:
            odd |= {before, n}
            before = n
    return odd


def straight_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """The way along a great circle, in km; NaN where a place is not known."""
    a, b, c, d = np.radians((lon, lat, other_lon, other_lat))
    half = np.sin((d - b) / 2) ** 2 + np.cos(b) * np.cos(d) * np.sin((c - a) / 2) ** 2
    return float(2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))

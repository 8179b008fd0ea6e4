"""Reports of a unit as tracks of its crews, and the spans of time in which they were near something.

A span is a pair of seconds since 1970, half open. Two reports of one crew, both near and no more than the gap apart,
make the time between them presence; a lone report makes none, and neither does silence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.terms.frames import Floats
from daoan.terms.places import Plane
from daoan.terms.records.patrols import UnitPosition
from daoan.terms.rulepacks import RulePack

Span = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Reports of one crew with a place, oldest first: seconds since 1970, metres on a plane (n, 2)."""

    crew: str
    at: Floats
    xy: Floats


def tracks_of(reports: Iterable[UnitPosition], plane: Plane, pack: RulePack) -> tuple[Track, ...]:
    """Tracks by crew of reports that know their place well enough. ``pack``: the rule pack ``patrols``."""
    most = float(pack.get("positions.most_accuracy_m"))
    by_crew: dict[str, list[tuple[float, float, float]]] = {}
    for one in reports:
        if one.lon is not None and one.lat is not None and (one.accuracy_m or 0.0) <= most:
            by_crew.setdefault(one.crew, []).append((one.happened_at.timestamp(), one.lon, one.lat))
    found = []
    for crew, rows in sorted(by_crew.items()):
        at, lon, lat = np.array(sorted(rows), dtype=np.float64).T
        found.append(Track(crew, at, np.column_stack(plane.to_metres(lon, lat))))
    return tuple(found)


def planned_track(dwells: Sequence[tuple[Span, Floats]]) -> Track:
    """Where a plan has a unit: at its dwells (span, point), straight from one to the next, told once a minute."""
    at = np.array([moment for (begin, end), _ in dwells for moment in (begin, end)])
    xy = np.array([point for _, point in dwells for _ in range(2)], dtype=np.float64).reshape(-1, 2)
    told = np.union1d(at, np.arange(at[0], at[-1], 60.0))
    return Track("", told, np.column_stack([np.interp(told, at, xy[:, k]) for k in range(2)]))


def within(tracks: Sequence[Track], since: datetime, until: datetime) -> tuple[Track, ...]:
    """The parts of tracks that lie in a span of time, ends included."""
    first, last = since.timestamp(), until.timestamp()
    cut = ((t, (t.at >= first) & (t.at <= last)) for t in tracks)
    return tuple(Track(t.crew, t.at[keep], t.xy[keep]) for t, keep in cut if keep.any())


def spans_near(tracks: Iterable[Track], xy: Floats, radius_m: float, gap_s: float) -> tuple[Span, ...]:
    """When a crew was within ``radius_m`` of one of the points (n, 2), the same from one report to the next."""
    found: list[Span] = []
    for track in tracks:
        near = np.hypot(*(track.xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)) <= radius_m  # (reports, points)
        stays = (near[1:] & near[:-1]).any(axis=1) & (np.diff(track.at) <= gap_s)
        rows = np.flatnonzero(stays)
        found += zip(track.at[rows].tolist(), track.at[rows + 1].tolist(), strict=True)
    return joined(found)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans that touch or overlap made one, in order of time."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def common(a: Sequence[Span], b: Sequence[Span]) -> tuple[Span, ...]:
    """What two lists of joined spans have in common."""
    found, i, j = list[Span](), 0, 0
    while i < len(a) and j < len(b):
        begin, end = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if begin < end:
            found.append((begin, end))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def minutes_in(spans: Iterable[Span]) -> float:
    """Minutes that joined spans hold."""
    return sum(end - begin for begin, end in spans) / 60


def span_of(since: datetime, until: datetime) -> Span:
    """A span of moments."""
    return since.timestamp(), until.timestamp()


def place_at(tracks: Iterable[Track], at: float, gap_s: float) -> tuple[float, float] | None:
    """Where a unit was between two reports no more than the gap apart, on the line between; ``None``: not heard.

    Of several crews, the one that was heard most closely around the moment.
    """
    best: tuple[float, tuple[float, float]] | None = None
    for track in tracks:
        after = int(np.searchsorted(track.at, at, side="right"))
        if after == 0 or after == len(track.at):
            continue
        apart = float(track.at[after] - track.at[after - 1])
        if apart <= gap_s and (best is None or apart < best[0]):
            part = (at - float(track.at[after - 1])) / max(apart, 1e-9)
            x, y = track.xy[after - 1] + part * (track.xy[after] - track.xy[after - 1])
            best = apart, (float(x), float(y))
    return None if best is None else best[1]

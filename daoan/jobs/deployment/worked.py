"""A period of deployments reckoned through: presence planned and heard near hot spots, on posts, and over stretches."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.act.presence.board import planned_spans
from daoan.act.presence.covering import Cover, Covered, Step, covered_over
from daoan.act.presence.hotspots import SpotClass, active_spans
from daoan.act.presence.matching import Match, match_of, presence_near
from daoan.act.presence.tracks import (
    Span,
    Track,
    common,
    joined,
    minutes_in,
    place_at,
    planned_track,
    span_of,
    spans_near,
)
from daoan.jobs.deployment.heard import tracks_in
from daoan.jobs.deployment.hotspots import Found, Known, hot_spots
from daoan.jobs.deployment.live import points_of
from daoan.jobs.workroom import Workroom
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.frames import Ints
from daoan.terms.records.deployed import DeploymentVersion
from daoan.terms.records.deploying import UnitPlacement
from daoan.terms.rulepacks import RulePack

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A period, half open, UTC."""

    since: datetime
    until: datetime

    def back(self, by: timedelta) -> "Period":
        """The same so much earlier."""
        return Period(self.since - by, self.until - by)


@dataclass(frozen=True, slots=True)
class UnitScore:
    """A unit. ``spots``: minutes near active hot spots, confirmed of planned; ``dwell``: minutes on its posts so."""

    unit_id: str
    name: Text
    placements: int
    spots_planned_min: float
    spots_confirmed_min: float | None
    dwell: Share | None


@dataclass(frozen=True, slots=True)
class SpotScore:
    """A hot spot: minutes active, with presence planned and confirmed. ``lon``: ``None`` where it is not told."""

    spot_id: str
    of: SpotClass
    name: str
    area: str
    lon: float | None
    lat: float | None
    active_min: float
    planned_min: float
    confirmed_min: float | None


@dataclass(frozen=True, slots=True)
class Injuries:
    """Severity-weighted injuries expected under cover. ``missed``: of the plan's, where nobody was heard."""

    planned: Covered
    confirmed: Covered | None
    missed: Estimate | None


class Worked:
    """What was planned and what was heard in a period, reckoned once."""

    def __init__(
        self, room: Workroom, owner: str, cover: Cover, plans: Sequence[DeploymentVersion], period: Period,
        packs: Mapping[str, RulePack], known: Known,
    ) -> None:  # fmt: skip
        self.cover, self.period, self.packs, self.points = cover, period, packs, points_of(cover)
        self.found: Found = hot_spots(room, owner, known, period.since, period.until, packs["match"])
        self.spots = self.found.spots
        zone = room.zone
        self.active = [active_spans(s.hours, period.since, period.until, zone) for s in self.spots]
        self.xy = cover.metres([(s.lon, s.lat) for s in self.spots])
        self.placed: dict[str, list[UnitPlacement]] = {}
        self.planned_tracks: dict[str, list[Track]] = {}
        for plan in plans:
            self._take(plan, Cover(plan.body.request, packs["deployment"]))
        whole = (span_of(period.since, period.until),)
        self.tracks = {
            unit: tracks_in(room, rows, period.until, cover, packs["patrols"]) for unit, rows in self.placed.items()
        }
        self.heard = any(t for t in self.tracks.values())
        gap_s = 60 * float(packs["presence"].get("presence.gap_minutes"))
        pack = packs["match"]
        self.planned_by, self.confirmed_by = (
            {u: [common(s, whole) for s in presence_near(self.spots, self.xy, t, gap, pack)] for u, t in by.items()}
            for by, gap in ((self.planned_tracks, math.inf), (self.tracks, gap_s))
        )
        self.planned = self._match(self.planned_by)
        self.confirmed = self._match(self.confirmed_by)

    def _take(self, plan: DeploymentVersion, cover: Cover) -> None:
        """Placements of a plan in the period, and their dwells on this cover's plane."""
        request = cover.request
        point = {d.segment_id: (d.lon, d.lat) for d in request.demands}
        place = {p.place_id: (p.lon, p.lat) for p in request.places}
        for one in plan.body.plan.placements:
            if not is_in(one, self.period):
                continue
            self.placed.setdefault(one.unit_id, []).append(one)
            xy = self.cover.metres([point[s.segment_id] for s in one.stops] or [place[one.place_id]])
            dwells = list(zip(planned_spans(one, one.ends_at), xy, strict=True))
            self.planned_tracks.setdefault(one.unit_id, []).append(planned_track(dwells))

    def _together(self, by: Mapping[str, Sequence[Sequence[Span]]], row: int) -> tuple[Span, ...]:
        return joined(span for unit in by.values() for span in unit[row])

    def _at(self, row: int, by: Mapping[str, Sequence[Sequence[Span]]]) -> float:
        return minutes_in(common(self.active[row], self._together(by, row)))

    def _match(self, by: Mapping[str, Sequence[Sequence[Span]]]) -> Match:
        present = [self._together(by, row) for row in range(len(self.spots))]
        return match_of(self.spots, self.active, present, self.packs["match"])

    def by_spot(self, sees: bool) -> tuple[SpotScore, ...]:
        """Every hot spot."""
        return tuple(
            SpotScore(
                spot.spot_id, spot.of, spot.name, spot.area, spot.lon, spot.lat, minutes_in(self.active[k]),
                self._at(k, self.planned_by), self._at(k, self.confirmed_by) if sees else None,
            )
            for k, spot in enumerate(self.spots)
        )  # fmt: skip

    def by_unit(self, version: DeploymentVersion, sees: bool) -> tuple[UnitScore, ...]:
        """Every unit with a placement in the period."""
        names = {c.unit_id: c.name for c in version.body.crews}
        return tuple(
            UnitScore(
                unit, names[unit], len(rows), self._at_spots(self.planned_by[unit]),
                self._at_spots(self.confirmed_by[unit]) if sees else None, self._dwell(unit) if sees else None,
            )
            for unit, rows in sorted(self.placed.items())
        )  # fmt: skip

    def _at_spots(self, near: Sequence[Sequence[Span]]) -> float:
        rows = (common(self.active[k], spans) for k, spans in enumerate(near))
        return minutes_in(joined(span for spans in rows for span in spans))

    def _dwell(self, unit: str) -> Share:
        """Minutes on its posts, confirmed of planned, placement by placement."""
        pack = self.packs["presence"]
        radius, gap_s = float(pack.get("presence.radius_m")), 60 * float(pack.get("presence.gap_minutes"))
        part = whole = 0.0
        for one in self.placed[unit]:
            span = (span_of(max(one.starts_at, self.period.since), min(one.ends_at, self.period.until)),)
            wanted = minutes_in(common(planned_spans(one, self.period.until), span))
            ids = dict.fromkeys([one.place_id, *(s.segment_id for s in one.stops)])
            near = spans_near(self.tracks[unit], np.array([self.points[i] for i in ids]), radius, gap_s)
            part, whole = part + min(minutes_in(common(near, span)), wanted), whole + wanted
        return Share(part, whole)

    def injuries(self, sees: bool) -> Injuries:
        """Expected injuries under cover, step by step through the period."""
        planned, confirmed, missed = covered_over(self.cover, self._steps())
        return Injuries(planned, confirmed if sees else None, missed if sees else None)

    def _steps(self) -> list[Step]:
        length = timedelta(minutes=float(self.packs["match"].get("injuries.step_minutes")))
        shifts = self.cover.request.shifts
        column = {p.place_id: k for k, p in enumerate(self.cover.request.places)}
        found, at = list[Step](), self.period.since
        while at < self.period.until:
            end = min(at + length, self.period.until)
            middle = at + (end - at) / 2
            shift = next((h for h, s in enumerate(shifts) if s.starts_at <= middle < s.ends_at), None)
            if shift is not None:
                rows = [p for placed in self.placed.values() for p in placed if p.starts_at <= middle < p.ends_at]
                planned = [self.cover.places[column[p.place_id]] for p in rows if _is_there(p, middle)]
                heard = [self._heard(self.tracks[p.unit_id], p, middle, column) for p in rows]
                found.append(Step(shift, (end - at) / HOUR, planned, [r for r in heard if r is not None]))
            at = end
        return found

    def _heard(
        self, tracks: Sequence[Track], one: UnitPlacement, at: datetime, column: Mapping[str, int]
    ) -> Ints | None:
        pack = self.packs["presence"]
        where = place_at(tracks, at.timestamp(), 60 * float(pack.get("presence.gap_minutes")))
        if where is None:
            return None
        post = np.array([self.points[i] for i in dict.fromkeys([one.place_id, *(s.segment_id for s in one.stops)])])
        near = np.hypot(*(post - np.array(where)).T).min() <= float(pack.get("presence.radius_m"))
        row: Ints = self.cover.places[column[one.place_id]] if near else self.cover.at(where)
        return row


def _is_there(one: UnitPlacement, at: datetime) -> bool:
    """Whether the plan has a unit around its place, the way from and to the station left out."""
    return not one.stops or one.stops[0].arrives_at <= at < one.stops[-1].leaves_at


def is_in(placement: UnitPlacement, period: Period) -> bool:
    """Whether a placement touches a period."""
    return placement.starts_at < period.until and placement.ends_at > period.since

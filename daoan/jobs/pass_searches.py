"""What the lake of passes is asked for: where a vehicle was, which vehicles passed a site, which travel together.

Nothing here asks on what grounds: :mod:`daoan.jobs.lookups` does, and writes the line of the log before it calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from daoan.act.lookups.grounds import Kind
from daoan.act.lookups.tracks import Doubt, TrackRead, draw_track
from daoan.act.workflow.table import Refused
from daoan.jobs.workroom import Workroom
from daoan.store.lake import LakeSite, PassLake
from daoan.store.lake.questions import passes_at, plates_near
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_plate
from daoan.terms.passes import NOT_RECORDED, Column, PassFrame
from daoan.terms.plates import is_large, pack_plate, signs_of
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack
from daoan.terms.subjects import Subject
from daoan.terms.times import require_utc, to_ms

#: Kinds of look-up that ask the lake, each with the section of the rule pack that bounds it.
SECTIONS: dict[str, str] = {"track": "track", "track_export": "track", "place": "place", "companions": "companions"}


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of time, UTC."""

    since: datetime
    until: datetime

    @property
    def ms(self) -> tuple[int, int]:
        """Both ends in milliseconds since 1970."""
        return to_ms(self.since), to_ms(self.until)

    @property
    def words(self) -> str:
        """As the log tells it."""
        return f"{self.since:%Y-%m-%dT%H:%MZ}/{self.until:%Y-%m-%dT%H:%MZ}"


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """One pass of a vehicle at one site. ``doubts``: why it may be another vehicle's."""

    at: datetime
    site_id: str
    site: Text
    lon: float | None
    lat: float | None
    lane: int | None
    speed_kmh: float | None
    score: int | None
    large: bool  # a large vehicle's plate (yellow), which may bear the signs of a small one's
    reads: int
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """Where a vehicle was, latest last. ``passes``: records that the points were made of; ``more``: cut at the most."""

    span: Span
    passes: int
    points: tuple[TrackPoint, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class SeenVehicle:
    """One vehicle at a site; the plate masked unless the reader's role may see it, empty where none was read."""

    at: datetime
    plate: str
    large: bool
    lane: int | None
    speed_kmh: float | None


@dataclass(frozen=True, slots=True)
class AtPlace:
    """Which vehicles passed a site, first to last. ``total``: how many did."""

    span: Span
    site: LakeSite
    total: int
    masked: bool
    rows: tuple[SeenVehicle, ...]


@dataclass(frozen=True, slots=True)
class Companion:
    """A vehicle seen with another at ``sites`` sites, at ``meetings`` of its passes."""

    plate: str
    large: bool
    sites: int
    meetings: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Companions:
    """Which vehicles travel with one. ``passes``: of that one, in the span. A suspicion, never a finding."""

    span: Span
    passes: int
    within_s: float
    least_sites: int
    masked: bool
    rows: tuple[Companion, ...]


#: What the lake answers with.
Searched = Track | AtPlace | Companions


def span_of(pack: RulePack, kind: Kind, since: datetime | None, until: datetime | None) -> Span | Refused:
    """The time that a search is about, within what the rule pack allows."""
    section = SECTIONS[kind]
    hours = float(pack.get("place.most_hours") if section == "place" else 24 * pack.get(f"{section}.most_days"))
    if since is None or until is None or not since < until:
        return Refused("span", Text("say from when until when", "请填写起止时间"))
    if require_utc(until) - require_utc(since) > timedelta(hours=hours):
        en, zh = (
            (f"{hours:g} hours", f"{hours:g} 小时") if hours <= 48 else (f"{hours / 24:g} days", f"{hours / 24:g} 天")
        )
        return Refused("span", Text(f"at most {en} at a time", f"一次最多查询 {zh}"))
    return Span(since, until)


def refusal_of_search(room: Workroom, pack: RulePack, kind: Kind, subject: Subject) -> Refused | None:
    """Why the lake cannot be asked that."""
    if kind == "companions" and not pack.get("companions.enabled"):
        words = Text("this search is switched off by the rule pack", "规则包未启用伴随车辆查询")
        return Refused("off", words)
    if room.lake is None:
        return (
            None if kind == "track" else Refused("no_passes", Text("no passes are kept here", "本系统未接入过车数据"))
        )
    if kind == "place" and _row_of(room.lake.sites(), subject.text) is None:
        return Refused("site", Text("there is no such site", "没有这个点位"))
    return None


def search(lake: PassLake, pack: RulePack, actor: Actor, kind: Kind, subject: Subject, span: Span) -> Searched:
    """Ask the lake."""
    if kind == "place":
        return find_at_place(lake, pack, actor, subject.text, span)
    if kind == "companions":
        return find_companions(lake, pack, actor, subject.text, span)
    return find_track(lake, pack, subject.text, span)


def find_track(lake: PassLake, pack: RulePack, plate: str, span: Span) -> Track:
    """Where a vehicle was. Small and large vehicles that bear the same signs are two, told apart at each point."""
    sites, points, passes = lake.sites(), list[TrackPoint](), 0
    for packed in (pack_plate(plate), pack_plate(plate, large=True)):
        frame = lake.of_plate(packed, *span.ms)
        lon, lat = _places(sites, frame)
        passes += len(frame)
        points += [_point(sites, frame, read) for read in draw_track(frame, lon, lat, pack)]
    points.sort(key=lambda p: p.at)
    most = int(pack.get("track.most_points"))
    return Track(span, passes, tuple(points[-most:]), len(points) > most)


def find_at_place(lake: PassLake, pack: RulePack, actor: Actor, site_id: str, span: Span) -> AtPlace:
    """Which vehicles passed a site."""
    sites = lake.sites()
    row = _row_of(sites, site_id)
    assert row is not None  # refused before
    frame = passes_at(lake, row, *span.ms)
    masked = not _sees_plates(pack, actor, "place")
    shown = frame.take(slice(0, int(pack.get("place.most_rows"))))
    columns = zip(*(getattr(shown, c).tolist() for c in ("happened_ms", "plate", "lane", "speed_kmh")), strict=True)
    rows = tuple(
        SeenVehicle(_moment(at), _plate(plate, masked), is_large(plate), lane or None, _known(speed))
        for at, plate, lane, speed in columns
    )
    return AtPlace(span, sites[row], len(frame), masked, rows)


def find_companions(lake: PassLake, pack: RulePack, actor: Actor, plate: str, span: Span) -> Companions:
    """Which vehicles were seen with one at several sites."""
    within_s, least = float(pack.get("companions.within_s")), int(pack.get("companions.least_sites"))
    most, most_own = int(pack.get("companions.most_rows")), int(pack.get("companions.most_passes"))
    both = [lake.of_plate(packed, *span.ms) for packed in (pack_plate(plate), pack_plate(plate, large=True))]
    own = max(both, key=len)  # of two vehicles with the same signs the one that was seen
    near = plates_near(
        lake, own.take(slice(-most_own, None)), *span.ms, within_s=within_s, least_sites=least, most=most
    )
    masked = not _sees_plates(pack, actor, "companions")
    rows = tuple(
        Companion(
            _plate(n.plate, masked), is_large(n.plate), n.sites, n.meetings, _moment(n.first_ms), _moment(n.last_ms)
        )
        for n in near
    )
    return Companions(span, min(len(own), most_own), within_s, least, masked, rows)


def _point(sites: Sequence[LakeSite], frame: PassFrame, read: TrackRead) -> TrackPoint:
    site = sites[read.site] if 0 <= read.site < len(sites) else None
    number = Text(f"site {read.site}", f"点位 {read.site}")
    return TrackPoint(
        at=_moment(read.at_ms),
        site_id=site.site_id if site else "",
        site=site.name if site else number,
        lon=site.lon if site else None,
        lat=site.lat if site else None,
        lane=int(frame.lane[read.row]) or None,
        speed_kmh=_known(float(frame.speed_kmh[read.row])),
        score=None if read.score == NOT_RECORDED else read.score,
        large=is_large(int(frame.plate[read.row])),
        reads=read.reads,
        doubts=read.doubts,
    )


def _places(sites: Sequence[LakeSite], frame: PassFrame) -> tuple[Column, Column]:
    """Longitude and latitude by row of the sites, NaN where not known or not named."""
    size = max(len(sites), int(frame.site.max(initial=-1)) + 1)
    lon, lat = np.full(size, np.nan), np.full(size, np.nan)
    for row, site in enumerate(sites):
        if site.lon is not None and site.lat is not None:
            lon[row], lat[row] = site.lon, site.lat
    return lon, lat


def _row_of(sites: Sequence[LakeSite], site_id: str) -> int | None:
    return next((row for row, site in enumerate(sites) if site.site_id == site_id), None)


def _sees_plates(pack: RulePack, actor: Actor, section: str) -> bool:
    return bool(set(pack.get(f"{section}.clear_roles")) & set(actor.roles))


def _plate(packed: int, masked: bool) -> str:
    signs = signs_of(packed)
    return mask_plate(signs) if masked and signs else signs


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _known(speed: float) -> float | None:
    return None if np.isnan(speed) else round(speed, 1)

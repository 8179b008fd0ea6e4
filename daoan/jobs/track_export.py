"""A track as a file: one row a point, local and UTC time. Asked for like any look-up, always with a second person."""

from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.workflow.table import Refused
from daoan.jobs.lookups import Wish, open_look_up
from daoan.jobs.pass_searches import TrackPoint, find_track
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import Fault
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local


@dataclass(frozen=True, slots=True)
class TrackRow:
    """One point of an exported track. ``line``: of the audit log that tells who took it out, and what for."""

    plate: str
    large: bool
    local_time: str
    utc_time: str
    site_id: str
    site_en: str
    site_zh: str
    lon: float | None
    lat: float | None
    lane: int | None
    speed_kmh: float | None
    score: int | None
    reads: int
    doubts: str
    purpose: str
    case: str
    line: int


def export_track(
    room: Workroom, pack: RulePack, actor: Actor, wish: Wish, at: datetime, key: bytes
) -> tuple[TrackRow, ...] | Refused:
    """The track of a plate as rows of a file. The line is in the log before the lake is asked."""
    opened = open_look_up(room, pack, actor, replace(wish, kind="track_export"), at, key)
    if isinstance(opened, Refused):
        return opened
    if room.lake is None or opened.span is None:
        raise Fault("a track was let out of a house that keeps no passes")
    asked, plate = opened.asked, opened.subject.text

    def row(point: TrackPoint) -> TrackRow:
        return TrackRow(
            plate=plate,
            large=point.large,
            local_time=f"{utc_to_local(point.at, room.zone):%Y-%m-%d %H:%M:%S}",
            utc_time=f"{point.at:%Y-%m-%dT%H:%M:%SZ}",
            site_id=point.site_id,
            site_en=point.site.en,
            site_zh=point.site.zh,
            lon=point.lon,
            lat=point.lat,
            lane=point.lane,
            speed_kmh=point.speed_kmh,
            score=point.score,
            reads=point.reads,
            doubts=" ".join(point.doubts),
            purpose=asked.purpose,
            case=asked.case,
            line=opened.line,
        )

    return tuple(row(point) for point in find_track(room.lake, pack, plate, opened.span).points)

"""The live board of a deployment as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from daoan.act.presence.board import PostState, StopKept
from daoan.jobs.deployment.live import LiveBoard, OnRoad
from daoan.terms.estimates import Share, Text
from daoan.terms.records.patrols import DutyState, PositionSource
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class HeardLine:
    """Where a unit was heard last in its placement. ``lon``, ``lat``: ``None`` on a board of the past."""

    crew: str
    lon: float | None
    lat: float | None
    age_s: float
    accuracy_m: float | None
    is_fresh: bool
    source: PositionSource
    state: DutyState


@dataclass(frozen=True, slots=True)
class LiveUnit:
    """A unit on the road. ``state``, ``heard``, ``dwell``: ``None`` where the reader may not see where it is."""

    unit_id: str
    name: Text
    place_id: str
    place: str
    lon: float
    lat: float
    starts_at: datetime
    ends_at: datetime
    state: PostState | None
    heard: HeardLine | None
    dwell: Share | None
    stops: tuple[StopKept, ...]
    on_post: tuple[tuple[datetime, datetime], ...]
    away_since: datetime | None


@dataclass(frozen=True, slots=True)
class LiveShift:
    """The shift of the board, or the next one."""

    key: str
    name: Text
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """The board. ``latest``: the newest version; where it is not ``version``, a mended plan waits to be issued.

    ``counts``: units by state; ``sees``: whether all units are the reader's to see; ``may_send``: whether they may ask
    for advice and call units away. ``spans``: what a score may be asked of.
    """

    deployment_id: str
    unit: Text
    version: int
    latest: int
    at: datetime
    as_of: datetime
    is_now: bool
    shift: LiveShift | None
    following: LiveShift | None
    units: tuple[LiveUnit, ...]
    counts: Mapping[str, int]
    dwell: Share
    sees: bool
    may_send: bool
    radius_m: float
    gap_minutes: float
    simulated: bool
    rule_pack: str


def answer_of(
    board: LiveBoard, unit: Text, crews: Mapping[str, str], shifts: Mapping[str, Text], now: datetime, pack: RulePack,
    *, may_send: bool,
) -> LiveAnswer:  # fmt: skip
    """A board with names. ``crews``: by token; ``shifts``: by the end of their keys; ``pack``: ``presence``."""
    names = {c.unit_id: c.name for c in board.version.body.crews}
    units = tuple(_unit(u, names, board, crews) for u in board.units)
    states = [u.state for u in units]
    dwell = Share(0.0, 0.0)
    for one in units:
        dwell = dwell if one.dwell is None else dwell.plus(one.dwell)

    def shift(one: object) -> LiveShift | None:
        found = next((s for s in board.version.body.request.shifts if s is one), None)
        return None if found is None else LiveShift(
            found.key, shifts.get(found.key[11:], Text(found.key, found.key)), found.starts_at, found.ends_at
        )  # fmt: skip

    return LiveAnswer(
        deployment_id=board.version.head.deployment_id, unit=unit, version=board.version.head.version,
        latest=board.latest.head.version, at=board.at, as_of=now, is_now=board.is_now, shift=shift(board.shift),
        following=shift(board.following), units=units, counts={s.value: states.count(s) for s in PostState},
        dwell=dwell, sees=all(u.stand is not None for u in board.units), may_send=may_send,
        radius_m=float(pack.get("presence.radius_m")), gap_minutes=float(pack.get("presence.gap_minutes")),
        simulated=board.version.head.simulated, rule_pack=pack.stamp,
    )  # fmt: skip


def _unit(one: OnRoad, names: Mapping[str, Text], board: LiveBoard, crews: Mapping[str, str]) -> LiveUnit:
    placement, stand = one.placement, one.stand
    place = next(p for p in board.version.body.request.places if p.place_id == placement.place_id)
    return LiveUnit(
        unit_id=placement.unit_id, name=names[placement.unit_id], place_id=place.place_id, place=place.name,
        lon=place.lon, lat=place.lat, starts_at=placement.starts_at, ends_at=placement.ends_at,
        state=None if stand is None else stand.state, heard=_heard(one, board, crews),
        dwell=None if stand is None else stand.dwell, stops=() if stand is None else stand.stops,
        on_post=() if stand is None else stand.on_post, away_since=None if one.away is None else one.away.from_at,
    )  # fmt: skip


def _heard(one: OnRoad, board: LiveBoard, crews: Mapping[str, str]) -> HeardLine | None:
    heard = None if one.stand is None else one.stand.heard
    if heard is None or heard.place is None or heard.place_age is None:
        return None
    place, told = heard.place, board.is_now
    return HeardLine(
        crews.get(heard.now.crew, heard.now.crew[-4:]), place.lon if told else None, place.lat if told else None,
        heard.place_age.total_seconds(), place.accuracy_m, heard.is_fresh, place.source, heard.state,
    )  # fmt: skip

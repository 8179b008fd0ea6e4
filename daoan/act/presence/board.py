"""How a unit stands at a moment of its placement: on post, under way, away, silent; and how much dwell is confirmed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np

from daoan.act.patrols import Standing
from daoan.act.presence.tracks import Span, Track, common, minutes_in, span_of, spans_near, within
from daoan.terms.estimates import Share
from daoan.terms.frames import Floats
from daoan.terms.records.deploying import UnitPlacement
from daoan.terms.records.patrols import DutyState
from daoan.terms.rulepacks import RulePack


class PostState(StrEnum):
    """How a unit stands against its plan."""

    ON_POST = "on_post"  # 在岗
    UNDER_WAY = "under_way"  # 途中: heard, and not at its place
    AWAY = "away"  # 调离、处警
    SILENT = "silent"  # 失联: not heard of lately


@dataclass(frozen=True, slots=True)
class StopKept:
    """A dwell of the plan and how many minutes of it are confirmed by position at its stretch."""

    segment_id: str
    arrives_at: datetime
    leaves_at: datetime
    confirmed_min: float


@dataclass(frozen=True, slots=True)
class Stand:
    """A unit at a moment. ``dwell``: minutes confirmed of those that the plan wanted so far; never more than wanted.

    ``heard``: the crew whose place is told, ``None`` where none is; ``on_post``: when it was at its place or on its
    round.
    """

    state: PostState
    heard: Standing | None
    dwell: Share
    stops: tuple[StopKept, ...]
    on_post: tuple[tuple[datetime, datetime], ...]


def stand_of(
    placement: UnitPlacement, points: Mapping[str, Floats], tracks: Sequence[Track], crews: Collection[Standing],
    at: datetime, pack: RulePack, *, is_away: bool = False, xy: Floats | None = None,
) -> Stand:  # fmt: skip
    """How a unit stands. ``points``: metres on the plane of the tracks (2,) by stretch, and of the place under its id.

    ``xy``: the same of the latest place of each crew, in the order of ``crews``. ``pack``: the rule pack ``presence``.
    """
    radius, gap_s = float(pack.get("presence.radius_m")), 60 * float(pack.get("presence.gap_minutes"))
    until = min(at, placement.ends_at)
    mine = within(tracks, placement.starts_at, until)
    round_ = np.array([points[placement.place_id], *(points[s] for s in _stretches(placement))])
    wanted = planned_spans(placement, until)
    present = spans_near(mine, round_, radius, gap_s)
    confirmed = common(present, (span_of(placement.starts_at, until),)) if until > placement.starts_at else ()
    minutes = minutes_in(wanted)
    state, heard = _state(crews, round_, radius, is_away, xy)
    return Stand(
        state=state,
        heard=heard,
        dwell=Share(min(minutes_in(confirmed), minutes), minutes),
        stops=tuple(_kept(placement, points, mine, until, radius, gap_s)),
        on_post=tuple((_moment(begin), _moment(end)) for begin, end in confirmed),
    )


def planned_spans(placement: UnitPlacement, until: datetime) -> tuple[Span, ...]:
    """When the plan wants the unit at its place up to a moment: its dwells, or the whole of a duty."""
    pairs = [(s.arrives_at, s.leaves_at) for s in placement.stops] or [(placement.starts_at, placement.ends_at)]
    return tuple(span_of(a, min(b, until)) for a, b in pairs if a < until)


def _stretches(placement: UnitPlacement) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s.segment_id for s in placement.stops))


def _kept(
    placement: UnitPlacement, points: Mapping[str, Floats], tracks: Sequence[Track], until: datetime, radius: float,
    gap_s: float,
) -> list[StopKept]:  # fmt: skip
    near = {s: spans_near(tracks, points[s][None, :], radius, gap_s) for s in _stretches(placement)}
    found = []
    for stop in placement.stops:
        span = (span_of(stop.arrives_at, min(stop.leaves_at, until)),) if stop.arrives_at < until else ()
        minutes = minutes_in(common(near[stop.segment_id], span))
        found.append(StopKept(stop.segment_id, stop.arrives_at, stop.leaves_at, minutes))
    return found


def _state(
    crews: Collection[Standing], round_: Floats, radius: float, is_away: bool, xy: Floats | None
) -> tuple[PostState, Standing | None]:
    """One crew on post is enough; of several that are not, the one heard last is told."""
    placed = [
        (crew, where) for crew, where in zip(crews, xy if xy is not None else (), strict=True)
        if crew.place is not None and crew.state is not DutyState.OFF
    ]  # fmt: skip
    near = {id(crew): bool((np.hypot(*(round_ - where).T) <= radius).any()) for crew, where in placed if crew.is_fresh}
    placed.sort(key=lambda p: (not near.get(id(p[0]), False), not p[0].is_fresh, p[0].place_age))
    heard = placed[0][0] if placed else None
    out = [c for c in crews if c.state is not DutyState.OFF]
    if is_away or (out and not any(c.can_go for c in out)):
        return PostState.AWAY, heard
    if heard is None or not heard.is_fresh:
        return PostState.SILENT, heard
    return (PostState.ON_POST if near[id(heard)] else PostState.UNDER_WAY), heard


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

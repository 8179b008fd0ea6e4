"""Advice on whom to send from an issued deployment to an event; a person decides, and calls units away as ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.act.deployment.travel import km_between
from daoan.act.dispatch.advising import Candidate, Sent, advise
from daoan.act.dispatch.guarding import CoverMove, Guard
from daoan.act.dispatch.telling import move_words, reasons_of, shortfall_words, warning_of
from daoan.act.presence.board import PostState
from daoan.act.presence.covering import Cover
from daoan.jobs.deployment.live import LiveBoard, OnRoad, board_of
from daoan.jobs.deployment.ways import Way, ways_to
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Network
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Event:
    """A crash, or anything at a point, that needs units. ``scene_minutes``: how long it takes, ``None``: as usual."""

    lon: float
    lat: float
    units: int
    scene_minutes: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """What ways and counties are reckoned by. ``area_of``: county of each stretch; ``names``: of counties."""

    network: Network
    area_of: Mapping[str, str]
    names: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class AdvisedUnit:
    """A unit of the advice, best first. ``lon``, ``lat``: reckoned from there; ``against``: the guard says not."""

    unit_id: str
    name: Text
    lon: float
    lat: float
    arrival_min: Estimate
    arrives: tuple[datetime, datetime, datetime]  # early, expected, late
    away_h: float
    loss: Estimate
    chosen: bool
    against: bool
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class NotSent:
    """A unit of the shift that cannot be sent, and why."""

    unit_id: str
    name: Text
    why: Text


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A move that covers a county again."""

    unit_id: str
    unit: Text
    place_id: str
    place: str
    lon: float
    lat: float
    area: str
    heals: bool
    words: Text


@dataclass(frozen=True, slots=True)
class DispatchAdvice:
    """The advice. ``shortfall``: units that nobody can give; ``version``: the latest one, that calling away changes."""

    deployment_id: str
    version: int
    at: datetime
    lon: float
    lat: float
    needed: int
    shortfall: int
    units: tuple[AdvisedUnit, ...]
    not_sent: tuple[NotSent, ...]
    warnings: tuple[Text, ...]
    moves: tuple[MoveLine, ...]
    notes: tuple[Text, ...]
    simulated: bool
    rule_pack: str


CALLED = Text("called away, or at work on something else", "已调离或正在处警")
FAR = Text("too far: longer than {most:.0f} minutes", "距离过远：超过{most:.0f}分钟")
NO_ADVICE = Text(
    "Advice, not an order: nobody is sent before a person says so.", "仅为建议，须由指挥人员决定后方可派出。"
)


def advice_for(
    room: Workroom, actor: Actor, deployment_id: str, event: Event, now: datetime, roads: Roads,
    packs: Mapping[str, RulePack],
) -> DispatchAdvice:  # fmt: skip
    """Whom to send now. Raises :class:`InputError` between shifts, or for more units than the rule pack lets."""
    pack = packs["presence"]
    if not 1 <= event.units <= (most := int(pack.get("dispatch.most_units"))):
        raise InputError(f"an event takes 1 to {most} units · 所需警力须为1—{most}组")
    board = board_of(room, actor, deployment_id, None, now, packs)
    if board.shift is None:
        raise InputError("no shift of this deployment is on now · 当前不在该部署的班次内")
    names = {c.unit_id: c.name for c in board.version.body.crews}
    free = [u for u in board.units if u.stand is not None and u.stand.state is not PostState.AWAY]
    there = {u.placement.unit_id: _place_of(u, board) for u in free}
    ways = ways_to(roads.network, (event.lon, event.lat), list(there.values()), packs)
    candidates = [_candidate(u, way, names, now, packs) for u, way in zip(free, ways, strict=True)]
    guard, rings = _guard(board, roads, pack)
    scene = float(pack.get("dispatch.on_scene_minutes")) if event.scene_minutes is None else event.scene_minutes
    found = advise(event.units, scene / 60, candidates, rings, guard)
    of = {c.unit_id: c for c in candidates}
    told = {u.unit_id for u in found.units}
    far = Text(*(words.format(most=pack.get("dispatch.most_minutes")) for words in (FAR.en, FAR.zh)))
    away = [u.placement.unit_id for u in board.units if u.placement.unit_id not in of]
    not_sent = [NotSent(u, names[u], CALLED) for u in away] + [NotSent(u, names[u], far) for u in of if u not in told]
    warnings = [warning_of(left, roads.names, pack) for left in found.left]
    return DispatchAdvice(
        deployment_id, board.latest.head.version, now, event.lon, event.lat, found.needed, found.shortfall,
        tuple(_line(s, of[s.unit_id], there[s.unit_id], now, roads, pack) for s in found.units), tuple(not_sent),
        (*([shortfall_words(found.shortfall)] if found.shortfall else []), *warnings),
        tuple(_move(m, names, board.cover, roads, packs["deployment"], board) for m in found.moves), (NO_ADVICE,),
        board.version.head.simulated, pack.stamp,
    )  # fmt: skip


def _place_of(one: OnRoad, board: LiveBoard) -> tuple[float, float]:
    """Where a unit is reckoned to be: where it told freshly, else its place of the plan."""
    heard = None if one.stand is None else one.stand.heard
    if heard is not None and heard.is_fresh and heard.place is not None:
        assert heard.place.lon is not None
        assert heard.place.lat is not None
        return heard.place.lon, heard.place.lat
    place = next(p for p in board.version.body.request.places if p.place_id == one.placement.place_id)
    return place.lon, place.lat


def _candidate(
    one: OnRoad, way: Way, names: Mapping[str, Text], now: datetime, packs: Mapping[str, RulePack]
) -> Candidate:
    heard = None if one.stand is None else one.stand.heard
    fresh = heard is not None and heard.is_fresh and heard.place_age is not None
    by, name = ("interception", "units.travel_sd_log") if fresh else ("presence", "dispatch.unheard_sd_log")
    return Candidate(
        unit_id=one.placement.unit_id, name=names[one.placement.unit_id], minutes=way.minutes,
        spread=float(packs[by].get(name)),
        left_h=max(0.0, (one.placement.ends_at - now).total_seconds() / 3600),
        age_s=heard.place_age.total_seconds() if fresh and heard is not None and heard.place_age is not None else None,
        by_road=way.by_road,
    )  # fmt: skip


def _guard(board: LiveBoard, roads: Roads, pack: RulePack) -> tuple[Guard, dict[str, np.ndarray]]:
    """The guard of the shift, and the rings of units that are not away."""
    cover, request = board.cover, board.version.body.request
    column = {p.place_id: k for k, p in enumerate(request.places)}
    area = np.array([roads.area_of.get(d.segment_id, "") for d in request.demands], dtype=object)
    shift = next(k for k, s in enumerate(request.shifts) if board.shift is not None and s.key == board.shift.key)
    rings = {u.placement.unit_id: cover.places[column[u.placement.place_id]] for u in board.units}
    home = {u.placement.unit_id: _area_of(cover, column[u.placement.place_id], area) for u in board.units}
    planned = cover.expected[:, shift] * cover.covered(list(rings.values()), shift)
    gone = {u.placement.unit_id for u in board.units if u.away is not None or _is_away(u)}
    guard = Guard(cover, shift, area, planned, home, pack)
    return guard, {u: r for u, r in rings.items() if u not in gone}


def _is_away(one: OnRoad) -> bool:
    return one.stand is not None and one.stand.state is PostState.AWAY


def _area_of(cover: Cover, place: int, area: np.ndarray) -> str:
    """The county of the stretch nearest to a place."""
    spot = cover.request.places[place]
    xy = cover.metres([(spot.lon, spot.lat)])[0]
    return str(area[int(np.argmin(np.hypot(*(cover.stretches - xy).T)))])


def _line(
    sent: Sent, one: Candidate, where: tuple[float, float], now: datetime, roads: Roads, pack: RulePack
) -> AdvisedUnit:
    at = sent.arrival_min
    early, expected, late = (now + timedelta(minutes=m) for m in (at.low, at.value, at.high))
    return AdvisedUnit(
        sent.unit_id, sent.name, *where, at, (early, expected, late), sent.away_h, sent.loss, sent.chosen,
        bool(sent.left), reasons_of(sent, one, roads.names, pack),
    )  # fmt: skip


def _move(
    move: CoverMove, names: Mapping[str, Text], cover: Cover, roads: Roads, pack: RulePack, board: LiveBoard
) -> MoveLine:
    place = cover.request.places[move.place]
    here = next(_place_of(u, board) for u in board.units if u.placement.unit_id == move.unit_id)
    km = float(km_between([here], [(place.lon, place.lat)])[0, 0])
    minutes = km * float(pack.get("reach.detour")) / float(pack.get("reach.speed_kmh")) * 60
    label = f"{place.place_id} {place.name}".strip()
    words = move_words(move, names[move.unit_id], label, minutes, roads.names)
    return MoveLine(
        move.unit_id,
        names[move.unit_id],
        place.place_id,
        place.name,
        place.lon,
        place.lat,
        move.area,
        move.heals,
        words,
    )

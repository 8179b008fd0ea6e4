"""What deployments that were asked to learn have shown: pairs that are over, what was counted in their cells, who was
there. Crashes are of the register; speeds and vehicles over the limit are of devices, where both cells have one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from daoan.act.presence.tracks import Track, spans_near, tracks_of
from daoan.jobs.deployment.cell_speeds import MeasuredPair
from daoan.jobs.deployment.heard import TICK, all_reports
from daoan.jobs.workroom import Workroom, scope_of
from daoan.learn.holdouts.judging import judge_pairs
from daoan.terms.places import Plane
from daoan.terms.records import Crash, Snap
from daoan.terms.records.deployed import DeploymentHead, DeploymentState, DeploymentVersion
from daoan.terms.records.deploying import Place
from daoan.terms.records.holdouts import HoldoutCell, HoldoutPair, HoldoutResult, HoldoutRow
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack

DAY = timedelta(days=1)
OUTCOMES = ("crashes", "speeds", "violations")


class Crashes:
    """Crashes of the register by stretch and moment, as known at the run's moment."""

    def __init__(self, crashes: Mapping[str, Crash], snaps: Mapping[str, Snap], as_of: datetime) -> None:
        self.as_of = as_of
        self._at: dict[str, list[datetime]] = {}
        for name, snap in snaps.items():
            if snap.segment_id is not None and name in crashes:
                self._at.setdefault(snap.segment_id, []).append(crashes[name].happened_at)

    def on(self, stretches: Sequence[str], cell: HoldoutCell) -> int:
        """How many in a cell's hours."""
        return sum(cell.starts_at <= t < cell.ends_at for s in stretches for t in self._at.get(s, ()))


@dataclass(frozen=True, slots=True)
class LearnedDeployment:
    """A deployment that was asked to learn, and issued. ``over``: pairs both cells of which are over."""

    deployment_id: str
    version: int
    starts_at: datetime
    ends_at: datetime
    design: str
    pairs: int
    over: int
    deviations: int
    simulated: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """Deployments that learn, in order, their pairs that are over by outcome, and what these have shown.

    ``results``: crashes first; speeds and violations where devices measured any pair.
    """

    deployments: tuple[LearnedDeployment, ...]
    rows: tuple[HoldoutRow, ...]
    results: tuple[HoldoutResult, ...]


def learned_of(
    room: Workroom, actor: Actor, crashes: Crashes, packs: Mapping[str, RulePack],
    measured: Callable[[str], Mapping[str, MeasuredPair]] | None = None,
) -> Learned:  # fmt: skip
    """What the deployments of the actor's own unit and below have shown. ``measured``: pairs of a deployment as devices
    saw them, by pair; none: nothing is measured."""
    lines, rows, spans = [], [], []
    heads = sorted(
        room.store.list_deployments(scope_of(actor, room.units())), key=lambda h: (h.starts_at, h.deployment_id)
    )
    for head in heads:
        found = drawn_version(room, head)
        if found is None or found.body.learning is None:
            continue
        until = min(crashes.as_of, head.made_at) if head.state is DeploymentState.WITHDRAWN else crashes.as_of
        over = [p for p in found.body.learning.pairs if max(p.first.ends_at, p.second.ends_at) <= until]
        presence = Presence(room, found, packs)
        devices = {} if measured is None else measured(head.deployment_id)
        for pair in over:
            row = _row(found, pair, crashes, presence)
            rows += [row] if pair.first.crashes and pair.second.crashes else []
            rows += _of_devices(row, devices.get(pair.pair_id))
        last = max(found.head.starts_at, min(found.head.ends_at, until))
        spans.append((head.deployment_id, (last - found.head.starts_at) / DAY))
        lines.append(
            LearnedDeployment(
                head.deployment_id, found.head.version, head.starts_at, head.ends_at, found.body.learning.design,
                len(found.body.learning.pairs), len(over), len(found.body.learning.deviations), head.simulated,
            )
        )  # fmt: skip
    by = {outcome: [r for r in rows if r.outcome == outcome] for outcome in OUTCOMES}
    pack = packs["deployment"]
    results = (judge_pairs(o, of, spans, pack) for o, of in by.items() if of or o == OUTCOMES[0])
    return Learned(tuple(lines), tuple(rows), tuple(results))


def drawn_version(room: Workroom, head: DeploymentHead) -> DeploymentVersion | None:
    """The version that was issued last and learns: once it was issued its pairs count, whatever was changed later."""
    issued = [h for h in room.store.list_deployment_versions(head.deployment_id) if h.state is DeploymentState.ISSUED]
    for one in reversed(issued):
        found = room.store.get_deployment(head.deployment_id, one.version)
        if found.body.learning is not None:
            return found
    return None


class Presence:
    """Whether a unit was in a cell: by positions where a crew of the plan told any then, else as planned."""

    def __init__(self, room: Workroom, version: DeploymentVersion, packs: Mapping[str, RulePack]) -> None:
        self._room, self._version, self._patrols = room, version, packs["patrols"]
        self._radius_m = 1000 * float(packs["deployment"].get("holdout.on_place_km"))
        self._gap_s = 60 * float(packs["presence"].get("presence.gap_minutes"))
        self._dwell_s = 60 * float(packs["deployment"].get("visit.dwell_minutes"))
        self._places = {p.place_id: p for p in version.body.request.places}

    def there(self, cell: HoldoutCell) -> tuple[bool, bool]:
        """Whether a unit was at the cell's place in its shift for a dwell or more, and whether positions say so."""
        placements = self._version.body.plan.placements
        planned = {p.unit_id for p in placements if (p.place_id, p.shift) == (cell.place_id, cell.shift)}
        on_duty = {p.unit_id for p in placements if p.shift == cell.shift}
        place: Place = self._places[cell.place_id]
        plane = Plane(place.lon, place.lat)
        tracks = [t for u in sorted(planned or on_duty) for t in self._tracks(u, cell, plane)]
        if not tracks:
            return bool(planned), False
        stays = spans_near(tracks, np.zeros((1, 2)), self._radius_m, self._gap_s)
        return any(end - begin >= self._dwell_s for begin, end in stays), True

    def _tracks(self, unit_id: str, cell: HoldoutCell, plane: Plane) -> tuple[Track, ...]:
        reports = all_reports(self._room, unit_id, cell.starts_at, cell.ends_at - TICK)
        return tracks_of(reports, plane, self._patrols)


def _row(version: DeploymentVersion, pair: HoldoutPair, crashes: Crashes, presence: Presence) -> HoldoutRow:
    held, sent = pair.held, pair.patrolled
    rings = [c.ring_crashes for c in (held, sent)]
    known = all(r is not None and np.isfinite(r) and r > 0 for r in rings)
    (at_held, held_told), (at_sent, sent_told) = presence.there(held), presence.there(sent)
    return HoldoutRow(
        source=version.head.deployment_id, pair_id=pair.pair_id,
        starts_at=min(held.starts_at, sent.starts_at), ends_at=max(held.ends_at, sent.ends_at),
        held=crashes.on(held.stretches, held), patrolled=crashes.on(sent.stretches, sent),
        expected_held=held.crashes or 0.0, expected_patrolled=sent.crashes or 0.0,
        present_held=at_held, present_patrolled=at_sent, by_position=held_told + sent_told,
        ring_held=crashes.on(held.ring, held) if known else None,
        ring_patrolled=crashes.on(sent.ring, sent) if known else None,
        expected_ring_held=rings[0] or 0.0, expected_ring_patrolled=rings[1] or 0.0,
    )  # fmt: skip


def _of_devices(row: HoldoutRow, pair: MeasuredPair | None) -> Iterator[HoldoutRow]:
    """The pair's speeds, and its vehicles over the limit where some are usual in both cells."""
    if pair is None:
        return
    plain = replace(row, ring_held=None, ring_patrolled=None, expected_ring_held=0.0, expected_ring_patrolled=0.0)
    held, sent = pair.held, pair.patrolled
    yield replace(
        plain, outcome="speeds", held=held.above_usual_kmh, patrolled=sent.above_usual_kmh,
        expected_held=1.0, expected_patrolled=1.0,
    )  # fmt: skip
    if held.usual_over > 0 and sent.usual_over > 0:
        yield replace(
            plain, outcome="violations", held=held.over, patrolled=sent.over,
            expected_held=held.usual_over, expected_patrolled=sent.usual_over,
        )  # fmt: skip

"""Positions of the demo's deployed units, each marked as simulated: most keep their rounds, some are late or elsewhere.

In the shift of the moment one unit has fallen silent and one is at work on something else.
Focus points stand in the register, so that the match score has all that it can have.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from daoan.app.clocks import workroom_of
from daoan.app.demo_entries import DemoEntry
from daoan.app.demo_registers import BY, OLD, entry_rows
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.edge.tokens import subject_token
from daoan.jobs.deployment.hotspots import FOCUS
from daoan.jobs.patrols import CREW
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.deployed import DeploymentVersion
from daoan.terms.records.deploying import UnitPlacement
from daoan.terms.records.patrols import DutyState, PositionSource, UnitPosition

SEED, STEP, AT_ONCE = 11, timedelta(minutes=2), 2000
SKIPPED, MOST_LATE_MIN, SILENT, NOISE_DEG = 0.15, 12.0, timedelta(minutes=45), 0.0008
SILENT_UNIT, BUSY_UNIT = 0, 2  # rows of the units of the moment; as the cars of the first two brigades
FOCUS_POINTS = (("集市 market", 8, 14), ("学校 school", 7, 9), ("夜市 night market", 19, 23), ("施工 works", 22, 4))


def play_demo_presence(workspace: Workspace, issued: DeploymentVersion) -> int:
    """Let crews tell where they are, up to now; answers how many reports."""
    rng, now, key = np.random.default_rng(SEED), workspace.now, subject_key(workspace)
    crews = {c.unit_id: subject_token(key, CREW, c.people[0]) for c in issued.body.crews}
    begun = [p for p in issued.body.plan.placements if p.starts_at < now]
    row = {p.unit_id: n for n, p in enumerate(p for p in begun if p.ends_at > now)}
    told = [one for p in begun for one in _told(p, issued, crews[p.unit_id], now, row.get(p.unit_id, -1), rng)]
    for first in range(0, len(told), AT_ONCE):
        workspace.store.keep_positions(told[first : first + AT_ONCE])
    _focus(workspace, issued)
    return len(told)


def _told(
    one: UnitPlacement, issued: DeploymentVersion, crew: str, now: datetime, row: int, rng: np.random.Generator
) -> Iterator[UnitPosition]:
    """Reports of a crew over a placement. ``row``: among those of the moment, -1: none."""
    until = min(one.ends_at, now - SILENT if row == SILENT_UNIT and one.ends_at > now else now)
    ways = _way(one, issued, rng)
    at, live = one.starts_at + timedelta(seconds=float(rng.integers(0, 60))), one.ends_at > now
    while at <= until:
        lon, lat = _where(ways, at)
        state = DutyState.PATROLLING if at - one.starts_at < STEP else None
        if live and row == BUSY_UNIT and until - at < STEP:
            state = DutyState.BUSY
        yield UnitPosition(
            one.unit_id, crew, at, at, PositionSource.SIMULATED, lon + float(rng.normal(0, NOISE_DEG)),
            lat + float(rng.normal(0, NOISE_DEG)), accuracy_m=20.0, state=state,
        )  # fmt: skip
        at += STEP


def _way(
    one: UnitPlacement, issued: DeploymentVersion, rng: np.random.Generator
) -> list[tuple[datetime, float, float]]:
    """Moments and points of a crew's round: late by some minutes, a stop here and there left out."""
    request = issued.body.request
    unit = next(u for u in request.units if u.unit_id == one.unit_id)
    point = {d.segment_id: (d.lon, d.lat) for d in request.demands}
    place = next(p for p in request.places if p.place_id == one.place_id)
    late = timedelta(minutes=float(rng.uniform(0, MOST_LATE_MIN)))
    ways = [(one.starts_at, unit.lon, unit.lat)]
    for stop in one.stops:
        if rng.random() >= SKIPPED:
            ways += [(moment + late, *point[stop.segment_id]) for moment in (stop.arrives_at, stop.leaves_at)]
    return ways if one.stops else [*ways, (one.starts_at + 2 * late, place.lon, place.lat)]


def _where(ways: list[tuple[datetime, float, float]], at: datetime) -> tuple[float, float]:
    moments = [m.timestamp() for m, _, _ in ways]
    lon = np.interp(at.timestamp(), moments, [w[1] for w in ways])
    return float(lon), float(np.interp(at.timestamp(), moments, [w[2] for w in ways]))


def _focus(workspace: Workspace, issued: DeploymentVersion) -> None:
    """Points of the register, each at a place of the plan."""
    room, places = workroom_of(workspace), issued.body.request.places
    entries = [
        DemoEntry(
            FOCUS, issued.head.unit_id,
            {
                "number": f"SIM-{n + 1:02d}", "place": f"{name}（模拟）", "lon": round(places[n].lon, 5),
                "lat": round(places[n].lat, 5), "from_hour": first, "to_hour": last, "why": "模拟 simulated",
            },
        )
        for n, (name, first, last) in enumerate(FOCUS_POINTS[: len(places)])
    ]  # fmt: skip
    rows = [row for n, one in enumerate(entries) for row in entry_rows(room, one, n, workspace.now)]
    room.store.keep_entries(
        rows, AuditNote(workspace.now - OLD, BY, "", "register.simulate", detail=f"{len(rows)} focus")
    )

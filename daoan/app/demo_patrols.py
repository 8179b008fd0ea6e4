"""Patrols of the demo's simulated city: cars that drive on its roads for the last half hour, each marked as simulated.

Their terminals stand in the register under numbers that no terminal has; one car's position has grown old and one is at
work, so that what follows from that is to be seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.app.clocks import workroom_of
from daoan.app.demo_entries import DemoEntry
from daoan.app.demo_people import is_demo
from daoan.app.demo_registers import BY, OLD, entry_rows
from daoan.app.progress import Tell
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.edge.tokens import subject_token
from daoan.jobs.patrols import TERMINAL
from daoan.store.register_protocol import EntryFilter
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Network, codes_of
from daoan.terms.patrol_terminals import REGISTER
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.patrols import DutyState, PositionSource, UnitPosition
from daoan.terms.units import Unit, UnitKind

SEED, STEP_S, STEPS, SPEED_KMH = 7, 60, 30, 42.0
OLD_MINUTES = 14  # of the car whose position nobody should be sent by
_CLASSES = (RoadClass.TRUNK, RoadClass.PRIMARY, RoadClass.SECONDARY)


@dataclass(frozen=True, slots=True)
class _Car:
    unit: Unit
    number: str
    call_sign: str
    state: DutyState
    last_minutes: float  # ago


def play_demo_patrols(workspace: Workspace, tell: Tell) -> int:
    """Let patrols drive, once; answers how many. Nothing where the city is real or this is no demo."""
    store = workspace.store
    if not (workspace.city.simulated and is_demo(workspace)) or store.count_entries(EntryFilter(REGISTER, ended=True)):
        return 0
    tell(Text("sending out patrols", "模拟警力巡逻"))
    room, now, rng = workroom_of(workspace), workspace.now, np.random.default_rng(SEED)
    cars = list(_cars(tuple(room.units().units.values()), rng))
    entries = [
        DemoEntry(
            REGISTER, c.unit.unit_id,
            {"number": c.number, "call_sign": c.call_sign, "unit": c.unit.unit_id, "state": "in_use"},
        )
        for c in cars
    ]  # fmt: skip
    rows = [row for n, one in enumerate(entries) for row in entry_rows(room, one, n, now)]
    store.keep_entries(rows, AuditNote(now - OLD, BY, "", "register.simulate", detail=f"{len(rows)} terminals"))
    network, key = store.get_network(store.get_run().inputs.get("network")), subject_key(workspace)
    for car in cars:
        way = _way(network, str(car.unit.area), rng)
        if way is not None:
            store.keep_positions(list(_told(car, way, now, subject_token(key, TERMINAL, car.number))))
    return len(cars)


def _cars(units: Sequence[Unit], rng: np.random.Generator) -> Iterator[_Car]:
    """One car a brigade and one a squad; states by chance, the first brigade's old, the second's at work."""
    brigades = [u for u in units if u.kind is UnitKind.BRIGADE and u.area]
    squads = [u for u in units if u.kind is UnitKind.SQUAD and u.area]
    out, free = DutyState.PATROLLING, DutyState.FREE
    states = (out, out, out, out, free, free, DutyState.TO_SCENE, DutyState.BUSY)
    for n, unit in enumerate((*brigades, *squads), start=1):
        state = states[int(rng.integers(len(states)))] if n > len(brigades) else DutyState.PATROLLING
        state = DutyState.BUSY if n == 2 else state
        minutes = float(OLD_MINUTES) if n == 1 else float(rng.uniform(0.0, 3.0))
        yield _Car(unit, f"9{n:011d}", f"模拟警车 simulated car {n:02d}", state, minutes)


def _way(network: Network, area: str, rng: np.random.Generator) -> Floats | None:
    """Points (lon, lat) of a stretch of main road of a county, as long as half an hour takes; ``None``: it has none."""
    main = np.isin(network.road_class, codes_of(RoadClass, _CLASSES)) & (network.area == area)
    rows = np.flatnonzero(main if main.any() else network.area == area)
    if not len(rows):
        return None
    start = int(rng.choice(rows, p=network.length_m[rows] / network.length_m[rows].sum()))
    on = np.flatnonzero(network.route == network.route[start])
    ahead = on[network.chainage_m[on] >= network.chainage_m[start]]
    ahead = ahead[np.argsort(network.chainage_m[ahead])]
    far_m = SPEED_KMH / 3.6 * STEP_S * STEPS
    ahead = ahead[network.chainage_m[ahead] <= network.chainage_m[start] + far_m]
    return np.concatenate([network.points_of(k)[:: 1 if network.forward[k] else -1] for k in ahead.tolist()])


def _told(car: _Car, way: Floats, now: datetime, crew: str) -> Iterator[UnitPosition]:
    """What the car told: a place a minute along its way; who is at work stands still at its end."""
    last = (now - timedelta(minutes=car.last_minutes)).replace(microsecond=0)
    stands = car.state is DutyState.BUSY
    at = np.full(STEPS, len(way) - 1) if stands else np.linspace(0, len(way) - 1, STEPS).astype(int)
    for k, row in enumerate(at.tolist()):
        moment = last - timedelta(seconds=STEP_S * (STEPS - 1 - k))
        yield UnitPosition(
            car.unit.unit_id, crew, moment, moment, PositionSource.SIMULATED, float(way[row, 0]), float(way[row, 1]),
            speed_kmh=0.0 if stands else SPEED_KMH, state=car.state if k == 0 else None,
        )  # fmt: skip

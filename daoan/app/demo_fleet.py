"""Positions of fleets in the demo's simulated city: two days of 160 vehicles, through log, engine and tables.

Companies whose driving is planted as bad have faster drivers, some of whom do not rest. A few terminals fall silent two
days before and are never heard of again. What the engine finds becomes matters; some are confirmed, some disputed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from daoan.app.clocks import workroom_of
from daoan.app.demo_companies import drawn_companies
from daoan.app.demo_people import is_demo
from daoan.app.fleet import monitor_positions, take_fleet, take_up_alarms
from daoan.app.organisation import ROOT
from daoan.app.progress import Tell
from daoan.app.qingyang import SEED
from daoan.app.subject_key import subject_key
from daoan.app.terminals import positions_folder, roll_positions
from daoan.app.workspace import Workspace
from daoan.edge.tokens import subject_token
from daoan.jobs.positions.taking_up import alarm_matters
from daoan.jobs.turn import NETWORK
from daoan.jobs.work import Wanted, cause
from daoan.jobs.workroom import Workroom
from daoan.sense.jt809.position import plain_plate
from daoan.store.positions_log import SCHEMA, PositionsLog
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.fleet_alarms import FleetFrame, PositionFrame
from daoan.terms.passes import PassClass
from daoan.terms.records.companies import VehicleKind
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from daoan.terms.telematics import VehicleState
from daoan.terms.times import local_midnight, to_ms, utc_to_local
from daoan.town.companies.draw import DrawnCompany, DrawnVehicle
from daoan.town.companies.snapshot import company_code
from daoan.town.positions import TICKS, drivers_of, fleet_of, new_day, reported, roads_of, seldom
from daoan.town.streams import stream
from daoan.warn.positions.ground import ground_of

VEHICLES, DAYS, SILENT, LOOKED_AT = 160, 2, 6, 30
SILENT_AFTER_H = 8
EVERY_S, PARKED_S = 30, 240
AT_ONCE = 50_000
NOTE = "模拟 simulated"
CHECKED = timedelta(hours=20)  # what was over then was taken up, and looked at since
KINDS = {
    VehicleKind.COACH: PassClass.COACH, VehicleKind.TOUR: PassClass.COACH, VehicleKind.HAZMAT: PassClass.HAZMAT,
    VehicleKind.HEAVY_TRUCK: PassClass.HEAVY_TRUCK, VehicleKind.SCHOOL_BUS: PassClass.SCHOOL_BUS,
    VehicleKind.CONSTRUCTION: PassClass.CONSTRUCTION,
}  # fmt: skip
#: What becomes of alarms that were taken up first, in turn; the company's objection stands in the third.
_STEPS: Sequence[Sequence[str]] = (
    ("confirm",), ("withdraw",), ("confirm", "dispute"), (), ("confirm", "dispute", "give_way"),
    ("confirm", "dispute", "uphold"), (),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tracked:
    """A vehicle with a terminal. ``careless``: of a company whose driving is planted as bad."""

    vehicle: DrawnVehicle
    company: DrawnCompany
    careless: bool


def play_demo_fleet(workspace: Workspace, tell: Tell) -> int:
    """Play it, once; answers how many positions. Nothing where the city is real, this is no demo, or any came."""
    folder, room = positions_folder(workspace), workroom_of(workspace)
    areas = tuple(a.code for a in workspace.city.areas if f"b-{a.code}" in room.units())
    if not (workspace.city.code == "qingyang" and is_demo(workspace)) or not areas or folder.exists():
        return 0
    tell(Text("following fleets by their positions", "模拟车辆动态监控"))
    fleet = _tracked(workspace, areas)
    took = take_fleet(workspace, _register(fleet), "fleet.csv")
    if took.wrong:
        raise Fault(f"the demo's register of fleets does not fit: {took.wrong[0].why.en}")
    key = subject_key(workspace)
    tokens = np.array([subject_token(key, "plate", plain_plate(t.vehicle.plate)) for t in fleet])
    log, positions = PositionsLog(folder), 0
    try:
        for frame in _days(workspace, fleet):
            positions += len(frame)
            for begin in range(0, len(frame), AT_ONCE):
                log.append_rows(_rows(frame.take(slice(begin, begin + AT_ONCE)), tokens))
    finally:
        log.close()
    roll_positions(workspace)
    monitor_positions(workspace, live=False)
    now = workspace.now
    take_up_alarms(workspace, now - CHECKED)
    _followed(room, now)
    take_up_alarms(workspace)
    return positions


def _tracked(workspace: Workspace, areas: tuple[str, ...]) -> list[_Tracked]:
    """Vehicles with terminals: of the demo's own company first, then of companies in turn."""
    today = utc_to_local(workspace.now - timedelta(microseconds=1), workspace.city.zone).date()
    drawn = drawn_companies(today, areas)
    own = {u.company for u in workspace.store.list_units() if u.company}
    first = sorted(drawn, key=lambda c: (company_code(c) not in own, c.number * 7919 % len(drawn)))
    able = [_Tracked(v, c, "driving" in c.faults) for c in first for v in c.vehicles if v.kind in KINDS]
    return able[:VEHICLES]


def _register(fleet: Sequence[_Tracked]) -> bytes:
    lines = ["车牌号,车辆类型,所属企业,驾驶员数,凌晨豁免,线路里程"]
    for n, one in enumerate(fleet):
        coach = KINDS[one.vehicle.kind] is PassClass.COACH
        line_km = (60, 150, 400, 900)[n % 4] if coach else ""
        kind = KINDS[one.vehicle.kind].name.lower()
        exempt = "是" if coach and n % 5 == 0 else "否"
        drivers = 2 if coach and n % 3 == 0 else 1
        lines.append(f"{one.vehicle.plate},{kind},{company_code(one.company)},{drivers},{exempt},{line_km}")
    return "\n".join(lines).encode()


def _days(workspace: Workspace, fleet: Sequence[_Tracked]) -> Iterator[PositionFrame]:
    """What terminals report: a few of them in one hour before the first day, the others on the days up to now."""
    network_id = workspace.store.find_setting(NETWORK)
    assert isinstance(network_id, str)
    network = workspace.store.get_network(network_id)
    ground = ground_of(network, workspace.packs["positions"], (np.array([0]), np.array([0])))
    roads, rng = roads_of(network, ground.segments["limit_kmh"]), stream(SEED, "positions of fleets")
    frame = _frame_of(fleet, rng)
    drivers = drivers_of(frame, roads, rng)
    careless = np.array([t.careless for t in fleet]) & (rng.random(len(fleet)) < 0.25)
    drivers["share"][careless] = rng.uniform(1.15, 1.4, int(careless.sum()))
    drivers["tireless"] |= careless & (rng.random(len(fleet)) < 0.5)
    now_ms = to_ms(workspace.now)
    today = utc_to_local(workspace.now - timedelta(microseconds=1), workspace.city.zone).date()
    for back in range(DAYS, -1, -1):
        begin = to_ms(local_midnight(today - timedelta(days=back), workspace.city.zone))
        first = back == DAYS
        told = reported(frame, drivers, roads, 0, TICKS * SILENT_AFTER_H // 24 if first else TICKS, begin)
        new_day(drivers, rng)
        kept = (told.terminal <= SILENT) == first
        told = seldom(told.take(kept & (told.happened_ms < now_ms)), EVERY_S, PARKED_S)
        yield _late(told, now_ms, rng)


def _frame_of(fleet: Sequence[_Tracked], rng: np.random.Generator) -> FleetFrame:
    drawn = fleet_of(len(fleet), rng)
    kinds = np.array([int(KINDS[t.vehicle.kind]) for t in fleet], np.uint8)
    return FleetFrame(drawn.terminal, kinds, drawn.company, drawn.drivers, drawn.exempt_night, drawn.line_km)


def _late(told: PositionFrame, now_ms: int, rng: np.random.Generator) -> PositionFrame:
    """When reports came: some seconds later, a few of them minutes."""
    known = told.happened_ms + rng.integers(500, 5_000, len(told))
    known += np.where(rng.random(len(told)) < 0.02, rng.integers(0, 480_000, len(told)), 0)
    columns = {n: getattr(told, n) for n in PositionFrame.__slots__} | {"known_ms": np.minimum(known, now_ms)}
    return PositionFrame(**columns)


def _rows(frame: PositionFrame, tokens: np.ndarray) -> pa.Table:
    """Positions as the log keeps them."""
    number = len(frame)
    on = np.where(frame.located, VehicleState.LOCATED.value, "")
    columns = {
        "terminal": tokens[frame.terminal - 1],
        "feed": np.full(number, "jt809"),
        "happened_at": frame.happened_ms.astype("M8[ms]"),
        "known_at": frame.known_ms.astype("M8[ms]"),
        "lon": np.round(frame.lon, 6),
        "lat": np.round(frame.lat, 6),
        "speed_kmh": frame.speed_kmh,
        "direction_deg": frame.direction_deg,
        "status": on,
        "alarms": np.full(number, ""),
    }
    rows = {
        f.name: pa.array(columns[f.name]).cast(f.type) if f.name in columns else pa.nulls(number, f.type)
        for f in SCHEMA
    }
    return pa.table(rows, schema=SCHEMA)


def _followed(room: Workroom, now: datetime) -> None:
    """The police look at what was taken up; companies object; somebody else decides."""
    lead = Actor(f"sim-{ROOT}-1", ROOT, frozenset({Role.COMMANDER}))
    for number, (_, matter) in enumerate(sorted(alarm_matters(room).items())[:LOOKED_AT]):
        police = Actor(f"sim-{matter.holder}-1", matter.holder, frozenset({Role.BRIGADE}))
        for hours, event in enumerate(_STEPS[number % len(_STEPS)], start=1):
            here = room.store.get_matter(matter.matter_id)
            by = lead if event in ("give_way", "uphold") else police
            if event == "dispute" and here.holder == "company":
                by = Actor("sim-company-1", "company", frozenset({Role.COMPANY}))
            values = {"reason": "行车记录仪与定位不符，申请复核（模拟）"} if event == "dispute" else None
            at = min(matter.created_at + timedelta(hours=4 * hours), now)
            moved = cause(room, by, Wanted(matter.matter_id, here.version, event, NOTE, values), at)
            if not isinstance(moved, Matter):
                raise Fault(f"the demo's {matter.matter_id} was refused {event}: {moved.message.en}")

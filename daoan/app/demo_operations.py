"""Operations of the demo's simulated city: disorder points, a measure pack, drink-drive checks, a campaign to come.

Everything is simulated and says so. Steps go through the same tables and checks as a person's. How often drivers are
positive is planted by part of the night (:data:`POSITIVE`), so that the page can be held against it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import numpy as np

from daoan.act.operations.catalogue import read_packs
from daoan.act.operations.disorder import REGISTER
from daoan.act.registers import Wrong
from daoan.act.workflow.table import Refused
from daoan.app.clocks import workroom_of
from daoan.app.demo_entries import DemoEntry
from daoan.app.demo_people import is_demo
from daoan.app.demo_registers import BY, OLD, entry_rows
from daoan.app.organisation import ROOT
from daoan.app.progress import Tell
from daoan.app.qingyang import SEED
from daoan.app.workspace import Workspace
from daoan.jobs.disorder import take_up
from daoan.jobs.measure_packs import Starting, start_pack
from daoan.jobs.operations import candidates_of, deploy, draw, write_table
from daoan.jobs.work import Asked, Wanted, cause, open_matter
from daoan.jobs.workroom import Workroom
from daoan.store.register_protocol import EntryFilter
from daoan.terms.city import City
from daoan.terms.errors import Fault, NotFound
from daoan.terms.estimates import Text
from daoan.terms.frames import Network
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter, Values
from daoan.terms.roles import Role
from daoan.terms.times import utc_to_local
from daoan.town.streams import stream

SIMULATED = "模拟 simulated"
SPREAD = 7919  # a prime: points of a county lie apart
#: Chance to be positive: afternoon, first and second half of the night. Planted.
POSITIVE = {"afternoon": 0.004, "early": 0.012, "late": 0.022}
TESTED = {"afternoon": 40, "early": 160, "late": 60}
POINTS = (
    ("school", "小学门口 school gate"),
    ("market", "集市路段 market street"),
    ("parking", "商业街 shopping street"),
    ("wrong_way", "东环路口 east ring junction"),
    ("crossing", "医院门前 before the hospital"),
    ("turning", "加油站开口 petrol station"),
    ("queue", "桥头 bridge head"),
    ("works", "施工路段 road works"),
)
SITES, DAYS_LONG = 8, 7


Done = TypeVar("Done", Matter, Entry)


@dataclass(frozen=True, slots=True)
class _Stage:
    room: Workroom
    now: datetime
    lead: Actor
    second: Actor
    brigades: tuple[str, ...]

    def of(self, unit: str, number: int = 1) -> Actor:
        return Actor(f"sim-{unit}-{number}", unit, frozenset({Role.BRIGADE}))

    def day(self, ago: float) -> date:
        return utc_to_local(self.now - timedelta(days=ago, microseconds=1), self.room.zone).date()

    def step(
        self, name: str, by: Actor, event: str, ago: float, values: Values | None = None, note: str = ""
    ) -> Matter:
        """Cause an event so many days ago; it has to happen."""
        version = self.room.store.get_matter(name).version
        wanted = Wanted(name, version, event, note, values)
        return _happened(cause(self.room, by, wanted, self.now - timedelta(days=ago)), event)


def play_demo_operations(workspace: Workspace, tell: Tell) -> int:
    """Play them, once; answers how many matters there are. Nothing where the city is real or this is no demo."""
    store = workspace.store
    if not (workspace.city.simulated and is_demo(workspace)) or store.count_entries(EntryFilter(REGISTER, ended=True)):
        return 0
    brigades = tuple(f"b-{a.code}" for a in workspace.city.areas)
    lead, second = (Actor(f"sim-{ROOT}-{n}", ROOT, frozenset({Role.COMMANDER})) for n in (1, 2))
    stage = _Stage(workroom_of(workspace), workspace.now, lead, second, brigades)
    if any(unit not in stage.room.units() for unit in brigades) or len(brigades) < 2:
        return 0
    tell(Text("playing operations", "模拟专项行动"))
    rng = stream(SEED, "operations")
    made = _points(stage, workspace, rng) + _pack(stage, workspace, rng)
    return made + _operation(stage, workspace, rng) + _to_come(stage)


def _happened(outcome: Done | Refused | tuple[Wrong, ...], what: str) -> Done:
    if isinstance(outcome, Refused):
        raise Fault(f"the demo's {what} is refused: {outcome.message.en}")
    if isinstance(outcome, tuple):
        raise Fault(f"the demo's {what} does not fit: {outcome}")
    return outcome


def _points(stage: _Stage, workspace: Workspace, rng: np.random.Generator) -> int:
    """Points in every county, at every stage of being seen to; some nobody was asked about."""
    entries = list(_entries(stage, workspace.city, _network(workspace)))
    rows = [row for n, one in enumerate(entries) for row in entry_rows(stage.room, one, n, stage.now)]
    note = AuditNote(stage.now - OLD, BY, "", "register.simulate", detail=f"{len(rows)} disorder points")
    stage.room.store.keep_entries(rows, note)
    asked = [row.entry.entry_id for n, row in enumerate(rows) if n % 8 != 7]
    taken = take_up(stage.room, stage.lead, asked, stage.now - timedelta(days=24)).matters
    for n, matter in enumerate(sorted(taken, key=lambda m: m.matter_id)):
        _see_to(stage, matter, int(rng.integers(0, 6)), n)
    return len(taken)


def _entries(stage: _Stage, city: City, network: Network | None) -> Iterator[DemoEntry]:
    for n in range(3 * len(stage.brigades)):
        kind, place = POINTS[n % len(POINTS)]
        area = city.areas[n % len(city.areas)]
        values = {
            "number": f"SIM-{n + 1:03d}", "place": f"{area.name.zh}{place}（模拟）", "kind": kind,
            "unit": f"b-{area.code}", "area": area.code, **_spot(network, area.code, n),
            "found_on": stage.day(30 - n % 6).isoformat(), "what": SIMULATED,
        }  # fmt: skip
        yield DemoEntry(REGISTER, ROOT, values | ({"due": stage.day(2 - n % 9).isoformat()} if n % 3 else {}))


def _network(workspace: Workspace) -> Network | None:
    try:
        return workspace.store.get_network()
    except NotFound:
        return None


def _spot(network: Network | None, area: str, n: int) -> dict[str, float]:
    """Somewhere on a road of a county, another one for each number; nowhere where the county has none."""
    if network is None or not (network.area == area).any():
        return {}
    rows = np.flatnonzero(network.area == area)
    points = network.points_of(int(rows[(SPREAD * (n + 1)) % len(rows)]))
    lon, lat = points[len(points) // 2].tolist()
    return {"lon": round(lon, 5), "lat": round(lat, 5)}


def _see_to(stage: _Stage, matter: Matter, far: int, n: int) -> None:
    """Take a point so far: 0 nothing yet, 1 in hand, 2 put right, 3 re-checked, 4 back again, 5 closed."""
    by, name = stage.of(matter.holder), matter.matter_id
    if far == 0:
        return
    stage.step(name, by, "take_in_hand", 22, {"measure": SIMULATED})
    if far == 1:
        return
    stage.step(name, by, "put_right", 12 - n % 3, {"result": SIMULATED})
    if far == 2:
        return
    stage.step(name, stage.lead, "recheck", 8)
    if far == 4:
        stage.step(name, by, "reopen", 3, note=SIMULATED)
    elif far == 5:
        stage.step(name, stage.second, "close", 1)


def _pack(stage: _Stage, workspace: Workspace, rng: np.random.Generator) -> int:
    """The ten of strict management for every brigade; its last day is over, and not everybody is done."""
    rules = workspace.packs["measure-packs"]
    pack, begun = read_packs(rules)["strict-ten"], timedelta(days=25)
    asked = Starting(stage.brigades, stage.day(25), stage.day(3), SIMULATED)
    root = _happened(start_pack(stage.room, stage.lead, pack, rules.stamp, asked, stage.now - begun), "pack")
    parts = [m for m in stage.room.load(root.matter_id)[1].values() if m.kind == "measure"]
    for part in sorted(parts, key=lambda m: m.matter_id):
        by, name, far = stage.of(part.holder), part.matter_id, float(rng.random())
        stage.step(name, by, "sign", 24)
        codes = [i["code"] for i in part.values["items"]]
        done = codes if far > 0.3 else codes[: int(rng.integers(0, len(codes)))]
        stage.step(name, by, "tick", 12, {"done": done, "figure": int(rng.integers(3, 60))})
        if far > 0.3:
            stage.step(name, by, "report", 8)
        if far > 0.45:
            stage.step(name, stage.second, "accept", 6)
    return 1 + len(parts)


def _operation(stage: _Stage, workspace: Workspace, rng: np.random.Generator) -> int:
    """A week of drink-drive checks by half of the brigades; the others are what it is compared with."""
    targets = stage.brigades[::2]
    values = {
        "type": "drink_drive", "targets": list(targets), "begins_on": stage.day(12).isoformat(),
        "finish_by": stage.day(6).isoformat(), "key_days": [stage.day(8).isoformat()], "violations": "ordinary-seven",
        "text": f"随机点位开展酒醉驾查处。Test at sites drawn by chance.（{SIMULATED}）",
        "roads": "国省道、城区 main and city",
        "title": {"en": "Drink-drive operation (simulated)", "zh": "酒醉驾夜查行动（模拟）"},
    }  # fmt: skip
    begun = Asked("operation", "酒醉驾夜查行动（模拟）", holder=ROOT, values=values)
    one: Matter = _happened(open_matter(stage.room, stage.lead, begun, stage.now - timedelta(days=16)), "operation")
    store, areas = workspace.store, frozenset(t.removeprefix("b-") for t in targets)
    run = store.get_run().run_id
    able = candidates_of(store.list_results(SegmentEstimate, run), areas, workspace.packs["operations"])
    able = tuple(c for c in able if c.weight > 0)
    if able:
        seed, at = f"simulated-{SEED}", stage.now - timedelta(days=15)
        sites = min(SITES, len(able))
        one = _happened(
            draw(stage.room, stage.lead, (one.matter_id, one.version), able, sites, seed, f"run {run}", at), "draw"
        )
    name = one.matter_id
    _happened(deploy(stage.room, stage.lead, name, one.version, stage.now - timedelta(days=14), None), "deployment")
    for node in [m for m in stage.room.load(name)[1].values() if m.kind == "order_node"]:
        by = stage.of(node.holder)
        stage.step(node.matter_id, by, "sign", 13.9)
        told = {"deployment": SIMULATED, "handled_at": (stage.now - timedelta(days=13)).isoformat()}
        stage.step(node.matter_id, by, "feed_back", 12.9, told, SIMULATED)
    stage.step(name, stage.lead, "begin", 11.9)
    for ago in range(12, 12 - DAYS_LONG, -1):
        for unit in targets:
            if not (unit == targets[-1] and ago == 7):  # one table is missing
                _table(stage, name, unit, ago, rng)
    stage.step(name, stage.lead, "end", 4.9)
    stage.step(name, stage.lead, "sum_up", 3, {"summary": SIMULATED})
    return 1


def _table(stage: _Stage, name: str, unit: str, ago: int, rng: np.random.Generator) -> None:
    tests = {p: int(rng.poisson(mean)) for p, mean in TESTED.items()}
    found = {p: int(rng.binomial(tests[p], POSITIVE[p])) for p in POSITIVE}
    values: dict[str, Any] = {"unit": unit, "day": stage.day(ago).isoformat(), "note": SIMULATED}
    values |= {f"tests_{p}": n for p, n in tests.items()} | {"tests": sum(tests.values())}
    values |= {f"drink_{p}": n for p, n in found.items()} | {"drink": sum(found.values())}
    values["drunk"] = int(rng.binomial(values["drink"], 0.35))
    for road, mean in (("nr", 60), ("ru", 25), ("ci", 80)):
        whole = int(rng.poisson(mean))
        on_site = int(rng.binomial(whole, 0.45))
        values |= {f"{road}_all": whole, f"{road}_on_site": on_site, f"{road}_key": int(rng.binomial(on_site, 0.3))}
    dealt = values["nr_on_site"] + values["ru_on_site"] + values["ci_on_site"]
    educated = int(rng.binomial(dealt, 0.18))
    values |= {"dealt": dealt, "educated": educated, "penalties": dealt - educated}
    operation, at = stage.room.store.get_matter(name), stage.now - timedelta(days=ago - 1)
    kept = write_table(stage.room, stage.of(unit), operation, values, None, at)
    _happened(kept, "daily table")


def _to_come(stage: _Stage) -> int:
    """A region campaign with its action day that is still being planned."""
    values = {
        "type": "region", "targets": list(stage.brigades), "begins_on": stage.day(-7).isoformat(),
        "finish_by": stage.day(-9).isoformat(), "key_days": [stage.day(-8).isoformat()], "violations": "highway-ten",
        "text": f"区域会战：省界联勤。Joint checks at the border.（{SIMULATED}）",
        "neighbours": "邻市支队（模拟） a neighbour",
        "title": {"en": "Region campaign (simulated)", "zh": "区域会战统一行动（模拟）"},
    }  # fmt: skip
    asked = Asked("operation", "区域会战统一行动（模拟）", holder=ROOT, values=values)
    _happened(open_matter(stage.room, stage.lead, asked, stage.now - timedelta(days=1)), "campaign")
    return 1

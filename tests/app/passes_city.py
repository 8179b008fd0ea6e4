"""A small city with three sites on one road and people who may watch plates; run as a server of passes, too.

``python -m tests.app.passes_city FOLDER PORT`` serves it.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daoan.app.clocks import workroom_of
from daoan.app.demo_entries import DemoEntry
from daoan.app.demo_registers import entry_rows
from daoan.app.pass_engine import serve_city
from daoan.app.workspace import Workspace, create_workspace, open_workspace
from daoan.config import read_config
from daoan.edge.device_accounts import add_account
from daoan.terms.city import Area, City
from daoan.terms.devices import REGISTER
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Person
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind
from tests.assess.coverage.lines_made import network_of
from tests.store.store_given import turn

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
AREA = Area("621021", Text("North", "北县"))
CITY = City(
    "passcity", Text("Passcity", "过车市"), "Asia/Shanghai", (AREA,), (), (107.0, 35.0, 108.0, 36.0), replay_at=NOW
)
NOTE = AuditNote(NOW, "test", "", "test", "test")
ROAD = network_of([("G309", 0.0, 30_000.0), ("G309", 30_000.0, 30_000.0)])
SITES = (("K1", 5000.0), ("K2", 25_000.0), ("K3", 50_000.0))


def begin(folder: Path) -> Workspace:
    """The city, with its register of devices and its people; nothing has passed yet."""
    workspace = create_workspace(read_config({"workspace": folder}, {}), CITY)
    store = workspace.store
    network = store.save_network(ROAD, NOW - timedelta(days=9))
    made = turn()
    store.save_turn(replace(made, run=replace(made.run, inputs={"network": network})))
    units = [Unit("city", UnitKind.CITY, Text("city", "支队"), None)]
    units += [Unit(name, UnitKind.BRIGADE, Text(name, name), "city", AREA.code) for name in ("north", "south")]
    for unit in units:
        store.save_unit(unit, NOTE)
        for number in (1, 2):
            role = Role.COMMANDER if unit.parent is None else Role.BRIGADE
            person = Person(f"sim-{unit.unit_id}-{number}", "simulated", unit.unit_id, (role,), demo=True)
            store.save_person(person, NOTE)
    register(workspace, SITES)
    return workspace


def register(workspace: Workspace, sites: Sequence[tuple[str, float]]) -> None:
    """Put checkpoints into the register."""
    room = workroom_of(workspace)
    entries = [
        DemoEntry(REGISTER, "north", device(code, chainage), name=code) for code, chainage in sites
    ]  # fmt: skip
    rows = [row for n, one in enumerate(entries) for row in entry_rows(room, one, n, NOW - timedelta(days=1))]
    workspace.store.keep_entries(rows, NOTE)


def device(code: str, chainage: float) -> dict[str, object]:
    """The values of an entry."""
    return {
        "code": code, "name": f"checkpoint {code}", "kind": "checkpoint", "route": "G309", "chainage_m": chainage,
        "heading": "both", "lanes": 2, "state": "in_use", "responsible": "north", "limit_car_kmh": 80,
    }  # fmt: skip


if __name__ == "__main__":
    served = open_workspace(read_config({"workspace": Path(sys.argv[1])}, {}))
    accounts = served.config.keys / "viid-accounts.json"
    if not accounts.exists():
        add_account(accounts, "cam", "secret", NOW)
    serve_city(served, None, "127.0.0.1", int(sys.argv[2]))
    served.close()

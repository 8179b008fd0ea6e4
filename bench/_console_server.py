"""The server of the benchmark of the console, in a process of its own: ``python -m bench._console_server PLACE PORT``.

``PLACE`` is a number of road segments, or the folder of a workspace. The first line of standard output is the cookie of
somebody from the command centre.
"""

import sys
import tempfile
from pathlib import Path

from bench import ROOT
from bench._actions_server import SEALER
from bench._console_roads import CITY, city_store
from daoan.api.accounts import fresh_person
from daoan.api.desk import Desk
from daoan.api.gate import Client
from daoan.api.server import create_app
from daoan.api.shared import Shared
from daoan.api.workdesk import WorkDesk
from daoan.app.people import ensure_units
from daoan.app.processes import answer
from daoan.app.serve import warm, work_over
from daoan.app.workspace import open_workspace
from daoan.config import read_config
from daoan.edge.files import read_rule_packs
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Account
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind


def work_at(place: str) -> WorkDesk:
    """The desk over a made-up city with so many segments, or over a workspace."""
    if not place.isdigit():
        workspace = open_workspace(read_config({"workspace": Path(place)}, {}))
        ensure_units(workspace)
        return work_over(workspace, Shared())
    store = city_store(int(place), SEALER)
    packs = read_rule_packs(ROOT / "rulepacks")
    cache = Path(tempfile.mkdtemp(prefix="daoan-bench-"))
    desk = Desk(store, CITY, packs, web=ROOT / "daoan" / "web", cache=cache, key=b"bench" * 8)
    note = AuditNote(desk.gate.clock.now(), "bench", "city", "bench.fill")
    store.save_unit(Unit("city", UnitKind.CITY, Text("detachment", "支队"), None), note)
    return WorkDesk(desk)


def sign_in(desk: Desk) -> str:
    """The cookie of somebody new from the command centre."""
    gate = desk.gate
    person = fresh_person("Commander 指挥长", desk.store.list_units()[0].unit_id, [Role.COMMANDER])
    account = Account(person.person_id, person.person_id, None)
    gate.store.save_person(person, gate.note(person, "person.add"))
    gate.store.save_account(account, gate.note(person, "account.add"))
    return gate.open(person, account, Client(loopback=True, name="bench"), second_factor=False).token


def main(place: str, port: int) -> None:
    """Serve until killed."""
    work = work_at(place)
    warm(work)
    print(sign_in(work.desk), flush=True)
    answer(create_app(work.desk, work), host="127.0.0.1", port=port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

"""What the tests of work are given: a small organisation, people who are signed in, a clock that is set by hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from daoan.api.desk import Desk
from daoan.api.gate import Client, Gate
from daoan.api.guard import COOKIE, CSRF
from daoan.api.server import create_app
from daoan.api.shared import Shared
from daoan.api.workdesk import WorkDesk
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.store.memory import MemoryStore
from daoan.terms.audit import Sealer
from daoan.terms.city import City
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Account, Person
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind
from tests.api.browser import Browser

SEALER = Sealer("k1", b"k" * 32)
START = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
CITY = City("testcity", Text("Testcity", "测试市"), "Asia/Shanghai", (), (), (107.0, 35.0, 108.0, 36.0))

UNITS = (
    Unit("city", UnitKind.CITY, Text("detachment", "支队"), None),
    Unit("north", UnitKind.BRIGADE, Text("north brigade", "北大队"), "city", "A1"),
    Unit("north-1", UnitKind.SQUAD, Text("north squad", "北一中队"), "north", "A1"),
    Unit("south", UnitKind.BRIGADE, Text("south brigade", "南大队"), "city", "A2"),
    Unit("south-1", UnitKind.SQUAD, Text("south squad", "南一中队"), "south", "A2"),
)
PEOPLE = {
    "commander": ("city", Role.COMMANDER),
    "auditing": ("city", Role.COMMANDER),
    "north-lead": ("north", Role.BRIGADE),
    "north-vice": ("north", Role.BRIGADE),
    "north-officer": ("north-1", Role.OFFICER),
    "north-warden": ("north-1", Role.WARDEN),
    "north-company": ("north-1", Role.COMPANY),
    "north-town": ("north", Role.TOWNSHIP),
    "south-lead": ("south", Role.BRIGADE),
    "reader": ("city", Role.VISITOR),
    "committee": ("city", Role.COMMITTEE),
    "leader": ("city", Role.LEADER),
    "analyst": ("city", Role.ANALYST),
    "department": ("city", Role.DEPARTMENT),
    "keeper": ("city", Role.ADMINISTRATOR),
    "auditor": ("city", Role.AUDITOR),
}


@dataclass(slots=True)
class SetClock:
    """A clock that stands until it is moved."""

    at: datetime = START
    replays: bool = False

    def now(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass(slots=True)
class Office:
    """A server over one store, and everybody's browser."""

    store: Any
    work: WorkDesk
    app: Any
    clock: SetClock
    gate: Gate
    browsers: dict[str, Browser] = field(default_factory=dict)

    def as_(self, person_id: str) -> Browser:
        """The browser of somebody who is signed in."""
        if person_id not in self.browsers:
            self.browsers[person_id] = self.sign_in(person_id)
        return self.browsers[person_id]

    def sign_in(self, person_id: str) -> Browser:
        person, account = self.store.get_person(person_id), self.store.get_account(person_id)
        signed = self.gate.open(person, account, Client(True, "test"), second_factor=True)
        return Browser(self.app, cookies={COOKIE: signed.token}, headers={CSRF: signed.csrf})

    # -- what tests do again and again --

    def draft(self, title: str = "Check lorries", level: str = "urgent", by: str = "commander", **more: Any) -> dict:
        body = {
            "kind": "order", "title": title, "level": level,
            "values": {"targets": ["north"], "rule": "all", "text": "Check every lorry"} | more,
        }  # fmt: skip
        answer = self.as_(by).post("/api/v1/work", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def issued(self, **given: Any) -> tuple[dict, dict]:
        """An order that is issued, and its first node."""
        draft = self.draft(**given)
        order = self.act("commander", draft["matter"], "issue")
        node = next(m for m in order["family"] if m["kind"] == "order_node")
        return order["matter"], node

    def act(self, by: str, matter: dict, event: str, **body: Any) -> dict:
        answer = self.try_(by, matter, event, **body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def try_(self, by: str, matter: dict, event: str, key: str | None = None, **body: Any) -> Any:
        body = {"event": event, "version": matter["version"]} | body
        headers = {"Idempotency-Key": key} if key else {}
        return self.as_(by).post(f"/api/v1/work/{matter['matter_id']}/events", json=body, headers=headers)

    def see(self, by: str, matter_id: str) -> dict:
        answer = self.as_(by).get(f"/api/v1/work/{matter_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@lru_cache(maxsize=1)
def _server() -> tuple[Desk, WorkDesk, Any]:
    """One application for all tests, since making it takes seconds; each test gives it a store and a clock anew."""
    desk = Desk(MemoryStore(), CITY, read_rule_packs(ROOT / "rulepacks"), web=ROOT, cache=ROOT / ".cache")
    work = WorkDesk(desk)
    return desk, work, create_app(desk, work)


def open_office(store: Any, folder: Path, *, news_pause_s: float = 0.01, news_life_s: float = 0.05) -> Office:
    """A server with the organisation above in its store. Pages that listen are sent away after ``news_life_s``."""
    clock = SetClock()
    desk, work, app = _server()
    packs = desk.packs
    desk.store, work.clock, desk.subject_key = store, clock, b"s" * 32
    desk._view_of.cache_clear()  # runs of other stores have the same ids
    desk.web = desk.cache = folder
    work.news_pause_s, work.news_life_s = news_pause_s, news_life_s
    work.senders, work.push_server, work.passes, work.efficiency = {}, None, None, None
    work.rural_activity = None
    work.fleet = None
    desk.shared = Shared()
    made_anew = (
        "room", "keeper", "newsroom", "post", "sender", "records", "grants", "looked", "looks", "log",
        "company_ratings", "stations", "rural_grounds", "rural_heard", "rural_months", "segment_releases",
    )  # fmt: skip
    for made in (*made_anew, "_judge"):
        work.__dict__.pop(made, None)
    if not store.list_units():
        settle(store)
    gate = Gate(store, packs, SetClock(), b"g" * 32)  # nobody is signed out while a test lets hours pass
    app.state.gate = desk.gate = gate
    return Office(store, work, app, clock, gate)


def settle(store: Any) -> None:
    """Write the organisation into an empty store."""
    note = AuditNote(START, "setup", "city", "setup")
    for unit in UNITS:
        store.save_unit(unit, note)
    for person_id, (unit_id, role) in PEOPLE.items():
        store.save_person(Person(person_id, f"Name of {person_id}", unit_id, (role,)), note)
        secret = "sealed" if role in (Role.ADMINISTRATOR, Role.AUDITOR) else None  # these must have a second factor
        store.save_account(Account(person_id, person_id, None, totp_secret=secret), note)

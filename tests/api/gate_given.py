"""A gate to knock at: an empty city, one person a role, a clock that is turned by hand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from fastapi import FastAPI

from daoan.api.accounts import TERMINAL, fresh_person, make_person
from daoan.api.desk import Desk
from daoan.api.gate import DEMO, Client
from daoan.api.server import create_app
from daoan.app.leeds import LEEDS
from daoan.edge.files import read_rule_packs
from daoan.store.memory import MemoryStore
from daoan.terms.audit import Sealer
from daoan.terms.estimates import Text
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind

from .browser import Browser

ROOT = Path(__file__).parents[2]
START = datetime(2026, 3, 1, 8, tzinfo=UTC)
KEY = b"k" * 32
UNITS = (
    Unit("city", UnitKind.CITY, Text("city", "市"), None),
    Unit("east", UnitKind.BRIGADE, Text("east", "东"), "city"),
    Unit("east-1", UnitKind.SQUAD, Text("east, first", "东一"), "east"),
    Unit("west", UnitKind.BRIGADE, Text("west", "西"), "city"),
)


@dataclass
class HandClock:
    """Stands until it is moved."""

    at: datetime = START
    replays: bool = False

    def now(self) -> datetime:
        return self.at

    def pass_by(self, **time: float) -> None:
        self.at += timedelta(**time)


def desk_over(store: MemoryStore, clock: HandClock) -> Desk:
    """A desk without a run."""
    web = ROOT / "daoan" / "web"
    packs = read_rule_packs(ROOT / "rulepacks")
    return Desk(store, LEEDS, packs, web=web, cache=ROOT / ".cache", key=KEY, clock=clock)


@cache
def one_app() -> FastAPI:
    """The application, put together once; each door puts its own gate in."""
    return create_app(desk_over(MemoryStore(), HandClock()))


@dataclass
class Door:
    """An application with its store and clock, and the passwords of its people by login."""

    store: MemoryStore = field(default_factory=lambda: MemoryStore(Sealer("t", KEY)))
    clock: HandClock = field(default_factory=HandClock)
    passwords: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gate = desk_over(self.store, self.clock).gate
        self.app = one_app()
        for unit in UNITS:
            self.store.save_unit(unit, self.gate.note(TERMINAL, "unit.add", unit.unit_id))

    def add(self, login: str, *roles: Role, unit: str = "city", demo: bool = False, must_change: bool = False):
        """A new person, who signs in under that login."""
        person = fresh_person(login.title(), unit, roles, demo=demo)
        self.passwords[login] = make_person(self.gate, person, login, TERMINAL, must_change=must_change).password
        return person

    def token(self, person, *, second_factor: bool = True) -> str:
        """A session made in the store, without a password."""
        account = self.store.get_account(person.person_id)
        return self.gate.open(person, account, Client(loopback=True, name="test"), second_factor=second_factor).token

    def client(self, *, address: str = "127.0.0.1", token: str = "", host: str = "127.0.0.1") -> Browser:
        """A browser at an address, which calls the console by a host."""
        self.app.state.gate = self.gate
        opened = Browser(self.app, base_url=f"http://{host}", client=(address, 50000))
        if token:
            domain = "localhost.local" if host == "localhost" else host  # as http.cookiejar names it
            opened.cookies.set("daoan_session", token, domain=domain, path="/")
        return opened

    def sign_in(self, client: Browser, login: str, password: str | None = None, **more: str):
        """What the door answers to a login and password."""
        word = self.passwords[login] if password is None else password
        return client.post("/api/v1/session", json={"login": login, "password": word, **more})

    def allow_demo(self) -> None:
        self.store.put_setting(DEMO, value=True)

    def actions(self) -> list[str]:
        """What the audit chain says was done."""
        return [line.note.action for line in self.store.list_audit(limit=1000)]

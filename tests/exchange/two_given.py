"""Two workspaces of one city and a disk that is carried between them; one application is lent to each in turn."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from daoan.api.gate import Client, Gate
from daoan.api.guard import COOKIE, CSRF
from daoan.api.journal import Journal
from daoan.api.server import MOST_BYTES
from daoan.app import exchange_acts
from daoan.app.exchange import Packed, Taken, pack, take
from daoan.app.exchange_keys import make_keys, trust
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.config import ROOT, read_config
from daoan.edge.clock import StatedClock
from daoan.edge.exchange_keys import write_public
from daoan.edge.files import read_rule_packs
from daoan.store.open import open_store
from daoan.terms.records.exchanged import Side
from tests.api.browser import Browser
from tests.api.work_given import CITY, SEALER, Office, SetClock, open_office, settle

PACKS = read_rule_packs(ROOT / "rulepacks")


@dataclass(slots=True)
class Two:
    """Inside, outside, the disk, and everybody's sessions."""

    inside: Workspace
    outside: Workspace
    disk: Path
    clock: SetClock
    offices: dict[str, Office] = field(default_factory=dict)

    def office(self, workspace: Workspace) -> Office:
        """The application over one of the two, as browsers reach it."""
        office = open_office(workspace.store, workspace.config.workspace)
        office.work.clock = StatedClock(workspace.clock)
        office.work.desk.subject_key = subject_key(workspace)
        name = str(workspace.config.workspace)
        if name in self.offices:
            office.browsers = self.offices[name].browsers
        self.offices[name] = office
        if workspace is self.outside:
            office.app = Journal(office.app, office.work, MOST_BYTES)
        return office

    def phone(self, person: str) -> Browser:
        """Somebody's phone, outside."""
        return self.office(self.outside).as_(person)

    def desk(self, person: str) -> Browser:
        """Somebody's desk, inside."""
        return self.office(self.inside).as_(person)

    def pack(self, side: str, **given: Any) -> Packed:
        self.clock.pass_(minutes=1)
        return pack(getattr(self, side), self.disk, "courier", **given)

    def take(self, side: str, folder: str | Path) -> Taken:
        self.clock.pass_(minutes=1)
        return take(getattr(self, side), Path(folder), "courier")

    def out(self) -> Taken:
        """Carry what the inside has to the outside."""
        return self.take("outside", self.pack("inside").folder)

    def home(self) -> Taken:
        """Carry what the outside has to the inside."""
        return self.take("inside", self.pack("outside").folder)

    def round(self) -> None:
        """Home and out, twice: then all that there was is known on both sides."""
        for _ in range(2):
            self.home()
            self.out()


def workspace_at(folder: Path, clock: SetClock, place: str = "memory:") -> Workspace:
    """An empty workspace of the city."""
    folder.mkdir(parents=True, exist_ok=True)
    config = read_config({"workspace": folder})
    return Workspace(config, open_store(place, SEALER), CITY, PACKS, clock)


def two_at(folder: Path, *, places: tuple[str, str] = ("memory:", "memory:")) -> Two:
    """Two workspaces that trust one another, the organisation at work inside."""
    clock = SetClock()
    inside, outside = (workspace_at(folder / n, clock, p) for n, p in zip(("in", "out"), places, strict=True))
    settle(inside.store)
    two = Two(inside, outside, folder / "disk", clock)
    halves = {}
    for workspace, side in ((inside, Side.INSIDE), (outside, Side.OUTSIDE)):
        halves[side] = make_keys(workspace, side, "keeper", folder / f"{side}.pub")
    trust(inside, folder / "outside.pub", halves[Side.OUTSIDE].fingerprint, "keeper")
    trust(outside, folder / "inside.pub", halves[Side.INSIDE].fingerprint, "keeper")
    return two


@contextmanager
def one_application(two: Two):
    """Lend the tests' one application to whoever asks acts again, since making one takes seconds."""

    def desk_of(workspace: Workspace) -> Any:
        return two.office(workspace).work.desk

    def work_desk(desk: Any, clock: StatedClock) -> Any:
        return two.offices[str(next(reversed(two.offices)))].work

    def create_app(desk: Any, work: Any) -> Any:
        office = next(o for o in two.offices.values() if o.work is work)
        app = office.app.app if isinstance(office.app, Journal) else office.app
        app.state.gate = desk.gate
        return app

    names = {"desk_of": desk_of, "WorkDesk": work_desk, "create_app": create_app}
    with patch.multiple(exchange_acts, **names):
        yield


def new_phone(two: Two, person: str) -> Browser:
    """A phone that signs in anew."""
    office = two.office(two.outside)
    signed = Gate.open(
        office.gate, two.outside.store.get_person(person), two.outside.store.get_account(person), Client(True, "test"),
        second_factor=True,
    )  # fmt: skip
    return Browser(office.app, cookies={COOKIE: signed.token}, headers={CSRF: signed.csrf})


def later(two: Two, **time: float) -> None:
    """Let time pass on both sides."""
    two.clock.at += timedelta(**time)


__all__ = ["write_public"]

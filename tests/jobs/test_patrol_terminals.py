"""Positions of police vehicles out of the terminals' log: those of the register, each once, also when cut off."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.edge.tokens import subject_token
from daoan.jobs.patrol_terminals import TerminalKeeper
from daoan.jobs.patrols import TERMINAL, call_signs
from daoan.jobs.registers import Writing, write_entry
from daoan.jobs.workroom import workroom_over
from daoan.store.memory import MemoryStore
from daoan.store.positions_log import PositionsLog
from daoan.terms.patrol_terminals import REGISTER
from daoan.terms.records.fleet import Position
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.roles import Role
from daoan.terms.telematics import VehicleState
from tests.api.work_given import SEALER, settle

PACKS = read_rule_packs(ROOT / "rulepacks")
KEY = b"k" * 32
NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
LEAD = Actor("north-lead", "north", frozenset({Role.BRIGADE}))


def token(number: str) -> str:
    return subject_token(KEY, TERMINAL, number)


def position(number: str = "13900000001", seconds: float = 60, **changes) -> Position:
    at = NOW - timedelta(seconds=seconds)
    one = Position(token(number), "jt808", at, at + timedelta(seconds=2), 107.6, 35.7, 42.0, 90, 900,
                   frozenset({VehicleState.LOCATED}))  # fmt: skip
    return replace(one, **changes)


class Scene:
    def __init__(self, folder: Path) -> None:
        self.store = MemoryStore(SEALER)
        settle(self.store)
        self.room = workroom_over(self.store, PACKS, "Asia/Shanghai", None)
        self.folder, self.log = folder, PositionsLog(folder)
        values = {"number": "013900000001", "call_sign": "北01", "unit": "north-1", "state": "in_use"}
        register = self.room.registers[REGISTER]
        written = write_entry(self.room, LEAD, register, Writing(values), NOW - timedelta(days=1))
        assert isinstance(written, Entry)
        self.entry = written

    def follow(self):
        return TerminalKeeper(lambda: self.room, self.folder, lambda: KEY, lambda: PACKS["patrols"], lambda: NOW).once()


@pytest.fixture
def scene(tmp_path: Path):
    made = Scene(tmp_path)
    yield made
    made.log.close()


def test_positions_of_the_registers_terminals_are_the_units(scene: Scene) -> None:
    scene.log.append([position(), position("13977777777"), position(seconds=5, lon=107.7)])
    done = scene.follow()
    assert (done.read, done.kept) == (3, 2)
    (now,) = scene.store.list_units_now()
    assert (now.unit_id, now.crew, now.place.lon, now.place.speed_kmh) == ("north-1", token("13900000001"), 107.7, 42.0)
    assert call_signs(scene.room, NOW, KEY) == {now.crew: "北01"}


def test_what_was_handled_is_not_handled_again(scene: Scene) -> None:
    scene.log.append([position(seconds=300)])
    assert scene.follow().read == 1
    scene.log.append([position(seconds=200)])
    assert scene.follow().read == 1
    assert scene.follow().read == 0
    assert len(scene.store.list_positions("north-1", NOW - timedelta(hours=1), NOW)) == 2


def test_a_log_that_was_rolled_is_read_from_its_new_beginning(scene: Scene) -> None:
    scene.log.append([position(seconds=300)])
    scene.follow()
    scene.log.append([position(seconds=200)])
    scene.log.roll()
    scene.log.append([position(seconds=100)])
    scene.follow()
    assert scene.store.list_units_now()[0].place.happened_at == NOW - timedelta(seconds=100)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": frozenset()},
        {"happened_at": NOW - timedelta(hours=13)},
        {"known_at": NOW + timedelta(seconds=1)},
    ],
    ids=["no fix", "too old", "not known yet"],
)
def test_what_cannot_be_used_is_left(scene: Scene, wrong: dict) -> None:
    scene.log.append([position(**wrong)])
    assert scene.follow().kept == 0


def test_a_clock_that_is_ahead_is_taken_as_of_when_it_came(scene: Scene) -> None:
    scene.log.append([position(happened_at=NOW + timedelta(minutes=9), known_at=NOW - timedelta(seconds=4))])
    scene.follow()
    assert scene.store.list_units_now()[0].place.happened_at == NOW - timedelta(seconds=4)


def test_no_more_are_kept_than_are_of_use(scene: Scene) -> None:
    scene.log.append([position(seconds=s) for s in range(10, 110, 10)])
    assert scene.follow().kept == 4, "of ten in a hundred seconds, one each half minute"


def test_a_terminal_that_was_taken_out_tells_no_more(scene: Scene) -> None:
    values = dict(scene.entry.values) | {"state": "ended"}
    register = scene.room.registers[REGISTER]
    asked = Writing(values, "", scene.entry.entry_id, scene.entry.version)
    assert isinstance(write_entry(scene.room, LEAD, register, asked, NOW - timedelta(hours=1)), Entry)
    scene.log.append([position()])
    assert scene.follow().kept == 0


def test_without_a_door_there_is_nothing(tmp_path: Path) -> None:
    keeper = TerminalKeeper(lambda: None, tmp_path / "x", lambda: KEY, lambda: PACKS["patrols"], lambda: NOW)
    assert keeper.once().read == 0

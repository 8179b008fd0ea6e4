"""For people at work too, SQLite answers as the reference does, whatever is done to both in whatever order."""

import shutil
import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from daoan.store.memory import MemoryStore
from daoan.store.open import open_store
from daoan.store.work_protocol import MatterFilter
from daoan.terms.records.working import Matter, Step
from tests.store.store_given import day
from tests.store.test_against_memory import answer
from tests.store.test_contract import walk
from tests.store.work_given import (
    SEALER,
    account,
    file,
    matter,
    note,
    person,
    require_unbroken,
    session,
    unit,
    work_of,
)

days = st.integers(0, 5)
names = st.sampled_from(["m1", "m2", "m10", "é", "庆"])
moments = st.none() | days.map(day)
traits = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["order", "hazard"]),
        "state": st.sampled_from(["draft", "running", "closed"]),
        "holder": st.sampled_from(["north", "south", "急"]),
        "issuer": st.sampled_from(["city", "north"]),
        "level": st.sampled_from(["", "red"]),
        "area": st.sampled_from([None, "a"]),
        "due_at": moments,
        "overdue_at": moments,
        "closed_at": moments,
        "changed_at": days.map(day),
        "parent": st.sampled_from([None, None, "m1", "é"]),
        "title": st.sampled_from(["Bend", "straße", "急弯 50%", "a_b"]),
    }
)
filters = st.builds(
    MatterFilter,
    kinds=st.sampled_from([(), ("order",), ("order", "hazard")]),
    without_kinds=st.sampled_from([(), ("order",)]),
    states=st.sampled_from([(), ("running",), ("draft", "closed")]),
    units=st.sampled_from([(), ("north",), ("city", "急"), tuple(map(str, range(150)))]),
    holders=st.sampled_from([(), ("south",)]),
    levels=st.sampled_from([(), ("",), ("red", "blue")]),
    areas=st.sampled_from([(), ("a",)]),
    open_only=st.booleans(),
    overdue_at=moments,
    parent=st.sampled_from([None, None, "m1"]),
    text=st.sampled_from(["", "", "STRASSE", "%", "_", "e"]),
)
keys = st.sampled_from([None, None, "k1", "k2"])


def a_move(name: str, version: int, change: dict) -> tuple[Matter, Step]:
    after = matter(name, version=version, root="m1" if change["parent"] else name, **change)
    return after, Step(name, version, "move", "", after.state, after.changed_at, "p1", "north")


class Twins(RuleBasedStateMachine):
    """The reference and SQLite, told and asked the same."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        shutil.copy(self.template, self.folder.name)
        self.reference = MemoryStore(SEALER)
        self.store = open_store(self.folder.name, SEALER)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def both(self, name: str, *args, **options) -> None:
        assert answer(self.store, name, *args, **options) == answer(self.reference, name, *args, **options)

    def version_of(self, name: str) -> int:
        return next((m.version for m in self.reference.page_matters(MatterFilter()).rows if m.matter_id == name), 0)

    @rule(changes=st.dictionaries(names, traits, min_size=1, max_size=3), off=st.sampled_from([0] * 9 + [1]), key=keys)
    def move(self, changes, off, key) -> None:
        seen = {name: self.version_of(name) + off for name in changes}
        moves = [a_move(name, seen[name] + 1, change) for name, change in changes.items()]
        self.both("keep_moves", moves, seen, note(), key)

    @rule(name=names, file_id=st.sampled_from("fg"), content=st.sampled_from([b"", b"a", b"\0"]), at=days)
    def attach(self, name, file_id, content, at) -> None:
        self.both("keep_attachment", *file(file_id, content, of=name, at=at), note())

    @rule(name=st.sampled_from("abc"), parent=st.sampled_from([None, "a", "b", "c"]))
    def save_unit(self, name, parent) -> None:
        self.both("save_unit", unit(name, parent), note())

    @rule(name=st.sampled_from(["p1", "p2"]), active=st.booleans())
    def save_person(self, name, active) -> None:
        self.both("save_person", person(name, active=active), note())

    @rule(name=st.sampled_from(["p1", "p2"]), login=st.sampled_from(["Wang.Mou", "LI.mou"]), version=st.integers(1, 3))
    def save_account(self, name, login, version) -> None:
        self.both("save_account", account(name, login, version), note())

    @rule(name=st.sampled_from("st"), token=st.sampled_from("xy"), seen=days, revoked=moments, again=st.booleans())
    def save_session(self, name, token, seen, revoked, again) -> None:
        given = session(name, token_hash=token, seen_at=day(seen), revoked_at=revoked)
        self.both("save_session", given, None if again else note())

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = open_store(self.folder.name, SEALER)
        require_unbroken(self.store)

    @rule(where=filters, order=st.sampled_from(["due", "changed"]), limit=st.integers(1, 3), at=days)
    def ask(self, where, order, limit, at) -> None:
        ask = partial(self.store.page_matters, where, order=order)
        assert walk(ask, limit) == walk(partial(self.reference.page_matters, where, order=order), limit)
        self.both("count_matters", where)
        self.both("list_run_out", day(at), limit)
        self.both("list_news", at, limit)
        self.both("list_audit", at, limit)
        self.both("find_session", "x")

    @invariant()
    def same(self) -> None:
        if hasattr(self, "store"):
            assert work_of(self.store) == work_of(self.reference)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, so that not every example has to make one."""
    folder = tmp_path_factory.mktemp("template")
    open_store(folder).close()
    return folder / "daoan.sqlite"


def test_sqlite_answers_as_the_reference_does(template: Path):
    machine = type("Twins", (Twins,), {"template": template})
    run_state_machine_as_test(machine, settings=settings(max_examples=12, stateful_step_count=20, deadline=None))


@pytest.mark.slow
def test_sqlite_answers_as_the_reference_does_for_long(template: Path):
    machine = type("Twins", (Twins,), {"template": template})
    run_state_machine_as_test(machine, settings=settings(max_examples=1_000, stateful_step_count=50, deadline=None))

"""SQLite answers as the reference does, whatever is done to both in whatever order."""

import shutil
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from daoan.store.memory import MemoryStore
from daoan.store.open import open_store
from daoan.store.protocol import CrashFilter
from daoan.terms.codes import Severity
from daoan.terms.errors import DaoanError
from tests.store.store_given import LATE, batch, correction, crash, day, refusal, turn
from tests.store.test_contract import walk

days = st.integers(0, 6)
crashes = st.builds(
    crash,
    ref=st.sampled_from("ABCé庆"),
    happened=days,
    known=days,
    severity=st.sampled_from(Severity),
    area=st.sampled_from([None, "north", "south"]),
    lon=st.sampled_from([None, 0.0, 1.0]),
    vehicles=st.sampled_from([None, 2]),
)
changes = st.fixed_dictionaries(
    {},
    optional={
        "severity": st.sampled_from(["fatal", "slight", "grave"]),
        "happened_at": days.map(lambda n: day(n).isoformat()),
        "known_at": days.map(lambda n: day(n).isoformat()),
        "area": st.sampled_from([None, "north", "nowhere"]),
        "lon": st.sampled_from([None, 1, 181]),
    },
)
filters = st.builds(
    CrashFilter,
    since=st.none() | days.map(day),
    until=st.none() | days.map(day),
    area=st.sampled_from([None, "north"]),
    severities=st.sampled_from([(), ("fatal",), ("fatal", "slight")]),
    bounds=st.sampled_from([None, (0.0, 50.0, 0.5, 60.0)]),
)
states = st.sampled_from(["replayed", "dismissed", "open"])


def answer(store, name: str, *args, **options):
    """What a call answers, or the kind of error that it raises."""
    try:
        return getattr(store, name)(*args, **options)
    except DaoanError as problem:
        return type(problem)


class Twins(RuleBasedStateMachine):
    """The reference and SQLite, told and asked the same."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        shutil.copy(self.template, self.folder.name)
        self.reference = MemoryStore()
        self.store = open_store(self.folder.name)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    def both(self, name: str, *args, **options) -> None:
        assert answer(self.store, name, *args, **options) == answer(self.reference, name, *args, **options)

    @rule(records=st.lists(crashes, max_size=4), sha=st.sampled_from("abc"), refused=st.sets(st.sampled_from("xyz")))
    def receive(self, records, sha, refused) -> None:
        given = batch(*records, sha=sha, refusals=[refusal(name) for name in sorted(refused)])
        self.both("receive_crashes", given, day(9))

    @rule(ref=st.sampled_from("ABCé庆?"), made=days, change=changes)
    def correct(self, ref, made, change) -> None:
        self.both("correct_crash", correction(f"leeds:{ref}", made=made, **change))

    @rule(name=st.sampled_from("xyz?"), state=states)
    def close_refusal(self, name, state) -> None:
        self.both("close_refusal", name, state, "officer 7", "seen", day(9))

    @rule(name=st.sampled_from("rs"), at=days)
    def save_turn(self, name, at) -> None:
        self.both("save_turn", turn(name, as_of=day(at)))

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = open_store(self.folder.name)

    @rule(as_of=days, half=st.booleans(), where=filters, limit=st.integers(1, 4))
    def page(self, as_of, half, where, limit) -> None:
        moment = day(as_of) - timedelta(microseconds=half)
        ask = partial(self.store.page_crashes, moment, where=where)
        assert walk(ask, limit) == walk(partial(self.reference.page_crashes, moment, where=where), limit)

    @rule(ref=st.sampled_from("ABCé庆?"), as_of=days)
    def get(self, ref, as_of) -> None:
        self.both("get_crash", f"leeds:{ref}", day(as_of))

    @invariant()
    def same(self) -> None:
        for moment in (day(0), day(2), day(3.5), day(5), LATE):
            self.both("list_crashes", moment)
        self.both("page_refusals", state=None, limit=100)
        self.both("count_refusals")
        self.both("list_receipts")
        self.both("list_runs")
        self.both("get_run")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, so that not every example has to make one."""
    folder = tmp_path_factory.mktemp("template")
    open_store(folder).close()
    return folder / "daoan.sqlite"


def test_sqlite_answers_as_the_reference_does(template: Path):
    machine = type("Twins", (Twins,), {"template": template})
    run_state_machine_as_test(machine, settings=settings(max_examples=40, stateful_step_count=25, deadline=None))


@pytest.mark.slow
def test_sqlite_answers_as_the_reference_does_for_long(template: Path):
    machine = type("Twins", (Twins,), {"template": template})
    run_state_machine_as_test(machine, settings=settings(max_examples=1_000, stateful_step_count=50, deadline=None))

"""Retention of passes: whole days, their log, holds, and a run that is killed in between."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daoan.jobs.keeping import RecordKeeper, plan_purge, run_purge
from daoan.store.lake import PassLake
from daoan.store.lake.files import DAY_MS
from daoan.store.memory import MemoryStore
from tests.keeping.keeping_given import BY, hold, pack
from tests.lake.lake_given import START, frame_of, row
from tests.store.work_given import SEALER, note

ALL = (START, START + 9 * DAY_MS)
FIRST = datetime.fromtimestamp(START / 1000, UTC)
#: When the first of three days is just past its 180 days.
THEN = FIRST + timedelta(days=181)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(SEALER)


@pytest.fixture
def lake(tmp_path) -> PassLake:
    """Three days: 3, 2 and 1 passes, those of the first in two files."""
    made = PassLake(tmp_path / "lake")
    rows = [row(n, day * 86_400 + n) for n, day in enumerate((0, 0, 0, 1, 1, 2))]
    made.append(frame_of(rows[:2]))
    made.append(frame_of(rows[2:]))
    return made


def run(store, lake, now=THEN):
    return run_purge(store, pack(), now, BY, lake=lake)


def planned(store, lake, now=THEN):
    return next(p for p in plan_purge(store, pack(), now, lake) if p.kind == "pass")


def test_a_day_goes_when_its_last_pass_is_180_days_old_and_the_log_counts_its_passes(store, lake) -> None:
    assert run(store, lake, THEN - timedelta(seconds=1)).lines == ()
    plan = planned(store, lake)
    assert (plan.due, plan.purged_here, plan.keep_days) == (3, True, 180)
    (line,) = run(store, lake).lines
    assert (line.kind, line.purged, line.held, line.oldest, line.newest) == (
        "pass", 3, 0, FIRST, FIRST + timedelta(days=1),
    )  # fmt: skip
    assert [d.day for d in lake.days()] == ["2026-02-17", "2026-02-18"]
    assert len(lake.read(*ALL)) == 3
    assert [entry.note.action for entry in store.list_audit()][-1] == "purge.pass"
    assert store.list_purges() == ((1, line),)
    assert run(store, lake).lines == (), "a second run finds nothing"


@pytest.mark.parametrize(
    "held", [hold(record_ids=("2026-02-16",)), hold(kinds=("pass",)), hold()], ids=["day", "kind", "everything"]
)
def test_what_a_hold_names_stays(store, lake, held) -> None:
    store.save_hold(held, note())
    assert (planned(store, lake).due, planned(store, lake).held) == (0, {"h1": 3})
    assert run(store, lake).lines == ()
    assert len(lake.read(*ALL)) == 6
    store.save_hold(replace(held, released_at=THEN, released_by="zhao"), note())
    assert run(store, lake).purged == 3


def test_a_hold_on_one_day_lets_the_others_go_and_is_told_in_the_log(store, lake) -> None:
    store.save_hold(hold(record_ids=("2026-02-17",)), note())
    lines = run(store, lake, THEN + timedelta(days=9)).lines
    assert [(x.purged, x.held) for x in lines] == [(3, 2), (1, 2)]
    assert [d.day for d in lake.days()] == ["2026-02-17"]


def test_a_hold_that_comes_while_it_runs_keeps_the_day(store, lake, monkeypatch) -> None:
    real = PassLake.set_aside

    def set_aside(self, day):
        held = real(self, day)
        store.save_hold(hold(), note())
        return held

    monkeypatch.setattr(PassLake, "set_aside", set_aside)
    ran = run(store, lake)
    assert (ran.lines, ran.put_off) == ((), 1)
    assert len(lake.read(*ALL)) == 6


def test_a_run_killed_before_its_line_is_done_again_in_full(store, lake, monkeypatch) -> None:
    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "log_purge", killed)
    with pytest.raises(KeyboardInterrupt):
        run(store, lake)
    monkeypatch.undo()
    assert (len(lake.read(*ALL)), lake.set_aside_before()) == (3, ("2026-02-16",))
    lake.append(frame_of([row(90, 90)]))  # a very late one of the same day
    (line,) = run(store, lake).lines
    assert (line.purged, lake.set_aside_before()) == (4, ())


def test_the_nightly_job_merges_the_days_that_are_over(store, lake) -> None:
    now = FIRST + timedelta(days=1, hours=2)
    keeper = RecordKeeper(lambda: store, pack, lambda: now, lambda: lake)
    lake.append(frame_of([row(91, 86_400)]))
    assert keeper.run().fault is None
    assert [(d.day, d.files) for d in lake.days()] == [("2026-02-16", 1), ("2026-02-17", 2), ("2026-02-18", 1)]

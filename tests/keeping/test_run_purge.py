"""Retention as a job: what goes, what never goes, and that a killed run leaves no half."""

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.jobs.keeping import RecordKeeper, plan_purge, run_purge
from daoan.store.hold_protocol import PURGED_KINDS
from daoan.store.memory import MemoryStore
from daoan.store.open import open_store
from daoan.terms.errors import Conflict, NotFound
from tests.keeping.keeping_given import (
    BY,
    LATER,
    all_kept,
    all_matters,
    hold,
    keep_family,
    keep_last,
    pack,
    purge_slowly,
)
from tests.store.store_given import day
from tests.store.work_given import SEALER, begin, matter, note, require_unbroken, session

CONFLICT = Conflict("somebody was first")


def run(store, now=LATER, **options):
    return run_purge(store, pack(), now, BY, **options)


def plan(store, now=LATER) -> dict:
    return {p.kind: p for p in plan_purge(store, pack(), now)}


@pytest.fixture
def filled() -> MemoryStore:
    store = MemoryStore(SEALER)
    keep_family(store, "m1", 1, children=2)
    keep_family(store, "m2", 2)
    keep_family(store, "m3", None, names=("m2",))
    store.save_session(session("s1"), note())
    keep_last(store)
    return store


def test_the_plan_says_what_the_run_does_and_changes_nothing(filled) -> None:
    lines = filled.last_audit()
    before = plan(filled)
    assert filled.last_audit() == lines
    ran = run(filled)
    assert {x.kind: x.purged for x in ran.lines} == {k: p.due for k, p in before.items() if p.due}
    assert {x.kind: x.purged for x in ran.lines} == {"matter": 1, "session": 1, "request_key": 2}
    assert set(all_matters(filled)) == {"m2", "m2.0", "m3", "m3.0", "last"}
    assert before["matter"].in_open_cases == 1
    assert before["matter"].oldest == day(1)


def test_a_second_run_finds_nothing(filled) -> None:
    assert run(filled).purged == 4
    head = filled.last_audit()
    assert run(filled).lines == ()
    assert filled.last_audit() == head
    assert {p.due for p in plan(filled).values()} == {0}


def test_what_the_pack_names_and_nobody_keeps_here_is_said_so(filled) -> None:
    plans = plan(filled)
    assert {k for k, p in plans.items() if p.purged_here} == set(PURGED_KINDS)
    assert not plans["audit"].purged_here
    assert all(p.keep_days >= max(1, p.at_least_days) for p in plans.values())


def test_the_day_the_period_ends(filled) -> None:
    ends = day(1) + timedelta(days=1096)
    assert plan(filled, ends - timedelta(seconds=1))["matter"].due == 0
    assert plan(filled, ends)["matter"].due == 1


def test_a_hold_keeps_and_is_named_in_the_plan(filled) -> None:
    filled.save_hold(hold("h1", record_ids=("m1.1",)), note())
    filled.save_hold(hold("h2", kinds=("session",), record_ids=("p1",)), note())
    plans = plan(filled)
    assert plans["matter"].held == {"h1": 1}
    assert plans["session"].held == {"h2": 1}
    run(filled)
    assert "m1" in all_matters(filled)
    assert filled.find_session("hash-s1") is not None
    filled.save_hold(hold("h1", record_ids=("m1.1",), released_at=LATER, released_by="li"), note())
    assert [x.purged for x in run(filled).lines] == [1]
    assert "m1" not in all_matters(filled)


def test_the_log_and_the_audit_chain_say_the_same(filled) -> None:
    run(filled)
    told = [(x.kind, x.purged) for _, x in filled.list_purges()]
    notes = [e.note for e in filled.list_audit() if e.note.action.startswith("purge.")]
    assert [(n.action.removeprefix("purge."), n.detail.split(",")[0]) for n in notes] == [
        (kind, f"purged {number}") for kind, number in told
    ]
    require_unbroken(filled)


def test_a_hold_ordered_while_the_run_is_under_way_is_kept(filled) -> None:
    real, asked = filled.purge, []

    def purge(kind, rows, holds, line, audit):
        if kind == "matter" and not asked:
            asked.append(kind)
            filled.save_hold(hold(cases=("m1",)), note())
        real(kind, rows, holds, line, audit)

    with patch.object(filled, "purge", purge):
        ran = run(filled)
    assert asked
    assert "m1" in all_matters(filled)
    assert "matter" not in {x.kind for x in ran.lines}


def test_a_batch_that_others_work_on_is_put_off(filled) -> None:
    with patch.object(filled, "purge", side_effect=CONFLICT):
        ran = run(filled)
    assert (ran.purged, ran.put_off) == (0, 3)
    assert run(filled).purged == 4


def test_a_fault_is_shown_and_the_last_good_run_stays(filled) -> None:
    keeper = RecordKeeper(lambda: filled, pack, lambda: LATER)
    assert keeper.run().last.purged == 4
    with patch.object(filled, "list_holds", side_effect=RuntimeError("甘M12345")):
        state = keeper.run()
    assert (state.fault, state.last.purged) == ("RuntimeError", 4)


# -- nothing under hold or in an open case ever goes --

NAMES = [f"m{n}" for n in range(5)]
families = st.lists(
    st.tuples(
        st.sampled_from([None, 0.5, 1, 2, 3, 3.5]),  # closed on
        st.integers(0, 2),  # children
        st.lists(st.sampled_from([*NAMES, "m0.0", "m1f0", "m3.1"]), max_size=2),  # names
    ),
    min_size=1,
    max_size=5,
)
holds = st.lists(
    st.builds(
        dict,
        kinds=st.sampled_from([(), ("matter",), ("session", "request_key")]),
        record_ids=st.sampled_from([(), (), ("m1",), ("m0.0", "m4"), ("m2f0",)]),
        cases=st.sampled_from([(), (), ("m3",), ("m3.0", "none")]),
        released_at=st.sampled_from([None, None, LATER, LATER + timedelta(1)]),
        since=st.sampled_from([day(0), LATER, LATER + timedelta(1)]),
    ),
    max_size=2,
)


def fill(store, told, ordered) -> None:
    for name, (closed, children, names) in zip(NAMES, told, strict=False):
        keep_family(store, name, closed, children=children, names=tuple(names))
    for n, changes in enumerate(ordered):
        store.save_hold(hold(f"h{n}", **changes), note())
    keep_last(store)


def may_go(told, ordered) -> set[str]:
    """The slow oracle, from the words of the law: roots that are due, named by nothing open, under no standing hold."""
    named = {name for closed, _, names in told if closed is None for name in names}
    gone = set()
    for root, (closed, children, _) in zip(NAMES, told, strict=False):
        ids = {root, *(f"{root}.{n}" for n in range(children))}
        parts = {*ids, f"{root}f0"}
        held = any(
            h["since"] <= LATER
            and not (h["released_at"] and h["released_at"] <= LATER)
            and (not h["kinds"] or "matter" in h["kinds"])
            and (not h["record_ids"] or parts & set(h["record_ids"]))
            and (not h["cases"] or ids & set(h["cases"]))
            for h in ordered
        )
        if closed is not None and day(closed) + timedelta(days=1096) <= LATER and not named & parts and not held:
            gone.add(root)
    return gone


@settings(max_examples=120, deadline=None)
@given(families, holds, st.integers(1, 4))
def test_exactly_what_may_go_goes(told, ordered, batch) -> None:
    store = MemoryStore(SEALER)
    fill(store, told, ordered)
    before = all_matters(store)
    run(store, batch=batch)
    after = all_matters(store)
    gone = may_go(told, ordered)
    assert {m.root for m in before.values()} - {m.root for m in after.values()} == gone
    assert after == {name: m for name, m in before.items() if m.root not in gone}
    assert run(store).purged == 0
    require_unbroken(store)


@settings(max_examples=12, deadline=None)
@given(families, holds)
def test_sqlite_lets_go_of_the_same(tmp_path_factory, told, ordered) -> None:
    place = tmp_path_factory.mktemp("twin")
    store, twin = open_store(place, SEALER), MemoryStore(SEALER)
    for each in (store, twin):
        fill(each, told, ordered)
    assert plan_purge(store, pack(), LATER) == plan_purge(twin, pack(), LATER)
    assert run(store) == run(twin)
    assert all_matters(store) == all_matters(twin)
    assert [all_kept(store, k) for k in PURGED_KINDS] == [all_kept(twin, k) for k in PURGED_KINDS]
    store.close()


# -- a killed run --

KILLED = """
import sys
from tests.keeping.keeping_given import purge_slowly
purge_slowly(sys.argv[1])
"""


def test_a_run_that_is_killed_leaves_no_half_and_the_next_one_ends_it(tmp_path: Path) -> None:
    assert callable(purge_slowly)
    store = open_store(tmp_path, SEALER)
    for n in range(60):
        keep_family(store, f"m{n}", 1)
    keep_last(store)
    store.close()
    kills, here = 0, Path(__file__).parents[2]
    for wait_s in (0.02, 0.05, 0.1):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=here,
        ) as process:
            assert process.stdout.readline() == "open\n"
            time.sleep(wait_s)
            process.kill()
        kills += process.returncode == -9
        store = open_store(tmp_path, SEALER)
        left = {m for m in all_matters(store) if m != "last"}
        assert left == {name for root in {m.split(".")[0] for m in left} for name in (root, f"{root}.0")}, "a half"
        for root in {m.split(".")[0] for m in left}:
            assert len(store.list_steps(root)) == 2
            assert store.get_attachment(f"{root}f0")[1]
        for n in range(60):
            if f"m{n}" not in left:
                with pytest.raises(NotFound):
                    store.get_attachment(f"m{n}f0")
        gone = sum(line.purged for _, line in store.list_purges(limit=10_000) if line.kind == "matter")
        assert gone == 60 - len(left) // 2, "the log tells of what went, no more and no less"
        require_unbroken(store)
        store.close()
    assert kills > 0, "no run was under way when it was killed"
    store = open_store(tmp_path, SEALER)
    run(store)
    assert set(all_matters(store)) == {"last"}
    assert run(store).purged == 0
    store.close()


def test_matters_that_were_never_closed_stay_for_ever(filled) -> None:
    begin(filled, matter("old", at=-5000))
    run(filled, LATER + timedelta(days=100_000))
    assert {"old", "m3", "m3.0"} <= set(all_matters(filled))

"""Whoever holds passes against outside lists tells each hit once, wherever it stopped and however it was ended."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from daoan.config import ROOT
from daoan.jobs.outside_lists import drop_list, reference_of
from daoan.jobs.passes.lists_followed import follow, id_of
from daoan.jobs.passes.lists_kept import KeptLists, ListState
from daoan.store.framed_log import read_from
from daoan.store.open import open_store
from daoan.store.outside_protocol import ToldHit
from daoan.terms.errors import FileUnreadable
from tests.jobs.lists_given import AT, KEEPERS, PLATE_KEY, SEALER, begin, go_on, positions


def hits(store) -> list[str]:
    pages = (store.page_outside_hits(name, who.unit_id, limit=500) for name, who in KEEPERS.items())
    return [hit.hit_id for page in pages for hit in page.rows]


def require_each_once(store, expected: set[str]) -> None:
    found = hits(store)
    assert len(found) == len(set(found))
    assert set(found) == expected
    lines = [x.note.detail.partition(": ")[2] for x in store.list_audit() if x.note.action == "tell.outside_hit"]
    assert Counter(lines) == Counter(expected)


@pytest.fixture
def opened(tmp_path):
    expected = begin(tmp_path)
    assert len(expected) > 50
    store = open_store(str(tmp_path / "daoan.sqlite"), SEALER)
    yield store, tmp_path, expected
    store.close()


@pytest.mark.parametrize("seed", range(4))
def test_from_any_position_the_same_hits_once(opened, seed) -> None:
    store, folder, expected = opened
    rng, kept, places = random.Random(seed), KeptLists(folder / "outside"), positions(folder)
    before = [kept.state()]
    for place in sorted(rng.sample(places, 6)):
        go_on(folder, store, place)
        before.append(kept.state())
        kept.put_state(rng.choice(before))  # as a kill before the position was kept would leave it
    go_on(folder, store)
    matched = kept.state().matched
    require_each_once(store, expected)
    kept.put_state(ListState())
    go_on(folder, store)
    assert kept.state().matched == matched
    require_each_once(store, expected)


def test_a_store_that_fails_half_way_loses_and_doubles_nothing(opened, monkeypatch) -> None:
    store, folder, expected = opened
    keep, calls = store.keep_outside_hits, 0

    def failing(told: list[ToldHit]) -> int:
        nonlocal calls
        calls += 1
        if calls % 3 == 0:
            raise OSError
        done = keep(told)
        if calls % 3 == 1:
            raise OSError  # kept, and nobody heard that it was
        return done

    monkeypatch.setattr(store, "keep_outside_hits", failing)
    for place in positions(folder):
        for _ in range(3):
            try:
                go_on(folder, store, place)
                break
            except OSError:
                continue
    monkeypatch.undo()
    go_on(folder, store)
    require_each_once(store, expected)


def test_what_follows_from_a_state_is_the_same_however_the_records_are_cut(opened) -> None:
    _, folder, expected = opened
    kept, records = KeptLists(folder / "outside"), list(read_from(folder / "log", 0))
    ends = []
    for at_once in (1, 7, 10**6):
        parts = list(follow(ListState(), records, kept.table, PLATE_KEY, at_once))
        assert {id_of(f.ref, f.pass_id) for _, _, found in parts for f in found} == expected
        assert sum(read for _, read, _ in parts) > 0
        ends.append(parts[-1][0])
    assert ends[0] == ends[1] == ends[2]


def test_it_is_killed_with_signal_9_again_and_again(opened) -> None:
    store, folder, expected = opened
    rng = random.Random(11)
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.lists_given", str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(rng.random() * 0.1)
        process.kill()
        done = process.stdout.read() == "done\n"
        process.wait()
        if done:
            break
    go_on(folder, store)
    require_each_once(store, expected)


def test_of_a_forgotten_list_nobody_is_told(opened) -> None:
    store, folder, expected = opened
    drop_list(store, KEEPERS["two"], "two", AT)
    go_on(folder, store)
    found = set(hits(store))
    assert found < expected
    assert store.count_outside_hits().keys() == {("one", "north")}


def test_tokens_that_nobody_names_are_left_out_and_a_damaged_one_stops_it(opened) -> None:
    store, folder, _ = opened
    kept = KeptLists(folder / "outside")
    go_on(folder, store)
    last = {one.stamp for one in kept.state().at.lists}
    assert kept.leave_out(last, time.time() + 9) > 0
    assert {p.stem for p in (folder / "outside").glob("*.npz")} == last
    for path in (folder / "outside").glob("*.npz"):
        Path(path).write_bytes(b"x")
    with pytest.raises(FileUnreadable, match="remove it"):
        kept.table(kept.state().at)


def test_references_of_one_plate_differ_from_list_to_list() -> None:
    assert reference_of("a", b"t" * 16) != reference_of("b", b"t" * 16)

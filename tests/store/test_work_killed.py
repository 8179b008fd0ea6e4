"""An action that was answered is there with its line of the chain when the process is killed; others leave no half."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from daoan.store.open import open_store
from daoan.store.protocol import Store
from daoan.store.sql.store import SqlStore
from daoan.store.work_protocol import MatterFilter
from tests.store.test_killed import wait_for_the_last_word
from tests.store.work_given import SEALER, act, require_unbroken

WRITER = """
import sys
from daoan.store.open import open_store
from tests.store.work_given import SEALER, act
store = open_store(sys.argv[1], SEALER)
print("open", flush=True)
for n in range(int(sys.argv[2]), 1_000_000):
    for part in range(4):
        act(store, n, part)
        print(n, part, flush=True)
"""


def write_until_killed(place: str, start: int, answers: int, patience_s: float) -> list[tuple[int, int]]:
    """Start a writer, kill it a moment after some answers, and answer the actions that it acknowledged, in order."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, place, str(start)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout.readline() == "open\n"
        lines = [process.stdout.readline() for _ in range(answers)]
        time.sleep(patience_s)
        process.kill()
        lines += process.stdout.read().splitlines()
    assert process.returncode == -9
    return [(int(n), int(part)) for n, part in map(str.split, lines)]


def check(store: Store, acknowledged: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Every acknowledged action is there, whole and in its place, and no half of another; answers all that are."""
    assert require_unbroken(store) == store.last_audit().number
    lines, number = [], 0
    while some := store.list_audit(number, 10_000):
        lines += some
        number = some[-1].number
    done = [tuple(map(int, line.note.subject.split("/"))) for line in lines]
    assert len(set(done)) == len(done), "an action was done twice"
    assert set(acknowledged) <= set(done), "an acknowledged action was lost"
    matters = {}
    for m in _all_matters(store):
        matters.setdefault(m.root, {})[m.matter_id] = m
    begun = {n for n, part in done if part == 0}
    assert set(matters) == {f"m{n}" for n in begun}
    kept = set(done)
    for n in begun:
        family = matters[f"m{n}"]
        version = 2 if (n, 1) in kept else 1
        assert {name: m.version for name, m in family.items()} == {f"m{n}": version, f"m{n}.1": version}
        assert len(store.list_steps(f"m{n}.1")) == version
    for n in sorted(begun)[-3:]:
        assert len(store.list_attachments(f"m{n}")) == ((n, 2) in kept)
        assert (store.find_session(f"hash-s{n}") is not None) == ((n, 3) in kept)
    assert len(store.list_sessions("p1")) == sum(part == 3 for _, part in done)
    return done


def _all_matters(store: Store) -> list:
    rows, after = [], None
    while True:
        page = store.page_matters(MatterFilter(), after=after, limit=10_000)
        rows += page.rows
        if page.next is None:
            return rows
        after = page.next


def kill_again_and_again(place: str, times: int, seed: int) -> None:
    chance = random.Random(seed)
    acknowledged: list[tuple[int, int]] = []
    start = 0
    for _ in range(times):
        acknowledged += write_until_killed(place, start, chance.randrange(8), chance.uniform(0, 0.1))
        store = open_store(place, SEALER)
        assert isinstance(store, SqlStore)
        wait_for_the_last_word(store)
        if acknowledged:
            done = check(store, acknowledged)
            assert len(done) <= len(acknowledged) + times, "more was done than one action beyond each last word"
            before = store.last_audit()
            for n, part in [each for each in done if each[1] < 2][-2:]:
                act(store, n, part)  # the client, who may not have heard the answer, asks again with its key
            assert store.last_audit() == before, "a request that came again was done again"
            start = max(n for n, _ in done) + 1
        if store.engine.dialect.name == "sqlite":
            with store.engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        store.close()
    assert len(acknowledged) > times, "the writer was killed before it wrote anything worth losing"


def test_every_acknowledged_action_outlives_a_kill(lasting_place: str):
    kill_again_and_again(lasting_place, times=3, seed=3)


@pytest.mark.slow
def test_every_acknowledged_action_outlives_a_hundred_kills(lasting_place: str):
    kill_again_and_again(lasting_place, times=100, seed=5)

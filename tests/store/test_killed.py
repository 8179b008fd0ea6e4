"""Nothing acknowledged is lost when the process is killed, at whatever moment."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from daoan.store.open import open_store
from daoan.store.sql.store import SqlStore
from daoan.terms.records import SegmentEstimate
from tests.store.store_given import LATE

WRITER = """
import sys
from daoan.store.open import open_store
from tests.store.store_given import batch, correction, crash, day, refusal, segment, turn
place, start = sys.argv[1], int(sys.argv[2])
store = open_store(place)
print("open", flush=True)
for n in range(start, start + 10_000):
    given = batch(*(crash(f"{n}-{i}", happened=n % 300) for i in range(20)), sha=str(n), refusals=[refusal(f"r{n}")])
    store.receive_crashes(given, day(n))
    store.correct_crash(correction(f"leeds:{n}-0", severity="fatal"))
    store.save_turn(turn("run", as_of=day(n), segments=[segment(f"s{n}-{i}") for i in range(50)]))
    print(n, flush=True)
"""


def write_until_killed(place: str, start: int, answers: int, patience_s: float) -> int:
    """Start a writer, kill it a moment after some answers, and answer the last number that it acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, place, str(start)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout.readline() == "open\n"
        acknowledged = [process.stdout.readline().strip() for _ in range(answers)]
        time.sleep(patience_s)
        process.kill()
        acknowledged += process.stdout.read().split()
    assert process.returncode == -9
    return int(acknowledged[-1]) if acknowledged else start - 1


def wait_for_the_last_word(store: SqlStore) -> None:
    """Let PostgreSQL finish the statement that it was given before its client died."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(200):
        with store.engine.connect() as connection:
            if store.engine.dialect.name == "sqlite" or connection.exec_driver_sql(others).scalar() == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the dead writer's connection is still there after 10 seconds")


def check(place: str, acknowledged: set[int]) -> int:
    """All that was acknowledged is there, whole; answers the next free number."""
    store = open_store(place)
    assert isinstance(store, SqlStore)
    wait_for_the_last_word(store)
    crashes = store.list_crashes(LATE)
    kept = {int(receipt.sha256) for receipt in store.list_receipts()}
    assert acknowledged <= kept
    by_batch: dict[int, list] = {}
    for crash in crashes:
        by_batch.setdefault(int(crash.source_ref.split("-")[0]), []).append(crash)
    assert set(by_batch) == kept
    assert {len(each) for each in by_batch.values()} <= {20}, "half a batch"
    for number in acknowledged:
        assert sum(crash.severity == "fatal" for crash in by_batch[number]) == 1, "a correction was lost"
    assert sum(store.count_refusals().values()) == len(kept)
    for run in store.list_runs():
        names = [s.segment_id for s in store.list_results(SegmentEstimate, run.run_id)]
        number = names[0].split("-")[0]
        assert names == [f"{number}-{i}" for i in range(50)], "half a turn"
        assert int(number[1:]) >= max(acknowledged, default=0)
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    store.close()
    return max(kept, default=-1) + 1


def kill_again_and_again(place: str, times: int, seed: int) -> None:
    chance = random.Random(seed)
    acknowledged: set[int] = set()
    start = 0
    for _ in range(times):
        last = write_until_killed(place, start, chance.randrange(4), chance.uniform(0, 0.1))
        acknowledged |= set(range(start, last + 1))
        start = check(place, acknowledged)
    assert len(acknowledged) > times, "the writer was killed before it wrote anything worth losing"


def test_what_was_acknowledged_before_a_kill_is_there(tmp_path: Path):
    kill_again_and_again(str(tmp_path / "daoan.sqlite"), times=10, seed=7)


@pytest.mark.slow
def test_what_was_acknowledged_before_a_hundred_kills_is_there(lasting_place: str):
    kill_again_and_again(lasting_place, times=100, seed=11)

"""A process that is killed while it appends or compacts: every pass that it acknowledged is there, once and whole."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from daoan.store.lake import PassLake
from daoan.store.lake.files import DAY_MS
from tests.lake.lake_given import PLATES, START, rows_of

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from daoan.store.lake import PassLake
from tests.lake.lake_given import frame_of, row
lake = PassLake(Path(sys.argv[1]))
print("open", flush=True)
for n in range(int(sys.argv[2]), 1_000_000):
    lake.append(frame_of([row(n * 100 + k, (n * 100 + k) % 170_000) for k in range(100)]))
    print(n, flush=True)
    if n % 3 == 0:
        for day in lake.day_names():
            lake.compact(day)
"""


def write_until_killed(folder: Path, start: int, answers: int, patience_s: float) -> list[int]:
    """Start a writer, kill it a moment after some answers; which batches it acknowledged."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(start)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout.readline() == "open\n"
        lines = [process.stdout.readline() for _ in range(answers)]
        time.sleep(patience_s)
        process.kill()
        lines += process.stdout.read().splitlines()
    assert process.returncode == -9
    return [int(line) for line in lines]


@pytest.mark.parametrize("seed", range(2))
def test_what_was_acknowledged_is_there_once_and_whole(tmp_path, seed) -> None:
    lots, batches = random.Random(seed), []
    for _ in range(2):
        start = batches[-1] + 2 if batches else 1  # one batch may be there without an answer
        batches += write_until_killed(tmp_path, start, lots.randrange(2, 9), lots.random() / 20)
        lake = PassLake(tmp_path)
        rows = rows_of(lake.read(START, START + 2 * DAY_MS))
        ids = [r[0] for r in rows]
        assert len(set(ids)) == len(ids)
        assert {n * 100 + k for n in batches for k in range(100)} <= set(ids)
        assert [r[0] for r in rows_of(lake.of_plate(PLATES[0], START, START + 2 * DAY_MS))] == [
            r[0] for r in sorted(rows, key=lambda r: (r[4], r[0]))
        ]
    for day in lake.day_names():
        lake.compact(day)
    assert {d.files for d in lake.days()} == {1}
    assert len(lake.read(START, START + 2 * DAY_MS)) == len(ids)

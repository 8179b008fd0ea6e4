"""The sender is killed with signal 9 while it sends: the other platform has everything, at most one part twice."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from daoan.config import ROOT
from daoan.jobs.passes.sharing.book import ShareBook
from daoan.store.framed_log import read_from
from tests.jobs.passes.sharing.peer_given import City, frame, platform

FRAMES, ROWS = 60, 100


@pytest.mark.skipif(os.name != "posix", reason="signal 9")
def test_a_killed_sender_loses_nothing(tmp_path: Path) -> None:
    with platform() as up:
        city = City(tmp_path)
        city.subscribe(up.url)
        city.round()
        city.write(*(frame(ROWS, number * ROWS) for number in range(FRAMES)))
        city.log.close()
        run_until(tmp_path, lambda: len(up.bodies) >= 5)
        assert 4 <= count_sent(tmp_path) < FRAMES, "it was killed when all was sent: nothing is shown"
        run_until(tmp_path, lambda: len({v["MotorVehicleID"] for v in list(up.vehicles)}) == FRAMES * ROWS)
        counted = Counter(v["MotorVehicleID"] for v in up.vehicles)
        assert len(counted) == FRAMES * ROWS
        assert sum(n - 1 for n in counted.values()) <= ROWS


def run_until(folder: Path, is_done: Callable[[], bool]) -> None:
    """Let a sender run in a process of its own until something holds, then kill it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.jobs.passes.sharing.peer_given", str(folder)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        until = time.monotonic() + 120
        while not is_done():
            assert process.poll() is None, "the sender ended"
            assert time.monotonic() < until, "the sender sends nothing"
            time.sleep(0.005)
    finally:
        process.kill()
        process.wait()


def count_sent(folder: Path) -> int:
    """How many records the kept position is behind."""
    (share,) = ShareBook(folder / "sharing").shares()
    return FRAMES - sum(1 for _ in read_from(folder / "log", share.sent.position))

"""An engine in a process of its own sees the log as one beside the intake does, and ends with whoever feeds it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from daoan.jobs.passes.apart import PumpApart
from daoan.jobs.passes.pump import Content
from daoan.jobs.passes.records import write_passes
from daoan.store.framed_log import FramedLog
from daoan.terms.errors import Fault
from daoan.terms.passes import PassFrame, empty_passes


class Counting:
    """Writes down what it sees; fails at a pass of id 13, is at work for a long time at one of id 14."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.position = 0
        self.seen = 0

    def handle(self, position: int, content: Content) -> None:
        assert isinstance(content, PassFrame)
        if 13 in content.pass_id:
            raise ValueError("thirteen")
        self.seen += len(content)
        self.position = position
        with (self.folder / "seen").open("a") as out:
            out.write(" ".join(map(str, content.pass_id.tolist())) + "\n")
        if 14 in content.pass_id:
            time.sleep(60)

    def handled(self, position: int) -> None:
        self.position = position

    def told(self) -> tuple[int]:
        return (self.seen,)

    def close(self) -> None:
        (self.folder / "closed").write_text(str(self.position))


def frame(*ids: int) -> PassFrame:
    empty = empty_passes(len(ids))
    return PassFrame(**{n: getattr(empty, n) for n in empty.__slots__} | {"pass_id": np.array(ids, np.int64)})


def give(log: FramedLog, pump: PumpApart, *ids: int) -> int:
    kind, content = write_passes(frame(*ids))
    position = log.write(kind, content)
    log.sync()
    pump.give(position, None, len(content))
    return position


def wait_for(what) -> None:
    until = time.monotonic() + 30
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_what_stood_in_the_log_and_what_is_given_is_handled_in_order(tmp_path: Path) -> None:
    log, pump = FramedLog(tmp_path / "log"), PumpApart(Counting, (tmp_path,), 1)
    log.append(b"".join(write_passes(frame(1, 2))))
    begun = pump.start(log.folder)
    assert (tmp_path / "seen").read_text() == "1 2\n"
    assert pump.position == begun > 0
    last = [give(log, pump, k, k + 1) for k in range(20, 60, 2)][-1]
    pump.stop()
    pump.require_running()
    assert [line.split()[0] for line in (tmp_path / "seen").read_text().splitlines()] == [
        "1",
        *map(str, range(20, 60, 2)),
    ]
    assert (pump.position, pump.told(), pump.lag_bytes) == (last, (42,), 0)
    assert (tmp_path / "closed").read_text() == str(last)
    log.close()


def test_what_is_not_said_to_be_on_disk_is_not_seen(tmp_path: Path) -> None:
    log, pump = FramedLog(tmp_path / "log"), PumpApart(Counting, (tmp_path,), 1)
    pump.start(log.folder)
    first = give(log, pump, 1)
    log.write(*write_passes(frame(2)))
    wait_for(lambda: pump.position == first)
    time.sleep(0.2)
    assert pump.told() == (1,)
    pump.stop()
    log.close()


def test_a_failed_engine_is_told_to_who_asks(tmp_path: Path) -> None:
    log, pump = FramedLog(tmp_path / "log"), PumpApart(Counting, (tmp_path,), 1)
    pump.start(log.folder)
    give(log, pump, 13)

    def failed() -> bool:
        try:
            pump.require_running()
        except Fault:
            return True
        return False

    wait_for(failed)
    give(log, pump, 15)  # is no error: what asks whether it runs is asked before
    assert pump.lag_bytes > 0
    pump.stop()
    log.close()


def test_an_engine_that_fails_at_its_start_is_told_by_the_start(tmp_path: Path) -> None:
    log = FramedLog(tmp_path / "log")
    log.append(b"".join(write_passes(frame(13))))
    with pytest.raises(Fault, match="stopped"):
        PumpApart(Counting, (tmp_path,), 1).start(log.folder)
    log.close()


FEEDER = """
import sys, time
from pathlib import Path
from daoan.jobs.passes.apart import PumpApart
from daoan.store.framed_log import FramedLog
from tests.jobs.passes.test_apart import Counting, give
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    log = FramedLog(folder / "log")
    pump = PumpApart(Counting, (folder,), 1)
    pump.start(log.folder)
    for given in map(int, sys.argv[2:]):
        give(log, pump, given)
    print(pump._process.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("given", [(), (14,)], ids=["at rest", "at work"])
def test_an_engine_whose_feeder_is_killed_ends_at_once_and_keeps_nothing(
    tmp_path: Path, given: tuple[int, ...]
) -> None:
    script = tmp_path / "feeder.py"
    script.write_text(FEEDER)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(script), str(tmp_path), *map(str, given)]
    feeder = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    assert feeder.stdout is not None
    engine = int(feeder.stdout.readline())
    wait_for(lambda: not given or (tmp_path / "seen").exists())
    feeder.send_signal(signal.SIGKILL)
    feeder.wait()
    wait_for(lambda: not Path(f"/proc/{engine}").exists() or "Z" in Path(f"/proc/{engine}/stat").read_text().split()[2])
    assert not (tmp_path / "closed").exists()

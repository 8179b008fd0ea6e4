"""A day of the model town on Spark, two executors, one of them killed at work: the same files as in this process."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from daoan.jobs.passes.replay.embedded import replay_here
from daoan.jobs.passes.replay.slices import list_slices, slice_day
from daoan.jobs.passes.replay.told import list_told, read_told
from tests.machines.town_given import SHARDS, fill_lake, town_day

pytest.importorskip("pyspark", reason="needs the extra spark: bash scripts/extras.sh")

from daoan.jobs.passes.replay.spark import open_session, replay_on_spark

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Slices of the day, and what it leads to here."""
    folder = tmp_path_factory.mktemp("day")
    given = town_day()
    lake = fill_lake(folder / "lake", given.passes)
    for name in lake.day_names():
        slice_day(lake, name, folder / "slices", SHARDS)
    replay_here(folder / "slices", folder / "here", given.around, SHARDS)
    return folder


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """Spark with two executors of one core, each a process of its own."""
    scratch = tmp_path_factory.mktemp("spark")
    session = open_session("local-cluster[2,1,1024]", partitions=4, scratch=scratch)
    yield session
    gateway = session.sparkContext._gateway
    session.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()  # the sign for Spark's process to end
    gateway.proc.wait(30)


def executors() -> list[int]:
    """Processes of executors that descend from this one."""
    parents, found = {}, []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if b"CoarseGrainedExecutorBackend" in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
            except (FileNotFoundError, ProcessLookupError):
                continue

    def ours(pid: int) -> bool:
        while pid > 1 and pid != os.getpid():
            pid = parents.get(pid, 0)
        return pid == os.getpid()

    return sorted(pid for pid in found if ours(pid))


def check_same(one: Path, other: Path) -> None:
    told, same = list_told(one), list_told(other)
    assert [path.name for path in told] == [path.name for path in same]
    for path, twin in zip(told, same, strict=True):
        assert path.read_bytes() == twin.read_bytes(), path.name


def test_a_day_on_two_executors_is_the_same_to_the_byte(day, session, tmp_path) -> None:
    assert len(list_slices(day / "slices")) >= 24
    replay_on_spark(session, day / "slices", tmp_path / "told", tmp_path / "checkpoint", town_day().around)
    assert len(executors()) == 2
    check_same(tmp_path / "told", day / "here")
    assert len(read_told(tmp_path / "told")) > 1000


def test_a_day_on_which_an_executor_is_killed_is_the_same_to_the_byte(day, session, tmp_path) -> None:
    killed: list[tuple[int, int]] = []  # whom, and after how many batches

    def kill() -> None:
        for after in (4, 12):
            deadline = time.monotonic() + 300
            while len(list_told(tmp_path / "told")) < after and time.monotonic() < deadline:
                time.sleep(0.02)
            time.sleep(0.3)  # into the batch that follows
            alive = executors()
            os.kill(alive[0], signal.SIGKILL)
            killed.append((alive[0], len(list_told(tmp_path / "told"))))

    killer = threading.Thread(target=kill)
    killer.start()
    replay_on_spark(session, day / "slices", tmp_path / "told", tmp_path / "checkpoint", town_day().around)
    killer.join()
    assert len(killed) == 2
    assert all(4 <= batches < len(list_slices(day / "slices")) for _, batches in killed)  # at work
    assert not {pid for pid, _ in killed} & set(executors())
    check_same(tmp_path / "told", day / "here")


def test_a_replay_that_was_stopped_goes_on_where_it_was(day, session, tmp_path) -> None:
    slices, held = tmp_path / "slices", list_slices(day / "slices")
    slices.mkdir()
    around = town_day().around
    for part in (held[:3], held[3:7]):
        for path in part:
            os.link(path, slices / path.name)
        replay_on_spark(session, slices, tmp_path / "told", tmp_path / "checkpoint", around)
    assert len(list_told(tmp_path / "told")) == 7
    for path, twin in zip(list_told(tmp_path / "told"), list_told(day / "here")[:7], strict=True):
        assert path.read_bytes() == twin.read_bytes(), path.name

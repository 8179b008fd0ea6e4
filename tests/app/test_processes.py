"""Several processes answer as one: what one began another ends, the dead are replaced, nothing stays behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.xdist_group("processes")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    parent = subprocess.Popen([sys.executable, "-m", "tests.app.processes_given", str(port)], cwd=ROOT, text=True)
    address = f"http://127.0.0.1:{port}"
    until(lambda: len(pids(address)) == 2)
    yield address, parent
    parent.terminate()
    assert parent.wait(timeout=30) == 0


def ask(address: str, path: str) -> str:
    """One answer over a connection of its own, so that any process may take it."""
    return httpx.get(f"{address}{path}", timeout=20).raise_for_status().text


def pids(address: str) -> set[int]:
    found = set()
    for _ in range(40):
        try:
            found.add(int(ask(address, "/pid")))
        except httpx.TransportError:
            time.sleep(0.2)
    return found


def until(holds, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_question_is_taken_once_whichever_process_asked_it(served) -> None:
    address, _ = served
    asked: dict[str, str] = {}
    while len(asked) < 2:  # one by each process
        token, pid = ask(address, "/ask").split()
        asked[pid] = token
    for token in asked.values():
        assert sorted(ask(address, f"/take/{token}") for _ in range(6)) == ["", "", "", "", "", "question"]


def test_a_grant_is_seen_by_every_process(served) -> None:
    address, _ = served
    assert ask(address, "/eyes/ann") == ""
    ask(address, "/give/ann/m1")
    assert {ask(address, "/eyes/ann") for _ in range(20)} == {"m1"}
    assert ask(address, "/eyes/bob") == ""


def test_a_job_runs_in_the_parent_and_all_see_how_it_went(served) -> None:
    address, parent = served
    assert ask(address, "/run/ann") == f"ann {parent.pid}"
    assert {ask(address, "/state") for _ in range(20)} == {f"ann {parent.pid}"}


def test_a_killed_process_is_begun_anew(served) -> None:
    address, _ = served
    killed = min(pids(address))
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(pids(address) - {killed}) == 2)


def test_children_follow_a_killed_parent() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    parent = subprocess.Popen([sys.executable, "-m", "tests.app.processes_given", str(port)], cwd=ROOT)
    until(lambda: len(pids(f"http://127.0.0.1:{port}")) == 2)
    children = pids(f"http://127.0.0.1:{port}")
    parent.kill()
    parent.wait()
    until(lambda: all(gone(child) for child in children))


def test_children_that_cannot_begin_end_the_server() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.app.processes_given", "0", "broken"], cwd=ROOT, capture_output=True, timeout=90
    )
    assert ended.returncode == 1
    assert b"ended as soon as they were begun" in ended.stderr

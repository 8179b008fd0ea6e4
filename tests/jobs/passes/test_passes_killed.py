"""The server is killed with signal 9 while devices send: every object that was acknowledged is in the log, once."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import httpx
import pytest

from daoan.config import ROOT
from daoan.jobs.passes.records import find_passes
from daoan.store.framed_log import FramedLog, read_log

ROWS = 20


def body_of(request: int) -> bytes:
    rows = [
        {"MotorVehicleID": f"r{request:05d}n{row:03d}", "TollgateID": "621000000001", "PassTime": "20260307175000",
         "PlateNo": "甘M12345", "LaneNo": request % 100}
        for row in range(ROWS)
    ]  # fmt: skip
    return json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": rows}}, ensure_ascii=False).encode()


@pytest.mark.skipif(os.name != "posix", reason="signal 9")
def test_what_was_acknowledged_is_there_after_a_kill(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(Path(__file__).with_name("viid_process.py")), str(tmp_path), str(port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        wait_for(port, process)
        acknowledged: list[int] = []
        senders = [Thread(target=send, args=(port, start, acknowledged)) for start in range(3)]
        for sender in senders:
            sender.start()
        until = time.monotonic() + 60
        while len(acknowledged) < 30 and time.monotonic() < until:
            time.sleep(0.01)
        process.kill()
        for sender in senders:
            sender.join(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert len(acknowledged) >= 30
    FramedLog(tmp_path / "passes" / "log").close()  # cuts a torn end, as the next start does
    frames = [find_passes(record) for record in read_log(tmp_path / "passes" / "log")]
    lanes = [int(lane) for frame in frames if frame is not None for lane in frame.lane]
    ids = [int(one) for frame in frames if frame is not None for one in frame.pass_id]
    assert len(set(ids)) == len(ids)
    for request in acknowledged:
        assert lanes.count(request % 100) >= ROWS, f"request {request} was acknowledged and is not whole in the log"


def send(port: int, start: int, acknowledged: list[int]) -> None:
    """Send requests until the server is gone; none twice, so that an id stands for one object."""
    url = f"http://127.0.0.1:{port}/VIID/MotorVehicles"
    with httpx.Client(auth=httpx.DigestAuth("cam", "secret"), timeout=20) as client:
        for request in range(start + 1, 100, 3):
            try:
                answer = client.post(url, content=body_of(request))
            except httpx.TransportError:
                return
            if answer.status_code == 200:
                told = answer.json()["ResponseStatusListObject"]["ResponseStatusObject"]
                assert [one["StatusCode"] for one in told] == ["0"] * ROWS
                acknowledged.append(request)


def wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(1_200):
        assert process.poll() is None, "the server did not start"
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not listen")

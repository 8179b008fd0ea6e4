"""Passes from the wire to the log: how many a second are acknowledged once they are on disk, and whether any is lost.

Server and senders share the machine. How much is taken is measured with an engine that counts behind the log, since
bodies are sent again and again; after that run the server is killed with signal 9 and started again (that nothing is
lost by a kill in the middle of the work is held by the tests, not here). The way to the alert is measured with the real
engine behind the log and passes that never repeat, at the rates that are asked for, for ``--seconds``.
"""

import argparse
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import ROOT
from bench._durable_engine import engine_over_log
from daoan.jobs.passes.records import find_passes
from daoan.store.framed_log import read_log

SECONDS, SMALL_SECONDS = 20.0, 5.0
PASSES, SMALL_PASSES = 4_000_000, 400_000
KINDS = {"gat1400": (8, 500), "arrow": (4, 20_000)}  # connections, objects of a request
ASKED = {"gat1400": 101_000, "arrow": 1_010_000}  # passes a second on the way to the alert
SMALL_ASKED = {"gat1400": 20_000, "arrow": 200_000}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command line."""
    parser.add_argument("--seconds", type=float, default=argparse.SUPPRESS, help="of each run to the alert")
    parser.add_argument("--alerts-only", action="store_true", default=argparse.SUPPRESS, help="the way to the alert")


def run(small: bool = False, seconds: float | None = None, alerts_only: bool = False) -> dict[str, Any]:
    """Passes a second as fast as they are taken, milliseconds of a request at half that rate, and the balance.

    ``lost``: acknowledged in the second run and not in the log; ``doubled``: in the log more often than they were sent.
    ``to_alert``: at the rates that are asked for, milliseconds from the moment at which a body was due to be sent until
    its detections could be read, and what the engine saw of what was acknowledged.
    """
    span = SMALL_SECONDS if small else SECONDS
    asked = SMALL_ASKED if small else ASKED
    to_alert = {kind: _to_alert(kind, seconds or span, rate) for kind, rate in asked.items()}
    if alerts_only:
        return {"to_alert": to_alert, "peers": {}, "data": []}
    kinds = {kind: _measure(kind, span, *sizes) for kind, sizes in KINDS.items()}
    first = kinds["gat1400"]
    return {
        "passes_per_s": first["passes_per_s"],
        "p99_ms": first["p99_ms"],
        "lost": sum(kind["lost"] for kind in kinds.values()),
        "doubled": sum(kind["doubled"] for kind in kinds.values()),
        "kinds": kinds,
        "to_alert": to_alert,
        "log_to_detections": engine_over_log(SMALL_PASSES if small else PASSES),
        "peers": {},
        "data": [],
    }


def _measure(kind: str, seconds: float, connections: int, rows: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        where = Path(folder)
        with serving(where, killed=True) as address:
            _client(address, kind, 2.0, connections, rows, 0)
            fast = _client(address, kind, seconds, connections, rows, 0)
        acknowledged = _logged(where)
        with serving(where, killed=False) as address:
            paced = _client(address, kind, seconds, connections, rows, fast["passes_per_s"] / 2)
        logged = _logged(where) - acknowledged
    return {
        "passes_per_s": fast["passes_per_s"],
        "p99_ms": fast["p99_ms"],
        "p50_ms": fast["p50_ms"],
        "at_half_rate": paced,
        "lost": max(0, paced["acknowledged"] - logged),
        "doubled": max(0, logged - paced["acknowledged"]),
        "errors": fast["errors"] + paced["errors"],
        "rows_a_request": rows,
        "body_bytes": fast["body_bytes"],
    }


def _to_alert(kind: str, seconds: float, rate: float) -> dict[str, Any]:
    connections, rows = KINDS[kind]
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        where = Path(folder)
        clock = str(where / "clock")
        with serving(where, clock) as address:
            sent = _client(address, kind, seconds, connections, rows, rate, clock)
        engine = json.loads((where / "told.json").read_text("utf-8"))
        logged = _logged(where)
    return {
        "passes_per_s": sent["passes_per_s"],
        "p50_ms": engine["p50_ms"],
        "p99_ms": engine["p99_ms"],
        "acknowledged_p99_ms": sent["p99_ms"],
        "lost": sent["acknowledged"] - min(logged, engine["passes"]),
        "doubled": max(logged, engine["passes"]) - sent["acknowledged"],
        "sent": sent,
        "engine": engine,
    }


def _client(
    address: str, kind: str, seconds: float, connections: int, rows: int, rate: float, *clock: str
) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench._durable_client", address, kind, seconds, connections, rows, rate, *clock]
    done = subprocess.run([str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _logged(where: Path) -> int:
    frames = (find_passes(record) for record in read_log(where / "passes" / "log"))
    return sum(len(frame) for frame in frames if frame is not None)


@contextmanager
def serving(where: Path, *clock: str, killed: bool = False) -> Iterator[str]:
    """A server in a process of its own; ended by signal 9, or asked to end. ``clock``: with the real engine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "bench._durable_server", where, port, *clock]
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT)
    try:
        for _ in range(1_200):
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGKILL if killed else signal.SIGINT)
        process.wait(timeout=60)

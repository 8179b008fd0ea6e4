"""Passes from the wire to the log: how many a second are acknowledged once they are on disk, and whether any is lost.

Server and senders share the machine; behind the log stands an engine that counts, since bodies are sent again and
again. The real engine is measured by itself, from a frame that is to be written to what it leads to. After the first
run the server is killed with signal 9 and started again; that nothing is lost by a kill in the middle of the work is
held by the tests, not here.
"""

import json
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
KINDS = {"gat1400": (8, 500), "arrow": (4, 5_000)}  # connections, objects of a request


def run(small: bool = False) -> dict[str, Any]:
    """Passes a second as fast as they are taken, milliseconds of a request at half that rate, and the balance.

    ``lost``: acknowledged in the second run and not in the log; ``doubled``: in the log more often than they were sent.
    """
    seconds = SMALL_SECONDS if small else SECONDS
    kinds = {kind: _measure(kind, seconds, *sizes) for kind, sizes in KINDS.items()}
    first = kinds["gat1400"]
    return {
        "passes_per_s": first["passes_per_s"],
        "p99_ms": first["p99_ms"],
        "lost": sum(kind["lost"] for kind in kinds.values()),
        "doubled": sum(kind["doubled"] for kind in kinds.values()),
        "kinds": kinds,
        "engine": "stand-in",
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


def _client(address: str, kind: str, seconds: float, connections: int, rows: int, rate: float) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench._durable_client", address, kind, seconds, connections, rows, rate]
    done = subprocess.run([str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _logged(where: Path) -> int:
    frames = (find_passes(record) for record in read_log(where / "passes" / "log"))
    return sum(len(frame) for frame in frames if frame is not None)


@contextmanager
def serving(where: Path, *, killed: bool) -> Iterator[str]:
    """A server in a process of its own; ended by signal 9, or asked to end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "bench._durable_server", str(where), str(port)], cwd=ROOT)
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
        process.kill() if killed else process.terminate()
        process.wait(timeout=30)

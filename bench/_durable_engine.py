"""The engine behind the log: frames of passes are written and synced as a server does it, detections written."""

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench import ROOT
from bench._passes_data import drives, surroundings
from daoan.jobs.passes.pump import Pump
from daoan.jobs.passes.records import write_passes
from daoan.jobs.passes.run import PassRun
from daoan.store.framed_log import FramedLog
from daoan.warn.passes.lanes import Lanes

VEHICLES, WATCHES, ROWS, LATENESS_MS = 200_000, 10_000, 5_000, 70 * 60_000
SEED = 5


def engine_over_log(passes: int) -> dict[str, Any]:
    """Passes a second from a frame in hand, through the log on disk and both lanes, to detections that can be read.

    ``p50_ms``, ``p99_ms``: of one frame, at half that rate.

    Passes come in the order in which they happened, each record :data:`ROWS` of them.
    """
    around, vehicles, roads = surroundings(SEED, VEHICLES, WATCHES)
    stream = drives(np.random.default_rng(SEED), vehicles, roads, passes)
    frames = [stream.take(slice(k, k + ROWS)) for k in range(0, len(stream), ROWS)]
    half = len(frames) // 2
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        where = Path(folder)
        run = PassRun(Lanes(around, LATENESS_MS), where / "engine")
        log = FramedLog(where / "log")
        done_at: dict[int, float] = {}
        told = [0, 0]

        def handle(position: int, content: Any) -> None:
            found = run.handle(position, content)
            told[0] += len(found.at_once)
            told[1] += len(found.final)
            done_at[position] = time.perf_counter()

        pump = Pump(handle)
        pump.start(log.folder, 0)
        _send(log, pump, frames[:20], 0.0, done_at)  # compiled, and pages touched
        fast = _send(log, pump, frames[20:half], 0.0, done_at)
        paced = _send(log, pump, frames[half:], fast["passes_per_s"] / 2, done_at)
        pump.stop()
        pump.require_running()
        run.close()
        log.close()
    return {
        "passes_per_s": fast["passes_per_s"],
        "p50_ms": paced["p50_ms"],
        "p99_ms": paced["p99_ms"],
        "told_at_once": told[0],
        "told_final": told[1],
    }


def _send(log: FramedLog, pump: Pump, frames: list[Any], rate: float, done_at: dict[int, float]) -> dict[str, Any]:
    """Write frames, each synced, and wait for the last; ``rate``: passes a second, 0 for as fast as they go."""
    begin, sent = time.perf_counter(), []
    for number, frame in enumerate(frames):
        if rate:
            time.sleep(max(0.0, begin + number * ROWS / rate - time.perf_counter()))
        else:
            while pump.lag_bytes > 8 << 20:
                time.sleep(0.001)
        at = time.perf_counter()
        kind, content = write_passes(frame)
        position = log.write(kind, content)
        log.sync()
        sent.append((position, at))
        pump.give(position, frame, len(content))
    while pump.lag_bytes and pump.fault is None:
        time.sleep(0.001)
    taken = np.array([done_at[position] - at for position, at in sent if position in done_at]) * 1000
    return {
        "passes_per_s": round(len(frames) * ROWS / (time.perf_counter() - begin)),
        "p50_ms": round(float(np.quantile(taken, 0.5)), 1),
        "p99_ms": round(float(np.quantile(taken, 0.99)), 1),
    }

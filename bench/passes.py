"""The pass engine, all detectors on one core, from Arrow batches; beside engines that do a part of the same."""

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from bench._passes_data import drives, surroundings
from bench._passes_given import Given, write_given
from bench._passes_peer import PEERS as OTHERS
from bench._passes_peers import duckdb_batches, elsewhere, record_at_a_time
from daoan.terms.passes import PASS_TYPES, PassFrame
from daoan.warn.passes.engine import Engine, Surroundings

PASSES, PLATES, WATCHES, BATCH = 20_000_000, 2_000_000, 100_000, 50_000
SMALL_PASSES, SMALL_PLATES, SMALL_WATCHES = 2_000_000, 200_000, 10_000
PEER_PASSES = 1_000_000
PACED_S = 20.0


def run(small: bool = False) -> dict[str, Any]:
    """Passes a second on one core; milliseconds from a batch's arrival to its detections at half that rate; bytes.

    Batches of 50,000 are Arrow record batches whose columns are seen without copying. ``p99_ms`` counts from the
    moment at which a batch was due, so that waiting for the one before counts. ``bytes_per_plate``: of the state, with
    what it keeps free. Peers do watch list and impossible speed alone, on the first million passes, in the
    processor's seconds; some need ``bash scripts/peers.sh``.
    """
    passes, plates, watches = (SMALL_PASSES, SMALL_PLATES, SMALL_WATCHES) if small else (PASSES, PLATES, WATCHES)
    around, vehicles, roads = surroundings(1, plates, watches)
    stream = drives(np.random.default_rng(2), vehicles, roads, passes)
    batches = arrow_batches(stream)
    Engine(around).see(stream.take(slice(0, 2 * BATCH)))  # compiled, or read from the cache
    engine = Engine(around, plates)
    seconds, told, kinds = [], 0, np.zeros(16, np.int64)
    for batch in batches:
        start = time.process_time()
        found = engine.see(columns_of(batch))
        seconds.append(time.process_time() - start)
        told += len(found)
        kinds += np.bincount(found.kind, minlength=16)
    rate = len(stream) / sum(seconds)
    return {
        "passes_per_s_core": round(rate),
        "p99_ms": paced(around, plates, batches, rate / 2),
        "bytes_per_plate": round(engine.state.bytes_used / engine.state.number, 1),
        "passes": len(stream),
        "plates": engine.state.number,
        "sites": len(around.ground.sites),
        "watches": watches,
        "batch": BATCH,
        "batch_p99_ms": round(float(np.percentile(seconds, 99)) * 1000, 2),
        "detections": told,
        "detections_by_kind": {str(k): int(n) for k, n in enumerate(kinds) if n},
        "peers": peers(stream.take(slice(0, PEER_PASSES)), around, roads.road_m),
        "data": [],
    }


def arrow_batches(stream: PassFrame) -> list[pa.RecordBatch]:
    """The stream cut into record batches."""
    table = pa.table({name: getattr(stream, name) for name in PASS_TYPES})
    batches: list[pa.RecordBatch] = table.to_batches(max_chunksize=BATCH)
    return batches


def columns_of(batch: pa.RecordBatch) -> PassFrame:
    """A batch's columns where they lie."""
    return PassFrame(**{name: batch.column(k).to_numpy() for k, name in enumerate(batch.schema.names)})


def paced(around: Surroundings, plates: int, batches: list[pa.RecordBatch], rate: float) -> float:
    """The 99th percentile of milliseconds from the moment at which a batch was due until its detections were there."""
    engine, taken = Engine(around, plates), []
    engine.see(columns_of(batches[0]))
    start = time.perf_counter()
    for number, batch in enumerate(batches[1:]):
        due = start + number * BATCH / rate
        if due - start > PACED_S:
            break
        time.sleep(max(0.0, due - time.perf_counter()))
        engine.see(columns_of(batch))
        taken.append(time.perf_counter() - due)
    return round(float(np.percentile(taken, 99)) * 1000, 2)


def peers(stream: PassFrame, around: Surroundings, road_m: Any) -> dict[str, Any]:
    """Passes a second of the others on the same passes, or why there is no figure."""
    exact = around.watched.table[around.watched.table[:, 0] != 0]
    watched = {int(p) for p, row in exact if around.watched.hits["exact"][row]}
    told: dict[str, Any] = {}
    for name, (taken, found) in {
        "Python, record at a time": record_at_a_time(stream, watched, road_m.tolist()),
        "DuckDB, micro-batches": duckdb_batches(stream, watched, road_m, BATCH),
    }.items():
        told[name] = {"passes_per_s_core": round(len(stream) / taken), "found": found, "passes": len(stream)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "given.npz"
        write_given(Given(stream.plate, stream.site, stream.happened_ms, np.array(sorted(watched)), road_m), file)
        return told | {name: elsewhere(name, file) for name in OTHERS}

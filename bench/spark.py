"""A day of passes seen again in this process and on Spark with two executors; how many shards change what is told."""

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench import ROOT, DataMissing
from bench._passes_data import drives, surroundings
from bench.suspicions import around_of, in_order
from daoan.edge.files import read_rule_packs
from daoan.jobs.passes.replay.embedded import replay_here
from daoan.jobs.passes.replay.slices import list_slices, write_slices
from daoan.jobs.passes.replay.told import list_told
from daoan.terms.detections import DETECTION_TYPES, DetectionFrame, Suspicion
from daoan.town.build import build_town
from daoan.town.traffic.build import build_traffic
from daoan.warn.passes.engine import Surroundings
from daoan.warn.passes.shards import Shards

PASSES, PLATES, WATCHES = 2_000_000, 200_000, 10_000
SMALL_PASSES, SMALL_PLATES, SMALL_WATCHES = 400_000, 40_000, 2_000
SHARDS, PARTITIONS = 16, 4
MASTER = "local-cluster[2,1,1024]"


def run(small: bool = False) -> dict[str, Any]:
    """Passes a second from slices on the disk to detections on the disk, slice by slice, here and on Spark.

    ``spark_passes_per_s`` leaves out the start of the session and a first replay that warms up; ``spark_batch_s`` is
    the median of what a slice took there. ``same_bytes``: of every file. ``shards``: of two simulated days of the model
    town, detections that one shard tells and sixteen do not, and the other way round.
    """
    try:
        from daoan.jobs.passes.replay.spark import open_session
    except ImportError as missing:
        raise DataMissing(f"{missing}: bash scripts/extras.sh, then .venv/extras/bin/python -m bench spark") from None
    passes, plates, watches = (SMALL_PASSES, SMALL_PLATES, SMALL_WATCHES) if small else (PASSES, PLATES, WATCHES)
    around, vehicles, roads = surroundings(1, plates, watches)
    stream = drives(np.random.default_rng(2), vehicles, roads, passes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_slices(stream, folder / "slices", SHARDS)
        Shards(around, SHARDS).see(stream.take(slice(0, 1000)))  # compiled, or read from the cache
        start = time.perf_counter()
        seen = replay_here(folder / "slices", folder / "here", around, SHARDS)
        here = time.perf_counter() - start
        start = time.perf_counter()
        session = open_session(MASTER, PARTITIONS, folder / "spark")
        try:
            opened = time.perf_counter() - start
            spark = _on_spark(session, folder, around)
        finally:
            gateway = session.sparkContext._gateway
            session.stop()
            gateway.shutdown()
            gateway.proc.stdin.close()
            gateway.proc.wait(30)
        same = [path.read_bytes() for path in list_told(folder / "here")]
        there = [path.read_bytes() for path in list_told(folder / "there")]
        slices = len(list_slices(folder / "slices"))
    return {
        "passes": seen,
        "slices": slices,
        "shards_used": SHARDS,
        "embedded_passes_per_s": round(seen / here),
        "spark_passes_per_s": round(seen / spark["seconds"]),
        "spark_start_s": round(opened, 1),
        "spark_batch_s": spark["batch_s"],
        "spark_master": MASTER,
        "same_bytes": same == there,
        "shards": shards_of_the_town(),
        "peers": {},
        "data": [],
    }


def _on_spark(session: Any, folder: Path, around: Surroundings) -> dict[str, float]:
    """A replay of the first slice to warm up, then one of all."""
    from daoan.jobs.passes.replay.spark import replay_on_spark

    first = folder / "first"
    first.mkdir()
    (first / "slice.parquet").hardlink_to(list_slices(folder / "slices")[0])
    replay_on_spark(session, first, folder / "warm", folder / "warm-checkpoint", around)
    start, began = time.perf_counter(), time.time()
    replay_on_spark(session, folder / "slices", folder / "there", folder / "checkpoint", around)
    seconds = time.perf_counter() - start
    done = [began, *(path.stat().st_mtime for path in list_told(folder / "there"))]
    return {"seconds": seconds, "batch_s": round(float(np.median(np.diff(done))), 2)}


def shards_of_the_town() -> dict[str, Any]:
    """What one shard and sixteen tell of the same day."""
    traffic = build_traffic(build_town(1), seed=11, days=2)
    passes, _ = in_order(traffic.passes)
    around = around_of(traffic, passes, read_rule_packs(ROOT / "rulepacks"))
    one, many = (Shards(around, number, 200_000).see(passes) for number in (1, SHARDS))
    return {"passes": len(passes), "one": len(one), "many": len(many), **differing(one, many)}


def differing(one: DetectionFrame, many: DetectionFrame) -> dict[str, Any]:
    """Detections that only one of two tells, by kind; and how many of both differ in any column."""
    only_one, only_many = ~np.isin(one.detection_id, many.detection_id), ~np.isin(many.detection_id, one.detection_id)
    both, twin = one.take(~only_one), many.take(~only_many)
    unlike = np.zeros(len(both), np.bool_)
    for name in DETECTION_TYPES:
        unlike |= getattr(both, name) != getattr(twin, name)
    kinds = [
        {Suspicion(k).name.lower(): int(n) for k, n in enumerate(np.bincount(found.kind)) if n}
        for found in (one.take(only_one), many.take(only_many))
    ]
    return {"only_one": kinds[0], "only_many": kinds[1], "others_that_differ": int(unlike.sum())}

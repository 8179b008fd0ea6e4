"""A replay on Apache Spark: Structured Streaming keyed by shard, the shard's state one value in Spark's own store.

Needs the extra ``spark``; nothing else imports this module. Each slice is one micro-batch. Spark hands a shard's rows
in no order, so they are put in order by the same rule as here before the same kernel sees them; it keeps the state, of
which it has the version of every batch, so that a batch that is computed again after an executor was lost begins from
the same state and tells the same. State that a Python worker kept for itself would be another: workers are not bound
to a shard. What a batch told is sorted and written whole by the driver under the number of the batch.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyspark import Broadcast
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.streaming.state import GroupState, GroupStateTimeout

from daoan.jobs.passes.replay.slices import frame_of
from daoan.jobs.passes.replay.told import frame_of as told_of
from daoan.jobs.passes.replay.told import write_told
from daoan.terms.detections import DETECTION_TYPES, DetectionFrame
from daoan.terms.passes import PassFrame
from daoan.warn.passes.engine import SEEN, Surroundings
from daoan.warn.passes.kept import KeptShard

#: A slice as Spark reads it. It knows no unsigned bytes, and takes the next wider type.
SLICE = (
    "shard int, pass_id bigint, site int, happened_ms bigint, plate bigint, score smallint, kind smallint, "
    "colour smallint, brand smallint, speed_kmh float"
)
TOLD = (
    "place int, detection_id bigint, kind smallint, plate bigint, pass_id bigint, site int, happened_ms bigint, "
    "other_site int, other_ms bigint, entry int, value float, limit float, p_right float"
)
STATE = "value binary"

See = Callable[[tuple[int], Iterator[pd.DataFrame], GroupState], Iterator[pd.DataFrame]]


def open_session(master: str, partitions: int, scratch: Path) -> SparkSession:
    """A session of this project's own on a master; who has one already needs only its ``shuffle.partitions`` to fit.

    ``partitions``: tasks of a batch, two or three a core; shards are dealt out among them. ``scratch``: where Spark
    keeps what it passes on.
    """
    given = {
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
        "spark.executorEnv.OMP_NUM_THREADS": "1",
        "spark.executor.memory": "1g",
        "spark.driver.memory": "1g",
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.adaptive.enabled": "false",
    }
    if master.startswith("local"):
        given |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else whichever python3 an executor finds
    builder = SparkSession.builder.master(master).appName("daoan")
    for name, value in given.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def replay_on_spark(session: SparkSession, slices: Path, out: Path, checkpoint: Path, around: Surroundings) -> None:
    """See every slice that a folder has and ``checkpoint`` has not; what each led to lies in ``out``.

    ``slices``, ``out``, ``checkpoint``: folders that driver and executors all reach. Partitions are those that the
    session shuffles into when ``checkpoint`` is new; Spark keeps them from then on.
    """
    shared = session.sparkContext.broadcast(around)
    rows = session.readStream.schema(SLICE).option("maxFilesPerTrigger", 1).parquet(str(slices))
    told = rows.groupBy("shard").applyInPandasWithState(
        _seeing(shared), TOLD, STATE, "append", GroupStateTimeout.NoTimeout
    )

    def keep(batch: DataFrame, number: int) -> None:
        write_told(out, number, in_order_of_passes(batch.toArrow()))

    query = (
        told.writeStream.foreachBatch(keep)
        .option("checkpointLocation", str(checkpoint))
        .trigger(availableNow=True)
        .start()
    )
    try:
        query.awaitTermination()
    finally:
        query.stop()
        shared.unpersist()


def in_order_of_passes(table: pa.Table) -> DetectionFrame:
    """What shards told, in the order of their passes; of one pass in the order in which it was told."""
    place = table.column("place").to_numpy()
    told = told_of(table.select(list(DETECTION_TYPES)))
    return told.take(np.lexsort((place, told.pass_id, told.happened_ms)))


def _seeing(shared: "Broadcast[Surroundings]") -> See:
    def see(_: tuple[int], parts: Iterator[pd.DataFrame], state: GroupState) -> Iterator[pd.DataFrame]:
        kept = KeptShard.of(bytes(state.get[0]) if state.exists else None, shared.value)
        told = kept.see(_passes_of(list(parts)))
        state.update((kept.value(),))
        yield _table_of(told)

    return see


def _passes_of(parts: list[pd.DataFrame]) -> PassFrame:
    return frame_of({name: np.concatenate([part[name].to_numpy() for part in parts]) for name in SEEN})


def _table_of(told: DetectionFrame) -> pd.DataFrame:
    columns: dict[str, Any] = {"place": np.arange(len(told), dtype=np.int32)}
    columns |= {name: getattr(told, name) for name in DETECTION_TYPES}
    columns["kind"] = told.kind.astype(np.int16)
    return pd.DataFrame(columns)

"""Bytewax: a map with state by plate, one worker. Keys of Bytewax are texts; they are made before the clock starts."""

import time
from typing import Any

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, TestingSource, run_main

from bench._passes_given import ALLOWED_M, ALLOWED_MS, FASTEST_MS, Given

BATCH = 50_000
Place = tuple[int, int]  # site, milliseconds


def see(given: Given) -> dict[str, Any]:
    """Seconds of the processor, and how many suspicions."""
    road_m, listed = given.road_m.tolist(), set(given.watched.tolist())
    columns = given.plate.tolist(), given.site.tolist(), given.at_ms.tolist()
    rows = [(str(plate), (plate, site, at)) for plate, site, at in zip(*columns, strict=True) if plate]
    found: list[Any] = []

    def judge(last: Place | None, seen: tuple[int, int, int]) -> tuple[Place, list[str]]:
        plate, site, at = seen
        told = ["watched"] if plate in listed else []
        if last is not None and road_m[last[0]][site] > FASTEST_MS * (at - last[1] + ALLOWED_MS) + ALLOWED_M:
            told.append("too fast")
        return (site, at), told

    flow = Dataflow("passes")
    passes = op.input("passes", flow, TestingSource(rows, BATCH))
    op.output("found", op.stateful_flat_map("judge", passes, judge), TestingSink(found))
    start = time.process_time()
    run_main(flow)
    return {"cpu_s": time.process_time() - start, "found": len(found)}

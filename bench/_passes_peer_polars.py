"""Polars in micro-batches: each batch behind the last places of its plates, which are then kept anew."""

import os
import time
from typing import Any

os.environ["POLARS_MAX_THREADS"] = "1"
import polars as pl

from bench._passes_given import ALLOWED_M, ALLOWED_MS, FASTEST_MS, Given

BATCH = 50_000
TYPES = {"plate": pl.Int64, "site": pl.Int32, "at": pl.Int64}


def see(given: Given) -> dict[str, Any]:
    """Seconds of the processor, and how many suspicions."""
    listed = pl.Series("plate", given.watched)
    last = pl.DataFrame(schema=TYPES)
    found, start = 0, time.process_time()
    for first in range(0, len(given), BATCH):
        part = (column[first : first + BATCH] for column in (given.plate, given.site, given.at_ms))
        now = pl.DataFrame(dict(zip(TYPES, part, strict=True)), schema=TYPES).filter(pl.col("plate") != 0)
        both = pl.concat([last.join(now, on="plate", how="semi"), now])
        both = both.with_columns(pl.col("site", "at").shift(1).over("plate").name.suffix("0")).drop_nulls()
        road_m = given.road_m[both["site0"].to_numpy(), both["site"].to_numpy()]
        found += int((road_m > FASTEST_MS * ((both["at"] - both["at0"]).to_numpy() + ALLOWED_MS) + ALLOWED_M).sum())
        found += int(now["plate"].is_in(listed.implode()).sum())
        latest = now.group_by("plate").last()
        last = pl.concat([last.join(latest, on="plate", how="anti"), latest])
    return {"cpu_s": time.process_time() - start, "found": found}

"""The same stream by other means: watch list, last place and speed between two places, nothing more than that.

Peers do a part of the work: what each of them can say without a library of ours. Ours is timed with all detectors.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from daoan.terms.passes import PassFrame

FASTEST_MS = 200 / 3600


def record_at_a_time(passes: PassFrame, watched: set[int], road_m: Any) -> tuple[float, int]:
    """Python with a dictionary: seconds, and how many suspicions."""
    rows = list(zip(passes.plate.tolist(), passes.site.tolist(), passes.happened_ms.tolist(), strict=True))
    last: dict[int, tuple[int, int]] = {}
    found = 0
    start = time.perf_counter()
    for plate, site, at in rows:
        if not plate:
            continue
        if plate in watched:
            found += 1
        before = last.get(plate)
        if before is not None and road_m[before[0]][site] > FASTEST_MS * (at - before[1] + 30_000) + 2000:
            found += 1
        last[plate] = (site, at)
    return time.perf_counter() - start, found


def duckdb_batches(passes: PassFrame, watched: set[int], road_m: Any, batch: int) -> tuple[float, int]:
    """DuckDB: each batch joined with the last place of its plates, which is then written anew."""
    import duckdb
    import pyarrow as pa

    base = duckdb.connect()
    base.execute("SET threads TO 1")
    base.register("listed", pa.table({"plate": np.array(sorted(watched))}))
    base.execute("CREATE TABLE watched AS SELECT * FROM listed")
    base.execute("CREATE TABLE seen (plate BIGINT PRIMARY KEY, site INTEGER, ms BIGINT)")
    sites = len(road_m)
    pairs = np.indices((sites, sites)).reshape(2, -1)
    base.register("pairs", pa.table({"a": pairs[0], "b": pairs[1], "m": np.asarray(road_m).ravel()}))
    base.execute("CREATE TABLE road AS SELECT * FROM pairs")
    found, start = 0, time.perf_counter()
    for first in range(0, len(passes), batch):
        part = passes.take(slice(first, first + batch))
        base.register("batch", pa.table({"plate": part.plate, "site": part.site, "ms": part.happened_ms}))
        base.execute("""CREATE OR REPLACE TEMP TABLE fresh AS
            SELECT plate, site, ms, coalesce(lag(site) OVER w, s) AS site0, coalesce(lag(ms) OVER w, t) AS ms0
            FROM (SELECT b.*, seen.site AS s, seen.ms AS t FROM batch b LEFT JOIN seen USING (plate) WHERE plate <> 0)
            WINDOW w AS (PARTITION BY plate ORDER BY ms)""")
        row = base.execute(f"""SELECT (SELECT count(*) FROM fresh JOIN watched USING (plate)) + (SELECT count(*)
            FROM fresh JOIN road ON a = site0 AND b = site WHERE m > {FASTEST_MS} * (ms - ms0 + 30000) + 2000)""")
        found += int((row.fetchone() or (0,))[0])
        base.execute("INSERT OR REPLACE INTO seen SELECT plate, arg_max(site, ms), max(ms) FROM fresh GROUP BY plate")
    return time.perf_counter() - start, found


def polars_batches(passes: PassFrame, watched: set[int], road_m: Any, batch: int) -> tuple[float, int]:
    """Polars: the same. Raises ``ImportError`` where it is not installed."""
    import polars as pl

    roads = np.asarray(road_m)
    listed = pl.Series("plate", sorted(watched))
    last = pl.DataFrame(
        {"plate": [], "site": [], "at": []}, schema={"plate": pl.Int64, "site": pl.Int32, "at": pl.Int64}
    )
    found, start = 0, time.perf_counter()
    for first in range(0, len(passes), batch):
        part = passes.take(slice(first, first + batch))
        now = pl.DataFrame({"plate": part.plate, "site": part.site, "at": part.happened_ms}).filter(
            pl.col("plate") != 0
        )
        both = pl.concat([last.join(now.select("plate").unique(), on="plate", how="semi"), now])
        both = both.with_columns(pl.col("site", "at").shift(1).over("plate").name.suffix("0")).drop_nulls()
        m = roads[both["site0"].to_numpy(), both["site"].to_numpy()]
        found += int((m > FASTEST_MS * (both["at"] - both["at0"]).to_numpy() + FASTEST_MS * 30_000 + 2000).sum())
        found += int(now["plate"].is_in(listed.implode()).sum())
        latest = now.group_by("plate").last()
        last = pl.concat([last.join(latest, on="plate", how="anti"), latest])
    return time.perf_counter() - start, found


PEERS: dict[str, Callable[..., tuple[float, int]]] = {
    "DuckDB, micro-batches": duckdb_batches,
    "Polars, micro-batches": polars_batches,
}

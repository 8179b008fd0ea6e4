"""The same stream by other means: watch list, last place and speed between two places, nothing more than that.

Peers do a part of the work: what each of them can say without a library of ours. Ours is timed with all detectors.
"""

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench import ROOT
from bench._passes_given import ALLOWED_M, ALLOWED_MS, FASTEST_MS
from daoan.terms.passes import PassFrame

AT_MOST_S = 900


def record_at_a_time(passes: PassFrame, watched: set[int], road_m: Any) -> tuple[float, int]:
    """Python with a dictionary: seconds, and how many suspicions."""
    rows = list(zip(passes.plate.tolist(), passes.site.tolist(), passes.happened_ms.tolist(), strict=True))
    last: dict[int, tuple[int, int]] = {}
    found = 0
    start = time.process_time()
    for plate, site, at in rows:
        if not plate:
            continue
        if plate in watched:
            found += 1
        before = last.get(plate)
        if before is not None and road_m[before[0]][site] > FASTEST_MS * (at - before[1] + ALLOWED_MS) + ALLOWED_M:
            found += 1
        last[plate] = (site, at)
    return time.process_time() - start, found


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
    slack = f"{FASTEST_MS} * (ms - ms0 + {ALLOWED_MS}) + {ALLOWED_M}"
    found, start = 0, time.process_time()
    for first in range(0, len(passes), batch):
        part = passes.take(slice(first, first + batch))
        base.register("batch", pa.table({"plate": part.plate, "site": part.site, "ms": part.happened_ms}))
        base.execute("""CREATE OR REPLACE TEMP TABLE fresh AS
            SELECT plate, site, ms, coalesce(lag(site) OVER w, s) AS site0, coalesce(lag(ms) OVER w, t) AS ms0
            FROM (SELECT b.*, seen.site AS s, seen.ms AS t FROM batch b LEFT JOIN seen USING (plate) WHERE plate <> 0)
            WINDOW w AS (PARTITION BY plate ORDER BY ms)""")
        row = base.execute(f"""SELECT (SELECT count(*) FROM fresh JOIN watched USING (plate)) + (SELECT count(*)
            FROM fresh JOIN road ON a = site0 AND b = site WHERE m > {slack})""")
        found += int((row.fetchone() or (0,))[0])
        base.execute("INSERT OR REPLACE INTO seen SELECT plate, arg_max(site, ms), max(ms) FROM fresh GROUP BY plate")
    return time.process_time() - start, found


def elsewhere(name: str, file: Path) -> dict[str, Any] | str:
    """Figures of a peer in the environment of ``scripts/peers.sh``; else why there are none."""
    python = Path(os.environ.get("PEERS", ROOT / ".venv" / "peers")) / "bin" / "python"
    if not python.exists():
        return "not installed"
    command = [str(python), "-m", "bench._passes_peer", name, str(file)]
    try:
        done = subprocess.run(command, cwd=ROOT, env=_plain(), stdout=subprocess.PIPE, text=True, timeout=AT_MOST_S)
    except subprocess.TimeoutExpired:
        return f"not done in {AT_MOST_S} s"
    told: dict[str, Any] | str = (
        json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else f"failed: exit {done.returncode}"
    )
    return told


def _plain() -> dict[str, str]:
    """The environment with nothing in it that leads to packages of ours."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "VIRTUAL_ENV": ""}

"""Search for one plate among the passes of half a year: 365 million rows, in the lake and by others."""

import argparse
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds

from bench._search_data import Size, made, passes, vehicles
from daoan.store.lake import PassLake
from daoan.store.lake.files import start_of
from daoan.store.lake.questions import passes_at

FOLDER = "DAOAN_BENCH_LAKE"
WHOLE = Size(days=180, rows_a_day=2_030_000, vehicles=1_500_000)
SMALL = Size(days=20, rows_a_day=50_000, vehicles=40_000, plain_days=20)
HOUR_MS = 3_600_000

#: Counts the passes of a plate in a span.
Count = Callable[[int, tuple[int, int]], int]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its own options."""
    parser.add_argument("--days", type=int, default=WHOLE.days, help="days of 2.03 million passes each")


def run(small: bool = False, days: int = WHOLE.days) -> dict[str, Any]:
    """Figures of plates looked up one after another over all days, every column of every pass read.

    ``cpu_*`` is what the processor worked, which tells a slow program from a busy machine.

    ``p50_ms``, ``p99_ms``: plates drawn by their passes, so that those that pass often come often; ``rare_*``: drawn
    evenly among vehicles. Warm: each was preceded by others; ``cold_ms`` is the first, which opens every file. The rows
    are made in the folder that DAOAN_BENCH_LAKE names (30 GB at full size), once, else in a temporary one.
    """
    size = SMALL if small else replace(WHOLE, days=days)
    named = os.environ.get(FOLDER)
    if named:
        folder = Path(named) / f"{size.days}x{size.rows_a_day}"
        folder.mkdir(parents=True, exist_ok=True)
        return _measure(folder, size, small)
    with tempfile.TemporaryDirectory() as made_for_once:
        return _measure(Path(made_for_once), size, small)


def _measure(folder: Path, size: Size, small: bool) -> dict[str, Any]:
    made_s = made(folder, size)
    lake = PassLake(folder / "lake")
    held = [day for day in lake.days() if size.span[0] <= start_of(day.day) < size.span[1]]  # what is searched
    often, evenly = _drawn(size, 40 if small else 120)
    tries, span = 3, size.span
    ours = lambda plate, when: len(lake.of_plate(plate, *when))  # noqa: E731
    (cold,) = _timed(ours, often[:1], span)
    _timed(ours, often[1:20], span)
    frequent, rare = _timed(ours, often[20:], span), _timed(ours, evenly, span)
    hour = (span[0] + 8 * HOUR_MS, span[0] + 9 * HOUR_MS)
    place = _timed(lambda site, when: len(passes_at(lake, site, *when)), range(tries), hour)
    plain_span = (span[0], span[0] + min(size.plain_days, size.days) * 24 * HOUR_MS)
    peers = {}
    for name, (count, plain, note) in _peers(folder, size, small).items():
        when = plain_span if plain else span
        took = _timed(count, often[:tries], when)
        if [t.found for t in took] != [ours(plate, when) for plate in often[:tries]]:
            raise AssertionError(f"{name} and the lake count a plate's passes differently")
        rows = size.rows_a_day * (min(size.plain_days, size.days) if plain else size.days)
        peers[name] = {"p50_ms": _wall(took, 50), "cpu_p50_ms": _cpu(took, 50), "rows": rows, "note": note}
    return {
        "rows": sum(day.rows for day in held),
        "p50_ms": _wall(frequent, 50),
        "p99_ms": _wall(frequent, 99),
        "cpu_p50_ms": _cpu(frequent, 50),
        "cpu_p99_ms": _cpu(frequent, 99),
        "rare_p50_ms": _wall(rare, 50),
        "rare_p99_ms": _wall(rare, 99),
        "cpu_rare_p50_ms": _cpu(rare, 50),
        "cold_ms": _wall([cold], 50),
        "cpu_cold_ms": _cpu([cold], 50),
        "passes_found_p50": round(float(np.median([t.found for t in frequent]))),
        "looked_up": len(frequent) + len(rare),
        "days": len(held),
        "bytes_a_row": round(sum(day.size_bytes for day in held) / sum(day.rows for day in held), 1),
        "track_files_bytes_a_row": round(_size(folder.glob("lake/*/*.track")) / sum(day.rows for day in held), 1),
        "place_hour_ms": _wall(place, 50),
        "cpu_place_hour_ms": _cpu(place, 50),
        "made_seconds": round(made_s, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "peers": peers,
        "data": [{"made": "passes in proportion to (n + shift) ** -exponent of the n-th vehicle", **_told(size)}],
    }


def _drawn(size: Size, count: int) -> tuple[list[int], list[int]]:
    plates, shares = vehicles(size)
    rng = np.random.default_rng(11)
    return rng.choice(plates, count, p=shares).tolist(), rng.choice(plates, count // 2).tolist()


def _peers(folder: Path, size: Size, small: bool) -> dict[str, tuple[Count, bool, str]]:
    """By name: how each counts a plate's passes, whether over the plain files, and what it is."""
    plain, lake = str(folder / "plain" / "*.parquet"), str(folder / "lake" / "*" / "*.parquet")
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("SET parquet_metadata_cache = true")

    def by_duckdb(pattern: str) -> Count:
        query = "SELECT * FROM read_parquet($files) WHERE plate = $plate AND happened_ms >= $a AND happened_ms < $b"
        return lambda plate, when: len(
            connection.execute(query, {"files": pattern, "plate": plate, "a": when[0], "b": when[1]}).fetchall()
        )

    sorted_files = ds.dataset(sorted(folder.glob("lake/*/*.parquet")), format="parquet")

    def by_arrow(plate: int, when: tuple[int, int]) -> int:
        moment = ds.field("happened_ms")
        asked = (ds.field("plate") == plate) & (moment >= when[0]) & (moment < when[1])
        table: pa.Table = sorted_files.to_table(filter=asked)
        return table.num_rows

    found: dict[str, tuple[Count, bool, str]] = {
        "duckdb, plain parquet": (by_duckdb(plain), True, "in order of arrival: every row is looked at"),
        "duckdb, our parquet": (by_duckdb(lake), False, "sorted by plate, footers cached: row groups left out"),
        "pyarrow dataset, our parquet": (by_arrow, False, "sorted by plate: row groups left out"),
    }
    if small:
        found["sqlite, index on plate"] = (_sqlite(folder, size), True, "only at the small size: it takes an hour else")
    return found


def _sqlite(folder: Path, size: Size) -> Count:
    (folder / "peer.db").unlink(missing_ok=True)
    connection = sqlite3.connect(folder / "peer.db")
    connection.execute("CREATE TABLE passes (plate INTEGER, happened_ms INTEGER, site INTEGER, pass_id INTEGER)")
    for frame in passes(size):
        columns = (getattr(frame, c).tolist() for c in ("plate", "happened_ms", "site", "pass_id"))
        connection.executemany("INSERT INTO passes VALUES (?, ?, ?, ?)", zip(*columns, strict=True))
    connection.execute("CREATE INDEX by_plate ON passes (plate, happened_ms)")
    connection.commit()
    query = "SELECT * FROM passes WHERE plate = ? AND happened_ms >= ? AND happened_ms < ?"
    return lambda plate, when: len(connection.execute(query, (plate, *when)).fetchall())


@dataclass(frozen=True, slots=True)
class Took:
    """One look-up: how long it took on the clock and on the processors, and how many passes it found."""

    wall_ms: float
    cpu_ms: float
    found: int


def _timed(count: Count, given: Iterable[int], when: tuple[int, int]) -> list[Took]:
    took = []
    for one in given:
        wall, cpu = time.perf_counter(), time.process_time()
        found = count(one, when)
        took.append(Took((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000, found))
    return took


def _wall(took: list[Took], share: float) -> float:
    return round(float(np.percentile([t.wall_ms for t in took], share)), 1)


def _cpu(took: list[Took], share: float) -> float:
    return round(float(np.percentile([t.cpu_ms for t in took], share)), 1)


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def _told(size: Size) -> dict[str, Any]:
    names = ("days", "rows_a_day", "vehicles", "exponent", "shift")
    return {name: getattr(size, name) for name in names}

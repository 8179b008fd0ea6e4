"""Passes for the benchmark of search: made, not recorded. Few vehicles pass often and very many seldom, as on roads."""

import json
import time
from collections.abc import Container, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from daoan.store.lake import PassLake
from daoan.store.lake.files import DAY_MS, day_of
from daoan.terms.passes import PASS_TYPES, Column, PassFrame

FIRST_DAY = 20_500  # days since 1970
SITES = 400


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made. ``vehicles``: of which the n-th passes in proportion to (n + shift) ** -exponent."""

    days: int
    rows_a_day: int
    vehicles: int
    exponent: float = 0.9
    shift: int = 3_000
    plain_days: int = 30  # of which the peers get plain files, since they read them whole for each plate

    @property
    def rows(self) -> int:
        """All rows."""
        return self.days * self.rows_a_day

    @property
    def span(self) -> tuple[int, int]:
        """All the time, in milliseconds since 1970, half open."""
        return FIRST_DAY * DAY_MS, (FIRST_DAY + self.days) * DAY_MS


def vehicles(size: Size) -> tuple[Column, Column]:
    """Packed plates and their shares of all passes, most frequent first."""
    rng = np.random.default_rng(7)
    plates = rng.permutation(np.unique(rng.integers(1 << 50, 1 << 56, size.vehicles + 1_000))[: size.vehicles])
    shares = (np.arange(size.vehicles) + float(size.shift)) ** -size.exponent
    return plates, shares / shares.sum()


def passes(size: Size, but: Container[str] = ()) -> Iterator[PassFrame]:
    """The passes day by day but for some days, in the order in which they happened."""
    plates, shares = vehicles(size)
    n = size.rows_a_day
    for day in range(FIRST_DAY, FIRST_DAY + size.days):
        if day_of(day * DAY_MS) in but:
            continue
        rng = np.random.default_rng(day)
        happened = day * DAY_MS + np.sort(rng.integers(0, DAY_MS, n))
        columns = {
            "pass_id": rng.integers(-(2**63), 2**63 - 1, n),
            "site": rng.integers(0, SITES, n),
            "lane": rng.integers(1, 4, n),
            "heading": rng.integers(0, 2, n),
            "happened_ms": happened,
            "known_ms": happened + rng.integers(200, 3_000, n),
            "plate": _plates_of_a_day(rng, plates, shares, n),
            "plate_colour": rng.integers(1, 4, n),
            "score": rng.integers(60, 100, n),
            "kind": rng.integers(0, 11, n),
            "colour": rng.integers(0, 11, n),
            "brand": rng.integers(0, 100, n),
            "speed_kmh": rng.integers(20, 120, n),
        }
        yield PassFrame(**{name: columns[name].astype(dtype) for name, dtype in PASS_TYPES.items()})


def _plates_of_a_day(rng: np.random.Generator, plates: Column, shares: Column, rows: int) -> Column:
    """Plates of so many passes, each vehicle's number of them a Poisson one, in any order."""
    drawn = np.repeat(plates, rng.poisson(shares * (rows * 1.02 + 1_000)))
    rng.shuffle(drawn)
    return drawn[:rows]


def made(folder: Path, size: Size) -> float:
    """Make the lake and, of its first days, plain Parquet in order of arrival, unless they are there; seconds it took.

    A making that was stopped goes on where it was, and no longer tells how long all of it took: 0.
    """
    told, lake = folder / "made.json", PassLake(folder / "lake")
    if told.exists() and json.loads(told.read_text())["size"] == asdict(size):
        return float(json.loads(told.read_text())["seconds"])
    (folder / "plain").mkdir(parents=True, exist_ok=True)
    have, start = {day.day for day in lake.days() if day.rows}, time.perf_counter()
    for number, frame in enumerate(passes(size, have), start=len(have)):
        lake.append(frame)
        if number < size.plain_days:
            table = pa.table({name: getattr(frame, name) for name in PASS_TYPES})
            file = folder / "plain" / f"{day_of(int(frame.happened_ms[0]))}.parquet"
            pq.write_table(table, file, compression="snappy")
    seconds = 0.0 if have else time.perf_counter() - start
    told.write_text(json.dumps({"size": asdict(size), "seconds": round(seconds, 1)}))
    return seconds

"""What is asked of a place and not of a plate, answered by DuckDB over the files of the days that it is about.

Files are sorted by plate, so such a question reads the columns of whole days: 2 million rows take about 50 ms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType

import duckdb
import numpy as np
import pyarrow as pa

from daoan.store.lake.files import once, to_frame
from daoan.store.lake.lake import PassLake, again
from daoan.terms.passes import LARGE_KINDS, PASS_TYPES, PassClass, PassFrame, empty_passes
from daoan.terms.plates import NO_PLATE

_THREADS = 2
_COLUMNS = ", ".join(PASS_TYPES)
LARGE_MASK = sum(1 << int(kind) for kind in LARGE_KINDS)

_AT_SITE = f"""
    SELECT {_COLUMNS} FROM read_parquet($files)
    WHERE site = $site AND happened_ms >= $since AND happened_ms < $until
"""

_NEAR = """
    WITH near AS (
        SELECT other.plate, other.site, own.pass_id AS met, other.happened_ms
        FROM read_parquet($files) AS other
        JOIN own ON other.site = own.site
            AND other.happened_ms BETWEEN own.happened_ms - $within_ms AND own.happened_ms + $within_ms
        WHERE other.happened_ms >= $since AND other.happened_ms < $until AND other.plate NOT IN ($nobody, $plate)
    )
    SELECT plate, count(DISTINCT site) AS sites, count(DISTINCT met) AS meetings,
        min(happened_ms) AS first_ms, max(happened_ms) AS last_ms
    FROM near GROUP BY plate HAVING count(DISTINCT site) >= $least
    ORDER BY sites DESC, meetings DESC, plate LIMIT $most
"""

_BY_HOUR = """
    SELECT site, happened_ms // 3600000 AS hour, count(DISTINCT pass_id) AS passes FROM read_parquet($files)
    WHERE happened_ms >= $since AND happened_ms < $until AND ($kinds >> kind) & 1 = 1
    GROUP BY site, hour ORDER BY site, hour
"""


_SPEEDS = f"""
    WITH seen AS (
        SELECT DISTINCT pass_id, site, happened_ms, kind, speed_kmh FROM read_parquet($files)
        WHERE happened_ms >= $since AND happened_ms < $until AND speed_kmh > 0 AND NOT isnan(speed_kmh)
    )
    SELECT asked."row", count(*) AS passes, avg(seen.speed_kmh) AS mean_kmh,
        count_if(seen.speed_kmh > if(({LARGE_MASK} >> seen.kind) & 1 = 1, asked.large_kmh, asked.car_kmh)) AS over
    FROM seen JOIN asked ON seen.site = asked.site
        AND seen.happened_ms >= asked.since_ms AND seen.happened_ms < asked.until_ms
    GROUP BY asked."row" ORDER BY asked."row"
"""


@dataclass(frozen=True, slots=True)
class SpeedsAsked:
    """A site in a half-open span, and above which speeds of small and large vehicles a pass counts as over."""

    site: int
    since_ms: int
    until_ms: int
    car_kmh: float
    large_kmh: float


@dataclass(frozen=True, slots=True)
class SpeedsSeen:
    """Passes whose speed a site measured in a span, their mean, and how many were over. Nothing measured: 0, NaN, 0."""

    passes: int
    mean_kmh: float
    over: int


@dataclass(frozen=True, slots=True)
class SiteHourCount:
    """Passes at a site in an hour; ``hour``: hours since 1970, UTC."""

    site: int
    hour: int
    passes: int


@dataclass(frozen=True, slots=True)
class Near:
    """A plate that was seen where another was, within a time of it. ``meetings``: at how many passes of the other."""

    plate: int
    sites: int
    meetings: int
    first_ms: int
    last_ms: int


NOTHING_SEEN = SpeedsSeen(0, float("nan"), 0)


def passes_at(lake: PassLake, site: int, from_ms: int, until_ms: int) -> PassFrame:
    """Passes of a site in a half-open span, in the order in which they happened."""

    def read() -> PassFrame:
        files = lake.files_within(from_ms, until_ms)
        if not files:
            return empty_passes(0)
        return once(to_frame(_ask(_AT_SITE, files, site=site, since=from_ms, until=until_ms)))

    frame = again(read)
    return frame.take(np.lexsort((frame.pass_id, frame.happened_ms)))


def counts_by_hour(
    lake: PassLake, kinds: Sequence[PassClass], from_ms: int, until_ms: int
) -> tuple[SiteHourCount, ...]:
    """Passes of some classes of vehicle at every site by the hour, in a half-open span; hours without any left out."""

    def read() -> list[dict[str, int]]:
        files = lake.files_within(from_ms, until_ms)
        wanted = sum(1 << int(kind) for kind in set(kinds))
        return _ask(_BY_HOUR, files, since=from_ms, until=until_ms, kinds=wanted).to_pylist() if files else []

    return tuple(SiteHourCount(**row) for row in again(read))


def speeds_seen(lake: PassLake, asked: Sequence[SpeedsAsked]) -> tuple[SpeedsSeen, ...]:
    """What sites measured in spans, in the order that was asked for. Only days that a span touches are read."""

    def read() -> list[dict[str, float]]:
        files = {path for one in asked for path in lake.files_within(one.since_ms, one.until_ms)}
        if not files:
            return []
        columns = {f.name: [getattr(one, f.name) for one in asked] for f in fields(SpeedsAsked)}
        table = pa.table({"row": np.arange(len(asked)), **columns})
        since, until = min(one.since_ms for one in asked), max(one.until_ms for one in asked)
        rows: list[dict[str, float]] = _ask(
            _SPEEDS, tuple(sorted(files)), {"asked": table}, since=since, until=until
        ).to_pylist()
        return rows

    found = {int(row.pop("row")): SpeedsSeen(**row) for row in again(read)}  # type: ignore[arg-type]
    return tuple(found.get(n, NOTHING_SEEN) for n in range(len(asked)))


def plates_near(
    lake: PassLake, own: PassFrame, from_ms: int, until_ms: int, *, within_s: float, least_sites: int, most: int
) -> tuple[Near, ...]:
    """Plates seen at ``least_sites`` or more of the sites of one vehicle's passes, each time within ``within_s`` of it.

    ``own``: the passes of that vehicle, of one plate. At most ``most`` rows, those of most sites first.
    """
    if not len(own):
        return ()
    table = pa.table({name: getattr(own, name) for name in ("pass_id", "site", "happened_ms")})

    def read() -> list[dict[str, int]]:
        files = lake.files_within(from_ms, until_ms)
        values = {"plate": int(own.plate[0]), "nobody": NO_PLATE, "least": least_sites, "most": most}
        values |= {"within_ms": round(within_s * 1000), "since": from_ms, "until": until_ms}
        return _ask(_NEAR, files, {"own": table}, **values).to_pylist() if files else []

    return tuple(Near(**row) for row in again(read))


def _ask(
    query: str, files: tuple[Path, ...], beside: Mapping[str, pa.Table] = MappingProxyType({}), **values: int
) -> pa.Table:
    """Ask in a database of its own that holds nothing. Raises ``FileNotFoundError`` where a file is gone meanwhile."""
    connection = duckdb.connect(config={"threads": _THREADS})
    for name, table in beside.items():
        connection.register(name, table)
    try:
        return connection.sql(query, params={"files": [str(path) for path in files], **values}).to_arrow_table()
    except duckdb.IOException as problem:
        if all(path.exists() for path in files):
            raise
        raise FileNotFoundError(str(problem)) from None

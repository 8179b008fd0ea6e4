"""Questions over whole days of passes, written once and answered by whichever engine holds the table.

Needs Narwhals (the extra ``spark`` brings it); nothing else imports this module. In: a table with the columns of
passes, of DuckDB, Polars, PyArrow or Spark, mostly Parquet of the lake opened by that engine. Out: a table of the same
engine, not yet computed where it computes late. All arithmetic is on integers, up to a median, so that the engines
agree to the last bit: Polars divides by a number as it multiplies by its inverse. Rows have no order. A pass that lies
in two files counts once.
"""

from typing import Any

import narwhals as nw

from daoan.terms.errors import InputError

HOUR_MS = 3_600_000
NO_PLATE = 0


def passes_by_hour(passes: Any) -> Any:
    """Passes at each site in each hour: ``site``, ``hour`` (of 1970, UTC), ``passes``, ``plates`` told apart."""
    frame = _once(passes).with_columns(hour=nw.col("happened_ms") // HOUR_MS)
    counted = frame.group_by("site", "hour").agg(passes=nw.len(), plates=nw.col("plate").n_unique())
    return counted.select("site", "hour", nw.col("passes").cast(nw.Int64), nw.col("plates").cast(nw.Int64)).to_native()


def travel_times(passes: Any, *, most_s: int = 7200, least: int = 1) -> Any:
    """How long vehicles took from one site to the next that saw them.

    Answers ``from_site``, ``site``, ``trips`` and ``median_ms`` (milliseconds). Gaps longer than ``most_s`` are no
    trip; pairs with fewer trips than ``least`` are left out. Moments are as the devices told them.
    Raises :class:`InputError` for a table of PyArrow, which knows no row before another.
    """
    frame = _once(passes).filter(nw.col("plate") != NO_PLATE)
    if frame.implementation.is_pyarrow():
        raise InputError("PyArrow does not see one pass after another; open the files with DuckDB, Polars or Spark")
    before = [
        nw.col(name).shift(1).over("plate", order_by=["happened_ms", "pass_id"]).alias(alias)
        for name, alias in (("site", "from_site"), ("happened_ms", "from_ms"))
    ]
    frame = frame.with_columns(*before)
    frame = frame.with_columns(took_ms=nw.col("happened_ms") - nw.col("from_ms"))
    trips = frame.filter(nw.col("from_site") != nw.col("site"), nw.col("took_ms") <= most_s * 1000)
    pairs = trips.group_by("from_site", "site").agg(trips=nw.len(), median_ms=nw.col("took_ms").median())
    pairs = pairs.filter(nw.col("trips") >= least)
    return pairs.select(
        nw.col("from_site").cast(nw.Int32),
        "site",
        nw.col("trips").cast(nw.Int64),
        nw.col("median_ms").cast(nw.Float64),
    ).to_native()


def _once(passes: Any) -> Any:
    """What the questions need of each pass, each pass once."""
    return nw.from_native(passes).lazy().select("pass_id", "site", "happened_ms", "plate").unique()

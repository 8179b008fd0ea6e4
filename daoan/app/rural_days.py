"""What advice stations did: by the records of the workspace; in a model town also by a file that is planted there."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from daoan.app.clocks import workroom_of
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.edge.files import write_bytes
from daoan.jobs.advice.book import all_stations, book_over
from daoan.jobs.advice.days import MOST_DAYS, days_of
from daoan.jobs.rural.due import kept_due, with_due
from daoan.jobs.rural.ground import Activity
from daoan.terms.rural import StationDay
from daoan.terms.times import utc_to_local

_COLUMNS = ("station", "day", "shifts_due", "shifts_attended", "contacts", "handed_over", "wardens")


def days_file(workspace: Workspace) -> Path:
    """Where it lies."""
    return workspace.config.workspace / "rural-days.parquet"


def write_days(path: Path, rows: Iterable[StationDay]) -> None:
    """Keep days of stations, in place of those kept before."""
    kept = list(rows)
    table = pa.table({name: [getattr(row, name) for row in kept] for name in _COLUMNS})
    sink = pa.BufferOutputStream()
    pq.write_table(table.sort_by("day"), sink, compression="zstd")
    write_bytes(path, sink.getvalue().to_pybytes())


def activity_of(workspace: Workspace) -> Activity:
    """What stations did: advice records and proofs of presence; in a model town, on other days, what is planted. Shifts
    due are those of the openings kept for a day."""
    path, zone = days_file(workspace), workspace.city.zone
    room = workroom_of(workspace)
    book = book_over(room, workspace.packs["advice"], subject_key(workspace))

    def activity(as_of: datetime, first: date, last: date) -> Sequence[StationDay]:
        until = min(last, utc_to_local(as_of, zone).date())
        if until < first:
            return ()
        stations = all_stations(room, as_of)
        pieces = range(0, (until - first).days + 1, MOST_DAYS)
        own = [
            row
            for begin in (first + timedelta(days=n) for n in pieces)
            for row in days_of(book, stations, begin, min(until, begin + timedelta(days=MOST_DAYS - 1)), as_of=as_of)
        ]
        told = {(row.station, row.day) for row in own}
        rows = (*own, *(row for row in _planted(path, first, until) if (row.station, row.day) not in told))
        return with_due(rows, kept_due(room, book.catalogue, as_of, stations.keys(), first, until))

    return activity


def _planted(path: Path, first: date, until: date) -> list[StationDay]:
    if not path.exists():
        return []
    day = pc.field("day")
    return [StationDay(**row) for row in pq.read_table(path, filters=(day >= first) & (day <= until)).to_pylist()]

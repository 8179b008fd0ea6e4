"""What advice stations did, from a file of the workspace: planted in a model town, absent anywhere else."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from daoan.app.workspace import Workspace
from daoan.edge.files import write_bytes
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


def activity_of(workspace: Workspace) -> Activity | None:
    """What stations did, as known at a moment; ``None`` where nobody keeps it."""
    path, zone = days_file(workspace), workspace.city.zone
    if not path.exists():
        return None

    def activity(as_of: datetime, first: date, last: date) -> Sequence[StationDay]:
        until = min(last, utc_to_local(as_of, zone).date())
        day = pc.field("day")
        table = pq.read_table(path, filters=(day >= first) & (day <= until))
        return [StationDay(**row) for row in table.to_pylist()]

    return activity

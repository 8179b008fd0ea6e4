"""What is kept about a fleet's positions beside them: register, alarms and days, the engine's state.

``fleet.parquet``: the register, terminals by token. ``monitor/day=2026-03-01/``: what the positions of that day (UTC)
led to, written whole, with the stamp of the files that it was computed from; ``monitor/live``: the same of what is not
rolled yet. ``monitor/state-2026-03-01.npz``: the engine after that day. All of it can be computed again.
"""

import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from daoan.store.arrays import write_arrays
from daoan.store.safely import write_whole
from daoan.terms.errors import FileUnreadable
from daoan.terms.fleet_alarms import ALARM, DAY

LIVE = "live"
STATES_KEPT = 8
_TABLES = {"alarms": ALARM, "days": DAY}
FLEET = pa.schema(
    [
        pa.field("token", pa.string(), nullable=False),
        pa.field("kind", pa.uint8(), nullable=False),
        pa.field("company", pa.string(), nullable=False),
        pa.field("drivers", pa.uint8(), nullable=False),
        pa.field("exempt_night", pa.bool_(), nullable=False),
        pa.field("line_km", pa.float32()),
    ]
)
Rows = npt.NDArray[Any]


def keep_fleet(folder: Path, rows: pa.Table) -> None:
    """Keep a register in the place of the one before."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "fleet.parquet", lambda part: pq.write_table(rows.cast(FLEET), part))


def read_fleet_kept(folder: Path) -> pa.Table:
    """The register that is kept; empty where there is none. Raises :class:`FileUnreadable`."""
    path = folder / "fleet.parquet"
    try:
        return pq.read_table(path, schema=FLEET) if path.exists() else FLEET.empty_table()
    except (pa.ArrowException, OSError) as problem:
        raise FileUnreadable(f"{path} is no register of a fleet: read it in again 车辆台账已损坏") from problem


def stamp_of(day: Path) -> str:
    """What a day's positions were, by the names and sizes of their files."""
    return " ".join(f"{path.name}:{path.stat().st_size}" for path in sorted(day.glob("*.parquet")))


def keep_day(folder: Path, name: str, stamp: str, alarms: Rows, days: Rows) -> None:
    """Keep what a day led to, in the place of what was kept of it."""
    there = folder / "monitor" / name
    there.mkdir(parents=True, exist_ok=True)
    for table, rows in (("alarms", alarms), ("days", days)):
        columns = {column: rows[column] for column in rows.dtype.names or ()}
        made = pa.table(columns).replace_schema_metadata({"stamp": stamp})
        write_whole(there / f"{table}.parquet", partial(pq.write_table, made))


def find_stamp(folder: Path, name: str) -> str | None:
    """Of which files what is kept of a day was computed; ``None`` where nothing is kept."""
    try:
        told = pq.read_schema(folder / "monitor" / name / "days.parquet").metadata or {}
    except FileNotFoundError:
        return None
    return str(told.get(b"stamp", b"").decode())


def read_kept(folder: Path, table: str) -> Rows:
    """All rows of ``alarms`` or ``days``, oldest first."""
    parts = [np.empty(0, _TABLES[table])]
    for path in sorted((folder / "monitor").glob(f"day=*/{table}.parquet")):
        parts.append(_rows(path, _TABLES[table]))
    live = folder / "monitor" / LIVE / f"{table}.parquet"
    if live.exists():
        parts.append(_rows(live, _TABLES[table]))
    return np.concatenate(parts)


def _rows(path: Path, kind: np.dtype[Any]) -> Rows:
    found = pq.read_table(path)
    rows = np.empty(found.num_rows, kind)
    for name in kind.names or ():
        rows[name] = found[name].to_numpy()
    return rows


def forget_live(folder: Path) -> None:
    """Let go of what the live log led to."""
    shutil.rmtree(folder / "monitor" / LIVE, ignore_errors=True)


def keep_state(folder: Path, day: str, state: Mapping[str, Rows]) -> None:
    """Keep the engine's state after a day; states older than a week are let go."""
    (folder / "monitor").mkdir(parents=True, exist_ok=True)
    write_arrays(_state_path(folder, day), state)
    for old in sorted((folder / "monitor").glob("state-*.npz"))[:-STATES_KEPT]:
        old.unlink()


def find_state(folder: Path, day: str) -> dict[str, Rows] | None:
    """The engine's state after a day; ``None`` where it is not kept."""
    path = _state_path(folder, day)
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as kept:
            return dict(kept)
    except (ValueError, OSError) as problem:
        raise FileUnreadable(f"{path} is no state of this version; remove it to begin anew 状态文件已损坏") from problem


def _state_path(folder: Path, day: str) -> Path:
    return folder / "monitor" / f"state-{day}.npz"

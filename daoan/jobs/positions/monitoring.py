"""Day after day through the engine: each day once, again where positions came late, and what is not rolled yet apart.

A day is done when what is kept of it was computed from the files that lie there. Where a file was added since, the
engine goes back to its state before that day and on from there. The live log is seen by the engine last; that result is
made anew each time, stands apart, and no state is kept of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from daoan.store.fleet_files import (
    LIVE,
    find_stamp,
    find_state,
    forget_live,
    keep_day,
    keep_state,
    read_kept,
    stamp_of,
)
from daoan.store.framed_log import read_log
from daoan.store.positions_log import SCHEMA, from_bytes
from daoan.terms.errors import FileUnreadable
from daoan.terms.fleet_alarms import FleetFrame, PositionFrame, terminal_number
from daoan.terms.telematics import VehicleState
from daoan.warn.positions.engine import Engine, Surroundings, latest
from daoan.warn.positions.monitor import in_order
from daoan.warn.positions.state import FleetState

Rows = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Monitored:
    """What a run did. ``alarms``: of the days that were seen, each once; ``live``: whether the log was looked at."""

    days: tuple[str, ...]
    positions: int
    alarms: int
    live: bool


def monitor(
    folder: Path, around: Surroundings, now_ms: int, live: bool, tell: Callable[[str], object] = str
) -> Monitored:
    """See every day that is not done, oldest first, and the live log where that is asked for.

    Raises :class:`FileUnreadable` for a state of another version.
    """
    days = sorted(path.name.removeprefix("day=") for path in folder.glob("day=*"))
    first = next((k for k, day in enumerate(days) if not _is_done(folder, day)), len(days))
    engine, first = _begin(folder, around, days, first)
    positions = alarms = 0
    for day in days[first:]:
        tell(day)
        frame = frame_of(
            [pq.read_table(path, schema=SCHEMA) for path in sorted((folder / f"day={day}").glob("*.parquet"))]
        )
        stamp = stamp_of(folder / f"day={day}")
        positions, alarms = positions + len(frame), alarms + _see(folder, f"day={day}", stamp, engine, frame, None)
        keep_state(folder, day, engine.state.kept())
    forget_live(folder)
    if live:
        frame = frame_of([from_bytes(content) for content in read_log(folder / "log")])
        positions, alarms = positions + len(frame), alarms + _see(folder, LIVE, "", engine, frame, now_ms)
    return Monitored(tuple(days[first:]), positions, alarms, live)


def read_alarms(folder: Path) -> Rows:
    """Every alarm once, as it was told last, oldest first."""
    return latest(read_kept(folder, "alarms"))


def read_days(folder: Path) -> Rows:
    """Each terminal's days, each once, as they were told last; by day and terminal."""
    rows = read_kept(folder, "days")
    order = np.lexsort((np.arange(len(rows)), rows["terminal"], rows["day"]))
    rows = rows[order]
    again = (rows["terminal"][1:] == rows["terminal"][:-1]) & (rows["day"][1:] == rows["day"][:-1])
    kept: Rows = rows[np.append(~again, True)] if len(rows) else rows
    return kept


def read_track(folder: Path, token: str, from_ms: int, until_ms: int) -> PositionFrame:
    """A terminal's positions from a moment to a moment (milliseconds), in order, each once: an alarm's evidence."""
    begin, end = (np.datetime64(ms, "ms") for ms in (from_ms, until_ms))
    days = [str(day) for day in np.arange(begin.astype("M8[D]"), end.astype("M8[D]") + 1)]
    paths = [path for day in days for path in sorted((folder / f"day={day}").glob("*.parquet"))]
    tables = [pq.read_table(path, schema=SCHEMA, filters=[("terminal", "=", token)]) for path in paths]
    if (folder / "log").exists():
        fresh = (from_bytes(content) for content in read_log(folder / "log"))
        tables += [table.filter(pc.equal(table["terminal"], token)) for table in fresh]
    frame = in_order(frame_of(tables))
    return frame.take((frame.happened_ms >= from_ms) & (frame.happened_ms <= until_ms))


def frame_of(tables: Sequence[pa.Table]) -> PositionFrame:
    """Kept positions as the engine reads them."""
    table = pa.concat_tables([SCHEMA.empty_table(), *tables])
    terminals = pc.dictionary_encode(table["terminal"]).combine_chunks()
    numbers = np.array([terminal_number(token) for token in terminals.dictionary.to_pylist()], np.int64)
    located = pc.match_substring_regex(table["status"], rf"(^| ){VehicleState.LOCATED.value}( |$)")
    return PositionFrame(
        terminal=numbers[terminals.indices.to_numpy()] if len(numbers) else np.empty(0, np.int64),
        happened_ms=_ms(table["happened_at"]),
        known_ms=_ms(table["known_at"]),
        lon=table["lon"].to_numpy(),
        lat=table["lat"].to_numpy(),
        speed_kmh=np.asarray(table["speed_kmh"].to_numpy(), np.float32),
        direction_deg=pc.fill_null(table["direction_deg"], -1).to_numpy(),
        located=np.asarray(located.to_numpy(), np.bool_),
    )


def fleet_frame(fleet: pa.Table) -> tuple[FleetFrame, tuple[str, ...]]:
    """The kept register as the engine reads it, and the companies that its rows name."""
    companies = pc.dictionary_encode(fleet["company"]).combine_chunks()
    named: tuple[str, ...] = tuple(companies.dictionary.to_pylist())
    frame = FleetFrame(
        terminal=np.array([terminal_number(token) for token in fleet["token"].to_pylist()], np.int64),
        kind=fleet["kind"].to_numpy(),
        company=np.asarray(companies.indices.to_numpy(), np.int32),
        drivers=fleet["drivers"].to_numpy(),
        exempt_night=np.asarray(fleet["exempt_night"].to_numpy(), np.bool_),
        line_km=np.asarray(fleet["line_km"].to_numpy(), np.float32),
    )
    return frame, named


def _begin(folder: Path, around: Surroundings, days: Sequence[str], first: int) -> tuple[Engine, int]:
    """The engine as it stood before a day; where that is not kept any more, from the beginning."""
    engine = Engine(around)
    if first == 0:
        return engine, 0
    kept = find_state(folder, days[first - 1])
    if kept is None:
        return engine, 0
    try:
        engine.state = FleetState.of(kept)
    except (KeyError, ValueError) as problem:
        raise FileUnreadable(
            f"the state after {days[first - 1]} is of another version; remove {folder / 'monitor'} "
            "状态版本不符，请删除后重算"
        ) from problem
    engine.look_around(around)
    return engine, first


def _is_done(folder: Path, day: str) -> bool:
    return find_stamp(folder, f"day={day}") == stamp_of(folder / f"day={day}")


def _see(folder: Path, name: str, stamp: str, engine: Engine, frame: PositionFrame, now_ms: int | None) -> int:
    """Let the engine see positions and keep what they led to; how many alarms. ``now_ms``: else, when the last came."""
    seen = engine.see(in_order(frame))
    until = int(frame.happened_ms.max(initial=0)) if now_ms is None else now_ms
    alarms = latest(np.concatenate([seen.alarms, engine.silent(until)]))
    keep_day(folder, name, stamp, alarms, np.concatenate([seen.days, engine.open_days()]))
    return len(alarms)


def _ms(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    found: npt.NDArray[np.int64] = column.to_numpy().astype("M8[ms]").astype(np.int64)
    return found

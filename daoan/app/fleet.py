"""Monitoring of fleet positions, wired: the register from a file, the engine over a workspace's positions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from daoan.app.clocks import workroom_of
from daoan.app.subject_key import subject_key
from daoan.app.terminals import positions_folder
from daoan.app.workspace import Workspace
from daoan.edge.files import read_bytes
from daoan.edge.tokens import subject_token
from daoan.jobs.positions.fleet import FleetTables, TrackedAlarm, kind_named, span_of_days
from daoan.jobs.positions.monitoring import Monitored, fleet_frame, monitor, read_track
from daoan.jobs.positions.rates import CompanyRates
from daoan.jobs.positions.taking_up import Alarm, TakenUp, take_up, withdrawn_alarms
from daoan.jobs.turn import NETWORK
from daoan.sense.feeds.fleet_register import FleetRow, WrongRow, read_fleet
from daoan.store.fleet_files import FLEET, keep_fleet, read_fleet_kept
from daoan.terms.errors import NotFound
from daoan.terms.fleet_alarms import FleetAlarm, PositionFrame
from daoan.terms.times import shifts_of
from daoan.warn.positions.engine import Surroundings
from daoan.warn.positions.ground import facts_of, ground_of
from daoan.warn.positions.rules import read_rules

PACK = "positions"
ZONE_DAYS = 400


@dataclass(frozen=True, slots=True)
class FleetImported:
    """What came of a register's file; nothing was kept where a row is wrong."""

    vehicles: int
    companies: int
    wrong: tuple[WrongRow, ...]


def import_fleet(workspace: Workspace, file: Path) -> FleetImported:
    """Keep a register of vehicles with terminals in the place of the one before, or tell what is wrong with it."""
    return take_fleet(workspace, read_bytes(file), file.name)


def take_fleet(workspace: Workspace, data: bytes, name: str) -> FleetImported:
    """The same of a file's content."""
    rows, wrong = read_fleet(data, name)
    if not wrong:
        key = subject_key(workspace)
        columns = [(_token(key, r), int(r.kind), r.company, r.drivers, r.exempt_night, r.line_km) for r in rows]
        named = dict(zip(FLEET.names, zip(*columns, strict=True), strict=True)) if rows else {}
        keep_fleet(positions_folder(workspace), pa.table(named, schema=FLEET) if named else FLEET.empty_table())
    return FleetImported(len(rows), len({r.company for r in rows}), wrong)


def monitor_positions(workspace: Workspace, live: bool, tell: Callable[[str], object] = str) -> Monitored:
    """See the days that are not done, and the live log if asked for. Raises :class:`NotFound` without roads."""
    network_id = workspace.store.find_setting(NETWORK)
    if not isinstance(network_id, str):
        raise NotFound("this workspace has no roads yet: read them in with `daoan city import` 尚未导入路网")
    pack, folder = workspace.packs[PACK], positions_folder(workspace)
    fleet, _ = fleet_frame(read_fleet_kept(folder))
    now = workspace.now.astimezone(UTC)
    from_ms, shift_ms = shifts_of(workspace.city.zone, now - timedelta(days=ZONE_DAYS), now + timedelta(days=1))
    ground = ground_of(workspace.store.get_network(network_id), pack, (np.array(from_ms), np.array(shift_ms)))
    around = Surroundings(ground, facts_of(fleet, pack), read_rules(pack))
    return monitor(folder, around, int(now.timestamp() * 1000), live, tell)


def list_alarms(
    workspace: Workspace, *, day: date | None = None, kind: str | None = None, company: str | None = None
) -> list[dict[str, Any]]:
    """Alarms, the latest first, by token of the terminal. Raises :class:`InputError` for a kind that is none."""
    wanted = None if kind is None else kind_named(kind)
    fallen = withdrawn_alarms(workroom_of(workspace))
    return [
        {**_row(alarm), "withdrawn": alarm.alarm_id in fallen}
        for alarm in tables_of(workspace).alarms()
        if day in (None, alarm.local_day) and wanted in (None, alarm.kind) and company in (None, alarm.company)
    ]


def tables_of(workspace: Workspace) -> FleetTables:
    """What is kept beside the positions of a workspace."""
    return FleetTables(positions_folder(workspace), workspace.city.zone)


def take_up_alarms(workspace: Workspace, at: datetime | None = None) -> TakenUp:
    """Make matters of alarms that are over and that the pack names; those of terminals in no register wait for one.

    ``at``: as at an earlier moment.
    """
    now = at or workspace.now
    network_id = workspace.store.find_setting(NETWORK)
    area = workspace.store.get_network(network_id).area if isinstance(network_id, str) else None
    alarms = [
        Alarm(
            row["alarm_id"], FleetAlarm[row["kind"].upper()], row["terminal"], row["company"], row["from"],
            row["until"], row["value"], row["limit"], row["lon"], row["lat"],
            area[row["segment"]] if area is not None and row["segment"] >= 0 else None,
        )
        for row in list_alarms(workspace)
        if row["terminal"] and not row["goes_on"] and not row["withdrawn"] and row["until"] <= now
    ]  # fmt: skip
    return take_up(workroom_of(workspace), alarms, workspace.packs[PACK], now)


def alarm_track(workspace: Workspace, alarm_id: str, around_s: int = 60) -> tuple[dict[str, Any], PositionFrame]:
    """An alarm and the slice of the track that is its evidence, a minute around it. Raises :class:`NotFound`."""
    row = next((one for one in list_alarms(workspace) if one["alarm_id"] == alarm_id), None)
    if row is None:
        raise NotFound(f"no alarm {alarm_id!r:.40} 无此报警")
    token = row["terminal"]
    if not token:
        raise NotFound("the terminal of this alarm is in no register: import it first 终端不在台账中，请先导入台账")
    begin, end = (int(row[name].timestamp() * 1000) for name in ("from", "until"))
    return row, read_track(positions_folder(workspace), token, begin - around_s * 1000, end + around_s * 1000)


def rates(workspace: Workspace, first: date, last: date) -> tuple[CompanyRates, ...]:
    """Rates of each company over some days, both ends included; alarms that were withdrawn do not count."""
    jumps = int(workspace.packs[PACK].get("valid.jumps"))
    without = withdrawn_alarms(workroom_of(workspace))
    return tables_of(workspace).rates(span_of_days(first, last), jumps, without, workspace.now.astimezone(UTC))


def _row(alarm: TrackedAlarm) -> dict[str, Any]:
    return {
        "alarm_id": alarm.alarm_id,
        "kind": alarm.kind.name.lower(),
        "name": alarm.name,
        "terminal": alarm.terminal,
        "company": alarm.company,
        "from": alarm.begins_at,
        "until": alarm.ends_at,
        "goes_on": alarm.goes_on,
        "value": alarm.value,
        "limit": alarm.limit,
        "unit": alarm.unit,
        "lon": alarm.lon,
        "lat": alarm.lat,
        "segment": alarm.segment,
        "notes": list(alarm.notes),
    }


def _token(key: bytes, row: FleetRow) -> str:
    return subject_token(key, "plate" if row.by_plate else "terminal", row.number)

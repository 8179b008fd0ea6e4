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
from daoan.jobs.positions.monitoring import Monitored, fleet_frame, monitor, read_alarms, read_days, read_track
from daoan.jobs.positions.rates import CompanyRates, company_rates
from daoan.jobs.positions.taking_up import Alarm, TakenUp, take_up, withdrawn_alarms
from daoan.jobs.turn import NETWORK
from daoan.sense.feeds.fleet_register import FleetRow, WrongRow, read_fleet
from daoan.store.fleet_files import FLEET, keep_fleet, read_fleet_kept
from daoan.terms.errors import InputError, NotFound
from daoan.terms.fleet_alarms import (
    FLEET_ALARM_NAMES,
    FLEET_ALARM_UNITS,
    LONG_LINE,
    SECOND_DRIVER,
    FleetAlarm,
    PositionFrame,
    alarm_ids,
)
from daoan.terms.times import shifts_of
from daoan.warn.positions.engine import Surroundings
from daoan.warn.positions.ground import facts_of, ground_of
from daoan.warn.positions.rules import read_rules

PACK = "positions"
ZONE_DAYS = 400
_EPOCH = date(1970, 1, 1)
_NOTES = ((LONG_LINE, "long_line"), (SECOND_DRIVER, "second_driver"))


@dataclass(frozen=True, slots=True)
class FleetImported:
    """What came of a register's file; nothing was kept where a row is wrong."""

    vehicles: int
    companies: int
    wrong: tuple[WrongRow, ...]


def import_fleet(workspace: Workspace, file: Path) -> FleetImported:
    """Keep a register of vehicles with terminals in the place of the one before, or tell what is wrong with it."""
    rows, wrong = read_fleet(read_bytes(file), file.name)
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
    if kind is not None and kind.upper() not in FleetAlarm.__members__:
        raise InputError(
            f"there is no alarm {kind!r:.40}: {', '.join(k.name.lower() for k in FleetAlarm)} 无此报警类型"
        )
    folder = positions_folder(workspace)
    fleet = read_fleet_kept(folder)
    frame, companies = fleet_frame(fleet)
    tokens = dict(zip(frame.terminal.tolist(), fleet["token"].to_pylist(), strict=True))
    of = {t: companies[c] for t, c in zip(frame.terminal.tolist(), frame.company.tolist(), strict=True)}
    alarms = read_alarms(folder)[::-1]
    if day is not None:
        begin = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000) - _offset_ms(workspace)
        alarms = alarms[(alarms["from_ms"] >= begin) & (alarms["from_ms"] < begin + 86_400_000)]
    if kind is not None:
        alarms = alarms[alarms["kind"] == FleetAlarm[kind.upper()]]
    rows = [_told(alarm, alarm_id, tokens, of) for alarm, alarm_id in zip(alarms, alarm_ids(alarms), strict=True)]
    fallen = withdrawn_alarms(workroom_of(workspace))
    rows = [{**row, "withdrawn": row["alarm_id"] in fallen} for row in rows]
    return [row for row in rows if company is None or row["company"] == company]


def take_up_alarms(workspace: Workspace) -> TakenUp:
    """Make matters of alarms that are over and that the pack names; those of terminals in no register wait for one."""
    network_id = workspace.store.find_setting(NETWORK)
    area = workspace.store.get_network(network_id).area if isinstance(network_id, str) else None
    alarms = [
        Alarm(
            row["alarm_id"], FleetAlarm[row["kind"].upper()], row["terminal"], row["company"], row["from"],
            row["until"], row["value"], row["limit"], row["lon"], row["lat"],
            area[row["segment"]] if area is not None and row["segment"] >= 0 else None,
        )
        for row in list_alarms(workspace)
        if row["terminal"] and not row["goes_on"] and not row["withdrawn"]
    ]  # fmt: skip
    return take_up(workroom_of(workspace), alarms, workspace.packs[PACK], workspace.now)


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
    folder = positions_folder(workspace)
    fleet, companies = fleet_frame(read_fleet_kept(folder))
    span = range((first - _EPOCH).days, (last - _EPOCH).days + 1)
    jumps = int(workspace.packs[PACK].get("valid.jumps"))
    alarms, fallen = read_alarms(folder), withdrawn_alarms(workroom_of(workspace))
    alarms = alarms[[f"{alarm_id:016x}" not in fallen for alarm_id in alarm_ids(alarms).tolist()]]
    return company_rates(read_days(folder), alarms, fleet, companies, span, jumps, _offset_ms(workspace))


def _told(alarm: Any, alarm_id: int, tokens: dict[int, str], companies: dict[int, str]) -> dict[str, Any]:
    kind, terminal = FleetAlarm(int(alarm["kind"])), int(alarm["terminal"])
    return {
        "alarm_id": f"{int(alarm_id):016x}",
        "kind": kind.name.lower(),
        "name": FLEET_ALARM_NAMES[kind],
        "terminal": tokens.get(terminal, ""),
        "company": companies.get(terminal, ""),
        "from": _moment(alarm["from_ms"]),
        "until": _moment(alarm["until_ms"]),
        "goes_on": not alarm["final"],
        "value": round(float(alarm["value"]), 2),
        "limit": round(float(alarm["limit"]), 2),
        "unit": FLEET_ALARM_UNITS[kind],
        "lon": float(alarm["lon"]),
        "lat": float(alarm["lat"]),
        "segment": int(alarm["segment"]),
        "notes": [name for bit, name in _NOTES if alarm["note"] & bit],
    }


def _token(key: bytes, row: FleetRow) -> str:
    return subject_token(key, "plate" if row.by_plate else "terminal", row.number)


def _moment(ms: Any) -> datetime:
    return datetime.fromtimestamp(int(ms) / 1000, UTC)


def _offset_ms(workspace: Workspace) -> int:
    now = workspace.now.astimezone(UTC)
    return shifts_of(workspace.city.zone, now, now)[1][0]

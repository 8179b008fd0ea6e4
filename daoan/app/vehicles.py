"""The register of vehicles: read in from a file, kept beside the store, and what it tells the watch list."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from daoan.act.watches.catalogue import read_catalogue
from daoan.act.watches.curing import cures_in, plate_of
from daoan.act.watches.watch import IN_FORCE
from daoan.api.accounts import TERMINAL
from daoan.app.clocks import workroom_of
from daoan.app.passes import PACK, passes_folder
from daoan.app.progress import Tell, silent
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.config import Config
from daoan.edge.clock import WallClock
from daoan.edge.files import write_bytes
from daoan.jobs.watch_filing import WatchBook, propose_watches
from daoan.jobs.watching import cure_watches, entries_in
from daoan.sense.passes.vehicle_codes import vehicle_codes
from daoan.sense.passes.vehicle_table import RowTold, VehiclePart, gather_vehicles, read_vehicle_rows, write_vehicles
from daoan.store.vehicles import VehicleReading, find_reading, keep_vehicles, read_vehicles
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.estimates import Text
from daoan.terms.passes import NOT_RECORDED, PassClass, PlateState, VehicleFrame
from daoan.terms.records.audited import AuditNote
from daoan.terms.times import utc_to_local
from daoan.terms.units import UnitKind, UnitTree

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class VehiclesTold:
    """What one reading told the watch list. ``ended``: entries whose cause is gone; ``proposed``: filings that wait for
    review by ``unit``, which is empty where there is no unit that they could be filed for."""

    ended: int
    proposed: int
    unit: str


@dataclass(frozen=True, slots=True)
class VehiclesImported:
    """What came of a file. ``refused``: rows by code; ``flagged``: cells by column; ``before``: vehicles kept until
    now; ``watches``: ``None`` where the watch list was not to be told."""

    reading: VehicleReading
    rows_read: int
    repeated: int
    refused: Mapping[str, int]
    flagged: Mapping[str, int]
    shown: tuple[RowTold, ...]
    before: int
    watches: VehiclesTold | None


@dataclass(frozen=True, slots=True)
class VehiclesKept:
    """The register that is kept: how many vehicles it has by class, by state, and of which something is to be told."""

    reading: VehicleReading | None
    by_class: Mapping[str, int]
    by_state: Mapping[str, int]
    inspection_overdue: int
    scrapping_overdue: int
    not_counted: int  # vehicles whose violations the register does not count


def vehicles_folder(config: Config) -> Path:
    """Where the register of a workspace lies."""
    return passes_folder(config) / "vehicles"


def import_vehicles(
    workspace: Workspace,
    path: Path,
    *,
    as_of: datetime | None = None,
    unit: str | None = None,
    names: Mapping[str, str] | None = None,
    smaller: bool = False,
    watches: bool = True,
    tell: Tell = silent,
) -> VehiclesImported:
    """Read a register in, keep it in the place of the one before, and tell the watch list what it says.

    ``as_of``: the moment whose state the file tells, UTC; now where none is given. ``unit``: that proposals are filed
    for; the city's own where none is given. ``smaller``: it may have far fewer vehicles than the one before.
    ``watches``: whether the watch list is told.

    Raises as :func:`read_vehicle_rows`, and :class:`InputError` where nothing can be used, where far fewer vehicles are
    left than the rule pack allows, where ``as_of`` is to come, or for a unit that there is not; then nothing changes.
    """
    now = workspace.now
    at = as_of or now
    if at > now:
        raise InputError("the register cannot tell of a moment to come 登记信息的截止时间不能晚于当前时间")
    filed_for = _unit_of(workroom_of(workspace).units(), unit)
    pack, folder = workspace.packs[PACK], vehicles_folder(workspace.config)
    table = gather_vehicles(_parts_of(workspace, path, names or {}, tell))
    before = find_reading(folder)
    had = before.vehicles if before else 0
    least = 1 if smaller else max(1, round(had * float(pack.get("register.least_share"))))
    if len(table.vehicles) < least:
        raise InputError(
            f"{path.name}: {len(table.vehicles):,} vehicles can be used, {had:,} are kept; nothing was changed. Where "
            "the register did shrink, add --smaller 可用车辆过少，未作更改；如登记车辆确已减少，请加 --smaller"
        )
    tell(Text("keeping the register", "保存登记表"))
    reading = keep_vehicles(folder, table.vehicles, read_at=now, as_of=at, file=path.name, sha256=_sha256_of(path))
    note = AuditNote(
        WallClock().now(), TERMINAL.person_id, TERMINAL.unit_id, "vehicles.import",
        detail=f"{reading.vehicles} vehicles, {reading.content[:12]}",
    )  # fmt: skip
    workspace.store.append_audit(note)
    told = tell_watches(workspace, table.vehicles, reading, filed_for, tell) if watches else None
    return VehiclesImported(
        reading=reading,
        rows_read=table.rows_read,
        repeated=table.repeated,
        refused=dict(table.refused),
        flagged={name: rows for name, rows in table.flagged.items() if rows},
        shown=tuple(table.shown),
        before=had,
        watches=told,
    )


def tell_watches(
    workspace: Workspace, vehicles: VehicleFrame, reading: VehicleReading, unit: str, tell: Tell = silent
) -> VehiclesTold:
    """End entries whose cause the register says is gone, then file what it calls for; both by the rule pack.

    ``unit``: that is filed for; empty: nothing is filed.
    """
    room, catalogue = workroom_of(workspace), read_catalogue(workspace.packs["watches"])
    tell(Text("telling the watch list", "更新布控"))
    watched = np.array([plate_of(entry) for entry in entries_in(room, IN_FORCE)], np.int64)
    concerned = vehicles.take(np.isin(vehicles.plate, watched))
    today = (utc_to_local(reading.as_of, room.zone).date() - _EPOCH).days
    record = f"register {utc_to_local(reading.as_of, room.zone):%Y-%m-%d %H:%M}"
    ended = cure_watches(room, catalogue, cures_in(concerned, today, reading.as_of, record), workspace.now)
    made: tuple[str, ...] = ()
    if unit:
        book = WatchBook(room, catalogue, workspace.packs["lookups"], subject_key(workspace))
        made = propose_watches(book, vehicles, unit, workspace.now)
    return VehiclesTold(len(ended), len(made), unit)


def registered_vehicles(workspace: Workspace) -> VehicleFrame:
    """The register of a workspace; an empty one where none was read in."""
    return read_vehicles(vehicles_folder(workspace.config))


def kept_vehicles(workspace: Workspace) -> VehiclesKept:
    """What is kept, in numbers."""
    folder = vehicles_folder(workspace.config)
    vehicles, reading = read_vehicles(folder), find_reading(folder)
    today = (utc_to_local(workspace.now, workspace.city.zone).date() - _EPOCH).days
    kinds, states = Counter(vehicles.kind.tolist()), Counter(vehicles.state.tolist())
    names = {int(kind): kind.name.lower() for kind in PassClass} | {NOT_RECORDED: "not_recorded"}
    return VehiclesKept(
        reading=reading,
        by_class={names[kind]: kinds[kind] for kind in names if kinds[kind]},
        by_state={state.name.lower(): states[state] for state in PlateState if states[state]},
        inspection_overdue=int((vehicles.inspect_by < today).sum()),
        scrapping_overdue=int((vehicles.scrap_by < today).sum()),
        not_counted=int((vehicles.unprocessed < 0).sum()),
    )


def write_register(vehicles: VehicleFrame, path: Path) -> None:
    """Write a register as a file that :func:`import_vehicles` reads: of a model town, or to hand on."""
    write_bytes(path, write_vehicles(vehicles))


def _parts_of(workspace: Workspace, path: Path, names: Mapping[str, str], tell: Tell) -> Iterator[VehiclePart]:
    codes = vehicle_codes(workspace.packs[PACK])
    what = Text(f"reading {path.name}", f"读取 {path.name}")
    try:
        size = path.stat().st_size
        with path.open("rb") as source:
            for part in read_vehicle_rows(source, path.suffix, codes, workspace.city.zone, names):
                yield part
                tell(what, min(source.tell(), size), size)
    except OSError as problem:
        raise FileUnreadable(f"{path}: {problem.strerror}") from problem


def _sha256_of(path: Path) -> str:
    try:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except OSError as problem:
        raise FileUnreadable(f"{path}: {problem.strerror}") from problem


def _unit_of(units: UnitTree, wanted: str | None) -> str:
    """The unit that proposals are filed for: the named one, or the topmost of the traffic police; empty: there is none.

    Raises :class:`InputError` for one that there is not.
    """
    if wanted is not None:
        if wanted not in units:
            raise InputError(f"there is no unit {wanted!r}; see daoan people units 单位不存在")
        return wanted
    return next((unit.unit_id for unit in units.units.values() if unit.kind is UnitKind.CITY), "")

"""Operations, disorder points and measure packs from the terminal: how they stand, and daily tables onto disk."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from daoan.act.operations.daily import Group, Rate, Ratio
from daoan.act.operations.disorder import Standing, standings
from daoan.act.operations.measures import progress_of
from daoan.act.operations.operation import DAYS, TYPES, type_of
from daoan.app.clocks import workroom_of
from daoan.app.keepers import topmost
from daoan.app.workspace import Workspace
from daoan.edge.files import write_bytes
from daoan.jobs.disorder import points_of
from daoan.jobs.measure_packs import packs_seen
from daoan.jobs.operation_tables import cells_of, columns_of, workbook_of
from daoan.jobs.operations import operation_seen, operations_seen, tables_of
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError
from daoan.terms.estimates import Share, Text
from daoan.terms.records.people import Actor
from daoan.terms.spreadsheets import inert


@dataclass(frozen=True, slots=True)
class OperationLine:
    """An operation in the list."""

    matter_id: str
    title: str
    type: Text
    state: str
    begins_on: str
    finish_by: str
    tables: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class PackLine:
    """A measure pack at work."""

    matter_id: str
    title: str
    state: str
    items: Share
    units: Share
    overdue: int


@dataclass(frozen=True, slots=True)
class Board:
    """How all of it stands."""

    operations: tuple[OperationLine, ...]
    packs: tuple[PackLine, ...]
    disorder: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One operation with its daily tables added up."""

    operation: OperationLine
    whole: Group
    by_unit: tuple[Group, ...]
    ratios: tuple[Ratio, ...]
    rates: tuple[Rate, ...]


def board_of(workspace: Workspace) -> Board:
    """How operations, packs and disorder points stand, for the whole city."""
    room, now = workroom_of(workspace), workspace.now
    by = topmost(room)
    packs = []
    for matter, family in packs_seen(room, by):
        found = progress_of(matter, family, now)
        items = Share(sum(m.items.part for m in found), sum(m.items.whole for m in found))
        units = Share(sum(m.units.part for m in found), sum(m.units.whole for m in found))
        overdue = sum(m.overdue for m in found)
        packs.append(PackLine(matter.matter_id, matter.title, matter.state, items, units, overdue))
    points = points_of(room, by, now)
    lines = tuple(_line(room, by, m.matter_id) for m in operations_seen(room, by))
    return Board(lines, tuple(packs), standings(points.entries, points.matters, "unit", now))


def show_operation(workspace: Workspace, matter_id: str) -> Shown:
    """One operation. Raises :class:`~daoan.terms.errors.NotFound`."""
    room = workroom_of(workspace)
    by = topmost(room)
    operation, _ = operation_seen(room, by, matter_id)
    tables = tables_of(room, by, operation)
    return Shown(_line(room, by, matter_id), tables.whole, tables.by_unit, tables.ratios, tables.rates)


def tables_to_file(workspace: Workspace, matter_id: str, to: Path | None) -> Path:
    """Write an operation's daily tables, .csv or .xlsx. Without ``to`` they go into the workspace's ``exports``."""
    room = workroom_of(workspace)
    by = topmost(room)
    operation, _ = operation_seen(room, by, matter_id)
    path = to or workspace.config.workspace / "exports" / f"{matter_id}.xlsx"
    if path.suffix not in (".csv", ".xlsx"):
        raise InputError(f"{path.name}: daily tables are written as .csv or .xlsx")
    register = room.registers[DAYS]
    mark, rows = "simulated 模拟" if workspace.city.simulated else "", tables_of(room, by, operation).rows
    if path.suffix == ".xlsx":
        content = workbook_of(rows, register, mark)
    else:
        columns, last, text = columns_of(register), [mark] if mark else [], io.StringIO()
        writer = csv.writer(text)
        writer.writerow([f.name for f in columns] + (["simulated"] if mark else []))
        for row in rows:
            cells = [*cells_of(row, columns), *last]
            writer.writerow(["" if c is None else inert(c) if isinstance(c, str) else c for c in cells])
        content = ("\ufeff" + text.getvalue()).encode()
    write_bytes(path, content)
    return path


def _line(room: Workroom, by: Actor, matter_id: str) -> OperationLine:
    operation, _ = operation_seen(room, by, matter_id)
    tables = tables_of(room, by, operation)
    told = operation.values
    return OperationLine(
        matter_id, operation.title, TYPES[type_of(operation)], operation.state, str(told.get("begins_on", "")),
        str(told.get("finish_by", "")), len(tables.rows), tables.rates[-1],
    )  # fmt: skip

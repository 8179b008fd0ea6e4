"""``/operations``: operations from plan to evaluation, their daily tables, and the four relations."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response

from daoan.act.operations.catalogue import ViolationSet, read_sets
from daoan.act.operations.daily import rates_of
from daoan.act.operations.drawing import Candidate
from daoan.act.operations.measures import MEASURE
from daoan.act.operations.operation import DAYS, OPERATION, TYPES, type_of
from daoan.act.operations.relations import Relation, relations_of
from daoan.act.workflow.engine import can_do
from daoan.act.workflow.table import Refused
from daoan.api.answers import SIMULATED, csv_table, json_of
from daoan.api.asking import IdempotencyKey
from daoan.api.guard import Acting, needs
from daoan.api.operation_shapes import Board, DayTable, Drawing, OperationDetail, OperationLine, Seen
from daoan.api.problems import PROBLEMS, problem
from daoan.api.registers import entry_line, told_wrong
from daoan.api.work_acts import refusal
from daoan.api.work_shapes import Possible
from daoan.api.work_views import line_of, names_in
from daoan.api.workdesk import WorkDesk
from daoan.edge.documents.xlsx import Cell
from daoan.edge.uploads import SHEET
from daoan.jobs.disorder import points_of
from daoan.jobs.measure_packs import packs_seen
from daoan.jobs.operation_tables import cells_of, columns_of, workbook_of
from daoan.jobs.operations import (
    WRITABLE,
    areas_of,
    candidates_of,
    deploy,
    draw,
    held_of,
    operation_seen,
    operations_seen,
    tables_of,
    write_table,
)
from daoan.jobs.registers import all_entries, register_of
from daoan.learn.operations import Evaluation, evaluate
from daoan.terms.estimates import Share
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.spreadsheets import inert

_SIGNED = frozenset({"signed", "passed_down", "fed_back", "first_passed", "done"})
_FED_BACK = frozenset({"fed_back", "first_passed", "done"})


def operation_routes(work: WorkDesk) -> APIRouter:
    """Routes of operations."""
    router = APIRouter(prefix="/operations", tags=["operations"], responses=PROBLEMS)

    @router.get("", response_model=Board, summary="Operations, latest first, and the four relations")
    def get_board(actor: Acting) -> Response:
        now, room = work.clock.now(), work.room
        seen = operations_seen(room, actor)
        tables = _tables(work, actor)
        lines = tuple(_line(work, actor, m, tables.get(m.matter_id, ()), now) for m in seen)
        sets = tuple(read_sets(work.desk.packs["violation-sets"]).values())
        relations = _relations(work, actor, seen, [t for rows in tables.values() for t in rows])
        return json_of(Board(lines, dict(TYPES), sets, relations, Permission.ISSUE in actor.permissions))

    @router.get("/{matter_id}", response_model=OperationDetail, summary="An operation with its daily tables, added up")
    def get_operation(matter_id: str, actor: Acting) -> Response:
        return json_of(_detail(work, actor, matter_id))

    @router.get(
        "/{matter_id}/tables.{kind}",
        response_class=Response,
        summary="Its daily tables, a row a unit and day, CSV or xlsx",
    )
    def get_tables(matter_id: str, kind: Annotated[str, Path(pattern="^(csv|xlsx)$")], actor: Acting) -> Response:
        operation, _ = operation_seen(work.room, actor, matter_id)
        register, rows = register_of(work.room, DAYS), tables_of(work.room, actor, operation).rows
        note = AuditNote(work.clock.now(), actor.person_id, actor.unit_id, "export.operation", matter_id, detail=kind)
        work.room.store.append_audit(note)
        simulated = work.desk.city.simulated
        name = f"{'simulated-' if simulated else ''}operation-{matter_id}"
        mark = SIMULATED if simulated else ""
        if kind == "csv":
            columns = columns_of(register)
            names = [f.name for f in columns]
            told = [dict(zip(names, map(_cell, cells_of(r, columns)), strict=True)) | {"simulated": mark} for r in rows]
            return csv_table([*names, "simulated"], told, name)
        disposition = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
        return Response(workbook_of(rows, register, mark), media_type=SHEET, headers=disposition)

    @router.post(
        "/{matter_id}/draw",
        response_model=OperationDetail,
        summary="Draw its sites by chance, more where the risk is greater",
        dependencies=[needs(Permission.ISSUE)],
    )
    def post_draw(matter_id: str, body: Drawing, actor: Acting) -> Response:
        operation, _ = operation_seen(work.room, actor, matter_id)
        candidates, source = _candidates(work, operation, body)
        seed = body.seed or secrets.token_hex(16)
        now = work.clock.now()
        outcome = draw(work.room, actor, (matter_id, body.version), candidates, body.sites, seed, source, now)
        return refusal(outcome) if isinstance(outcome, Refused) else json_of(_detail(work, actor, matter_id))

    @router.post(
        "/{matter_id}/deploy",
        response_model=OperationDetail,
        summary="Deploy it: the order goes to its units",
        dependencies=[needs(Permission.ISSUE)],
    )
    def post_deploy(matter_id: str, body: Seen, actor: Acting, idempotency_key: IdempotencyKey = None) -> Response:
        outcome = deploy(work.room, actor, matter_id, body.version, work.clock.now(), idempotency_key)
        return refusal(outcome) if isinstance(outcome, Refused) else json_of(_detail(work, actor, matter_id))

    @router.post(
        "/{matter_id}/tables",
        response_model=OperationDetail,
        summary="Write or correct a unit's table of a day; sums are checked",
        dependencies=[needs(Permission.WORK)],
    )
    def post_table(matter_id: str, body: DayTable, actor: Acting) -> Response:
        operation, _ = operation_seen(work.room, actor, matter_id)
        kept = (body.entry_id, body.version) if body.entry_id else None
        outcome = write_table(work.room, actor, operation, body.values, kept, work.clock.now())
        if isinstance(outcome, Refused):
            return refusal(outcome)
        if not isinstance(outcome, Entry):
            return problem(422, "wrong-fields", "some fields cannot be kept 部分字段有误", wrong=told_wrong(outcome))
        return json_of(_detail(work, actor, matter_id))

    return router


def _tables(work: WorkDesk, actor: Actor) -> Mapping[str, list[Entry]]:
    """Daily tables that somebody may read, by operation."""
    found: dict[str, list[Entry]] = {}
    for entry in all_entries(work.room, actor, register_of(work.room, DAYS), text="", ended=False):
        found.setdefault(str(entry.values.get("operation", "")), []).append(entry)
    return found


def _line(work: WorkDesk, actor: Actor, matter: Matter, tables: Sequence[Entry], now: datetime) -> OperationLine:
    room = work.room
    code = type_of(matter)
    return OperationLine(
        operation=line_of(matter, room.workflows, room.units(), now, work.eyes(actor)),
        type=code,
        type_name=TYPES[code],
        tables=len(tables),
        units=len({t.values.get("unit") for t in tables}),
        rate=rates_of(tables)[-1],
    )


def _relations(
    work: WorkDesk, actor: Actor, operations: Sequence[Matter], tables: Sequence[Entry]
) -> tuple[Relation, ...]:
    points = points_of(work.room, actor, work.clock.now())
    by_entry = {e.entry_id: points.matters.get(e.entry_id) for e in points.entries}
    packs = packs_seen(work.room, actor)
    parts = [m for _, family in packs for m in family.values() if m.kind == MEASURE.kind and m.state != "withdrawn"]
    known = {m.matter_id: m for m in operations}
    return relations_of(known, [t for t in tables if t.values.get("operation") in known], by_entry,
                        [m for m, _ in packs], parts)  # fmt: skip


def _detail(work: WorkDesk, actor: Actor, matter_id: str) -> OperationDetail:
    room, now = work.room, work.clock.now()
    operation, family = operation_seen(room, actor, matter_id)
    units, eyes, register = room.units(), work.eyes(actor), register_of(room, DAYS)
    tables = tables_of(room, actor, operation)
    names, terms = names_in(room), room.terms()
    nodes = [m for m in family.values() if m.kind == "order_node" and m.state != "withdrawn"]
    pack = work.desk.packs["operations"]
    return OperationDetail(
        operation=line_of(operation, room.workflows, units, now, eyes),
        type_name=TYPES[type_of(operation)],
        can=tuple(
            Possible(row.event, row.label, row.needs_note, row.needs)
            for row in can_do(OPERATION, operation, actor, terms)
        ),
        can_write=operation.state in WRITABLE and Permission.WORK in actor.permissions,
        fields=tuple(f for f in register.fields if f.name != "operation"),
        names={g.of: name for g in tables.by_unit if (name := units.name_of(g.of)) is not None},
        tables=tuple(entry_line(register, e, actor, units, names) for e in tables.rows),
        outside=tables.outside,
        whole=tables.whole,
        by_day=tables.by_day,
        by_unit=tables.by_unit,
        ratios=tables.ratios,
        rates=tables.rates,
        violations=_set_of(work, operation),
        order_signed=Share(sum(n.state in _SIGNED for n in nodes), len(nodes)),
        order_fed_back=Share(sum(n.state in _FED_BACK for n in nodes), len(nodes)),
        evaluation=_evaluation(work, operation),
        hours={name: tuple(hours) for name, hours in pack.get("periods").items()},
    )


def _set_of(work: WorkDesk, operation: Matter) -> ViolationSet | None:
    return read_sets(work.desk.packs["violation-sets"]).get(str(operation.values.get("violations", "")))


def _evaluation(work: WorkDesk, operation: Matter) -> Evaluation | None:
    """What came of it; ``None`` where it is not over by the tables, or the loop has not run."""
    held, view = held_of(operation, work.room), work.desk.find_view()
    if held is None or view is None or operation.state not in ("to_sum_up", "to_evaluate", "closed"):
        return None
    areas = [a.code for a in work.desk.city.areas]
    crashes = view.crashes().values()
    return evaluate(held, crashes, areas, view.run.as_of, work.room.zone, work.desk.packs["operations"])


def _candidates(work: WorkDesk, operation: Matter, body: Drawing) -> tuple[Sequence[Candidate], str]:
    if body.places:
        return [Candidate(p.name, p.weight, p.lon, p.lat) for p in body.places], "list"
    view = work.desk.view()
    found = candidates_of(view.all(SegmentEstimate), areas_of(operation, work.room), work.desk.packs["operations"])
    return found, f"run {view.run.run_id}"


def _cell(value: Cell) -> object:
    return "" if value is None else inert(value) if isinstance(value, str) else value

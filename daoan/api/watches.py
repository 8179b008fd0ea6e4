"""``/watches``: the watch list 布控 as far as somebody may see it, filings, batches.

Decisions are events of the matter (``POST /work/{id}/events``); a plate in the clear is asked for with a purpose
(``POST /work/{id}/unmask``). Nothing here shows one.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile

from daoan.act.watches.catalogue import Catalogue
from daoan.act.watches.filing import Filing
from daoan.act.watches.watch import CURES, PERSON_REASONS, WATCH
from daoan.act.workflow.table import Refused
from daoan.api.answers import csv_of, json_of
from daoan.api.asking import Format, IdempotencyKey, Limit
from daoan.api.guard import Acting, needs
from daoan.api.outside import outside_lines
from daoan.api.problems import PROBLEMS, problem
from daoan.api.shapes import Paged
from daoan.api.watch_shapes import (
    BatchAnswer,
    Choice,
    NewWatch,
    NotFiledLine,
    SourceCount,
    TypeChoice,
    WatchDesk,
    WatchRow,
)
from daoan.api.work_acts import refusal
from daoan.api.work_shapes import MatterDetail, MatterLine
from daoan.api.work_views import detail_of
from daoan.api.workdesk import WorkDesk
from daoan.jobs.watch_filing import WatchBook, file_batch, file_watch, read_batch
from daoan.jobs.watch_pages import count_entries, entries_to_export, page_entries
from daoan.terms.masking import mask_plate, mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.units import UnitTree

MOST_BATCH_BYTES = 2 * 1024 * 1024
MOST_EXPORTED = 10_000
States = Annotated[list[str], Query(max_length=20)]
Cursor = Annotated[str | None, Query(max_length=400)]
_DECIDING = needs(Permission.WATCH, Permission.APPROVE_WATCH)
_FILING = needs(Permission.WATCH)


def watch_routes(work: WorkDesk) -> APIRouter:
    """Routes of the watch list; to read takes the permission to file or to decide."""
    router = APIRouter(prefix="/watches", tags=["watches"], responses=PROBLEMS)

    def book() -> WatchBook:
        return WatchBook(work.room, work.watch_catalogue, work.desk.packs["lookups"], work.desk.subject_key)

    @router.get("/desk", response_model=WatchDesk, summary="Choices, counts and lists", dependencies=[_DECIDING])
    def get_desk(actor: Acting) -> Response:
        return json_of(desk_of(work, actor))

    @router.get("", response_model=Paged[MatterLine], summary="Entries, due soonest first", dependencies=[_DECIDING])
    def list_entries(
        actor: Acting,
        state: States = [],  # noqa: B006 - FastAPI copies it
        late: bool = False,
        after: Cursor = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        """``late``: only what waits for a decision beyond its time. CSV is masked and leaves secret entries out."""
        now, units, eyes = work.clock.now(), work.room.units(), work.eyes(actor)
        if format == "csv":
            rows = entries_to_export(work.room, actor, tuple(state), MOST_EXPORTED)
            note = AuditNote(
                now, actor.person_id, actor.unit_id, "export.watches", "watch", detail=f"{len(rows)} entries"
            )
            work.room.store.append_audit(note)
            lines = [row_of(m, work.watch_catalogue, units) for m in rows]
            return csv_of(lines, "watches", simulated=work.desk.city.simulated)
        page = page_entries(work.room, actor, tuple(state), now if late else None, after, limit)
        told = [work.lines.line(m, work.room.workflows, units, now, eyes) for m in page.rows]
        return json_of({"rows": told, "next": page.next, "total": page.total, "more": page.more})

    @router.post(
        "", response_model=MatterDetail, status_code=201, summary="File an entry for review", dependencies=[_FILING]
    )
    def post_entry(body: NewWatch, actor: Acting, idempotency_key: IdempotencyKey = None) -> Response:
        now = work.clock.now()
        outcome = file_watch(book(), actor, filing_of(body), now, idempotency_key)
        if isinstance(outcome, Refused):
            return refusal(outcome)
        answer = json_of(detail_of(work.room, actor, outcome.matter_id, now, work.eyes(actor)))
        answer.status_code = 201
        return answer

    @router.post("/batch", response_model=BatchAnswer, summary="File every line of a CSV file", dependencies=[_FILING])
    def post_batch(file: UploadFile, actor: Acting) -> Response:
        """Each line is filed by itself; what cannot be is answered with its line and why."""
        content = file.file.read(MOST_BATCH_BYTES + 1)
        if len(content) > MOST_BATCH_BYTES:
            return problem(422, "input", f"a file may have {MOST_BATCH_BYTES // 2**20} MiB 文件过大")
        batch = file_batch(book(), actor, read_batch(content), work.clock.now())
        refused = tuple(NotFiledLine(r.line, r.code, r.message) for r in batch.refused)
        return json_of(BatchAnswer(batch.filed, refused))

    return router


def filing_of(body: NewWatch) -> Filing:
    """A request's body as the filing that it is."""
    return Filing(
        plate=body.plate, type=body.type, case=body.case, large=body.large, ground=body.ground,
        ground_words=body.ground_words, purpose=body.purpose, source=body.source, level=body.level, brief=body.brief,
        until=body.until, areas=body.areas, sites=body.sites, secret=body.secret,
    )  # fmt: skip


def desk_of(work: WorkDesk, actor: Actor) -> WatchDesk:
    """What the page of the watch list needs, for somebody."""
    catalogue, pack, room = work.watch_catalogue, work.desk.packs["watches"], work.room
    counts = count_entries(room, actor, work.clock.now())
    return WatchDesk(
        types=tuple(
            TypeChoice(
                t.code, t.name, t.level, t.ground, t.purpose, t.half_life_days, tuple(CURES[c] for c in t.cured_by),
                t.status.value,
            )
            for t in catalogue.types.values()
        ),
        grounds=tuple(Choice(g.code, g.name, g.needs_words) for g in catalogue.grounds.values()),
        purposes=tuple(Choice(code, name) for code, name in catalogue.purposes.items()),
        sources=tuple(Choice(code, name) for code, name in catalogue.sources.items()),
        reasons=tuple(Choice(code, name, code == "other") for code, name in PERSON_REASONS.items()),
        states=tuple(Choice(state, name) for state, name in WATCH.states.items()),
        default_days=int(room.pack.get("watches.default_days")),
        most_days=int(room.pack.get("watches.most_days")),
        by_state=counts.by_state,
        by_source=tuple(SourceCount(source, state, n) for (source, state), n in sorted(counts.by_source.items())),
        late=counts.late,
        can_file=Permission.WATCH in actor.permissions,
        can_decide=Permission.APPROVE_WATCH in actor.permissions,
        outside=outside_lines(work, actor),
        source=pack.source,
        status=pack.status.value,
    )  # fmt: skip


def row_of(matter: Matter, catalogue: Catalogue, units: UnitTree) -> WatchRow:
    """An entry as a line of a file."""
    values = {name: str(value) for name, value in matter.values.items()}
    kind, unit = catalogue.types.get(values["type"]), units.name_of(matter.issuer)
    return WatchRow(
        entry=matter.matter_id,
        state=matter.state,
        state_zh=WATCH.states[matter.state].zh,
        plate=mask_plate(values["plate"]),
        type=values["type"],
        type_en=kind.name.en if kind else "",
        type_zh=kind.name.zh if kind else "",
        level=matter.level,
        source=values.get("source", ""),
        ground=values.get("ground", ""),
        purpose=values.get("purpose", ""),
        case=mask_text(values.get("case", "")),
        unit=unit.zh if unit else matter.issuer,
        filed_at=matter.created_at,
        until=values.get("until", ""),
        in_force_from=values.get("in_force_from", ""),
        ended_at=values.get("ended_at", ""),
        ended_why=values.get("ended_why", ""),
    )

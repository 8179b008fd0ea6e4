"""``/signals``: signal proposals 信号配时方案, from the file of a search to what came of it on the road."""

from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from daoan.act.signals.document import SignalDocument
from daoan.act.signals.matter import SIGNAL_PROPOSAL
from daoan.act.workflow.engine import can_do
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.efficiency import end_names
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.signal_shapes import (
    Recording,
    SignalBoard,
    SignalDetail,
    Window,
    junction_lines,
    notes_of,
    recording_of,
)
from daoan.api.work_acts import refusal
from daoan.api.work_files import FORM, download_headers, read_file
from daoan.api.work_shapes import Possible
from daoan.api.work_views import line_of
from daoan.api.workdesk import WorkDesk
from daoan.edge.sumo.network import write_programmes
from daoan.jobs.signal_links import NearLink, judge_proposal, links_near
from daoan.jobs.signal_proposals import Bringing, bring_in, proposal_seen, proposals_seen
from daoan.terms.errors import InputError, NotFound
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

LIMITS = (
    "limits.least_green_s", "limits.most_green_s", "limits.least_cycle_s", "limits.most_cycle_s", "limits.most_red_s",
    "pedestrian.walk_s", "pedestrian.speed_m_s",
)  # fmt: skip
Title = Annotated[str, Query(max_length=120)]
Unit = Annotated[str, Query(max_length=200)]


def signal_routes(work: WorkDesk) -> APIRouter:
    """Routes of signal proposals."""
    router = APIRouter(prefix="/signals", tags=["operations"], responses=PROBLEMS)

    @router.get("", response_model=SignalBoard, summary="Signal proposals, latest first")
    def list_proposals(actor: Acting) -> Response:
        room, now = work.room, work.clock.now()
        units, eyes = room.units(), work.eyes(actor)
        rows = tuple(line_of(m, room.workflows, units, now, eyes) for m in proposals_seen(room, actor))
        return json_of(SignalBoard(rows, Permission.ISSUE in actor.permissions))

    @router.post(
        "", response_model=SignalDetail, status_code=201, openapi_extra=FORM,
        summary="Propose the plans of a file of `daoan signals optimise`; the same file again is the same proposal",
        dependencies=[needs(Permission.ISSUE)],
    )  # fmt: skip
    async def post_proposal(request: Request, actor: Acting, title: Title = "", holder: Unit = "") -> Response:
        _, content = await read_file(request)
        how = Bringing(title, holder, simulated=work.desk.city.simulated)
        outcome = await run_in_threadpool(bring_in, work.room, actor, content, how, work.clock.now())
        if isinstance(outcome, Refused):
            return refusal(outcome)
        answer = await run_in_threadpool(lambda: json_of(_detail(work, actor, outcome.matter_id)))
        answer.status_code = 201
        return answer

    @router.get("/{matter_id}", response_model=SignalDetail, summary="A proposal with all that speaks for it")
    def get_proposal(matter_id: str, actor: Acting) -> Response:
        return json_of(_detail(work, actor, matter_id))

    @router.get("/{matter_id}/queues", response_model=Recording, summary="Queues before and after, step by step")
    def get_queues(matter_id: str, actor: Acting) -> Response:
        _, document = proposal_seen(work.room, actor, matter_id)
        found = recording_of(document)
        if found is None:
            raise NotFound("no queues were recorded with this proposal 该方案未记录排队过程")
        return json_of(found)

    @router.get("/{matter_id}/programmes", response_class=Response, summary="The plans, as SUMO reads them with -a")
    def get_programmes(matter_id: str, actor: Acting) -> Response:
        _, document = proposal_seen(work.room, actor, matter_id)
        note = AuditNote(work.clock.now(), actor.person_id, actor.unit_id, "export.signals", matter_id)
        work.room.store.append_audit(note)
        name = f"{'simulated-' if work.desk.city.simulated else ''}signal-plans.add.xml"
        return Response(programmes_file(document), media_type="application/xml", headers=download_headers(name))

    return router


def programmes_file(document: SignalDocument) -> bytes:
    """The programmes as a file of additions.

    Names of junctions are the network's own, or SUMO would not know them: raises :class:`InputError` where one looks
    like somebody's plate or number, which no file may tell.
    """
    if any(mask_text(p.junction_id) != p.junction_id for p in document.programmes):
        raise InputError("a junction's name looks personal; rename it in the network 路口编号疑似个人信息，请先更名")
    with TemporaryDirectory() as folder:
        path = FilePath(folder) / "programmes.xml"
        write_programmes(document.programmes, path)
        return path.read_bytes()


def _detail(work: WorkDesk, actor: Actor, matter_id: str) -> SignalDetail:
    room, now = work.room, work.clock.now()
    matter, document = proposal_seen(room, actor, matter_id)
    told, pack = document.recording, work.desk.packs["signals"]
    near = _near(work, matter, document)
    days = work.efficiency
    verdict = None
    if days is not None:
        verdict = judge_proposal(matter, days, now, room.zone, work.desk.packs["efficiency"])
    links = {x.link for x in near} | ({c.link for c in verdict.changes} if verdict is not None else set())
    return SignalDetail(
        matter=line_of(matter, room.workflows, room.units(), now, work.eyes(actor)),
        can=tuple(
            Possible(row.event, row.label, row.needs_note, row.needs)
            for row in can_do(SIGNAL_PROPOSAL, matter, actor, room.terms())
        ),
        scenario=mask_text(document.scenario),
        geographic=document.picture is not None and document.picture.geographic,
        junctions=junction_lines(document),
        pairs=document.pairs,
        before=document.before,
        after=document.after,
        less=document.less,
        better=document.better,
        conflicts_before=document.conflicts_before,
        conflicts_after=document.conflicts_after,
        search_seeds=document.search_seeds,
        simulations=document.simulations,
        window=None if told is None else Window(told.trips, told.step_s * len(told.before[0]) if told.before else 0),
        limits={n: float(pack.get(n)) for n in LIMITS} if pack.stamp == document.rule_pack else None,
        notes=notes_of(document),
        rule_pack=mask_text(document.rule_pack),
        recorded=document.recording is not None and document.picture is not None,
        near=near,
        link_names=end_names(work, actor, links),
        verdict=verdict,
    )


def _near(work: WorkDesk, matter: Matter, document: SignalDocument) -> tuple[NearLink, ...]:
    """Measured links to choose from, while there is something to choose."""
    if work.efficiency is None or work.lake is None or matter.state not in ("approved", "live"):
        return ()
    days = work.efficiency.days()
    kept = work.efficiency.find(days[-1]) if days else None
    return () if kept is None else links_near(document, kept, work.lake.sites())

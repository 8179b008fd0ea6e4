"""``/publicity``: exposures with their check and document, and lights of companies of riders."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from daoan.act.education.exposing import OF_PEOPLE, candidates_of, items_in, problems_in
from daoan.act.education.exposure import EXPOSURE
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.bulletins import DOCX
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.publicity_shapes import AppealAsked, CheckAnswer, CheckAsked, RiderPage
from daoan.api.work_acts import refusal
from daoan.api.work_shapes import MatterDetail
from daoan.api.work_views import detail_of, line_of
from daoan.api.workdesk import WorkDesk
from daoan.assess.riders.lights import LIGHTS, scheme_in
from daoan.edge.documents.docx import docx_of
from daoan.edge.documents.pdf import pdf_of
from daoan.jobs.education.exposures import document_of, draft_items
from daoan.jobs.education.riders import appeal, lights_seen, months_of
from daoan.jobs.families import family_seen
from daoan.terms.errors import Conflict
from daoan.terms.estimates import Text
from daoan.terms.records import BlackSpot
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

Named = Annotated[str, Query(max_length=40)]


def publicity_more_routes(work: WorkDesk) -> APIRouter:
    """Routes of exposures and riders."""
    router = APIRouter(prefix="/publicity", tags=["publicity"], responses=PROBLEMS)

    @router.post(
        "/exposures/check", response_model=CheckAnswer, summary="What speaks against telling some items",
        dependencies=[needs(Permission.WORK)],
    )  # fmt: skip
    def post_check(body: CheckAsked) -> Response:
        items = items_in([item.model_dump() for item in body.items])
        fewest = int(work.room.pack.get("education.fewest_candidates"))
        fits = tuple(candidates_of(i) if i.kind in OF_PEOPLE else None for i in items)
        return json_of(CheckAnswer(problems_in(items, fewest), fits, fewest))

    @router.get(
        "/exposures/draft", response_model=list[dict[str, Any]], summary="Items to begin an exposure with",
        dependencies=[needs(Permission.ISSUE)],
    )  # fmt: skip
    def get_draft(actor: Acting) -> Response:
        view = work.desk.find_view()
        spots = view.all(BlackSpot) if view else ()
        return json_of(draft_items(work.room, actor, spots, (), work.clock.now()))

    @router.get(
        "/exposures/{matter_id}/document.{kind}", response_class=Response, summary="An approved exposure on paper"
    )
    def get_document(
        matter_id: str,
        kind: Annotated[str, Path(pattern="^(docx|pdf)$")],
        actor: Acting,
        lang: Annotated[str, Query(pattern="^(en|zh)$")] = "zh",
    ) -> Response:
        room, desk, now = work.room, work.desk, work.clock.now()
        exposure, _ = family_seen(room, actor, matter_id, EXPOSURE.kind)
        if exposure.state not in ("approved", "published", "closed"):
            raise Conflict("it is not approved by two people yet · 尚未经两人审核")
        issuer = room.units().name_of(exposure.issuer) or Text(exposure.issuer, exposure.issuer)
        document = document_of(exposure, desk.city, issuer, utc_to_local(now, room.zone).date())
        room.store.append_audit(
            AuditNote(now, actor.person_id, actor.unit_id, "export.exposure", matter_id, detail=kind)
        )
        content = docx_of(document, lang) if kind == "docx" else pdf_of(document, lang, desk.web, desk.cache)
        name = f"{'simulated-' if desk.city.simulated else ''}{matter_id}-{lang}.{kind}"
        return Response(
            content,
            media_type=DOCX if kind == "docx" else "application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @router.get("/riders", response_model=RiderPage, summary="Lights of companies of riders in a month")
    def get_riders(actor: Acting, month: Named = "", scheme: Named = "") -> Response:
        return json_of(_riders(work, actor, month, scheme))

    @router.post(
        "/riders/{entry_id}/appeal", response_model=MatterDetail, status_code=201,
        summary="Object to a light, within the days that are given", dependencies=[needs(Permission.WORK)],
    )  # fmt: skip
    def post_appeal(entry_id: str, body: AppealAsked, actor: Acting, scheme: Named = "") -> Response:
        room, now, pack = work.room, work.clock.now(), work.desk.packs["publicity"]
        chosen = scheme_in(pack, scheme)
        lights = [
            c
            for rows in months_of(room, now).values()
            for c in lights_seen(room, actor, rows, chosen, pack)[0]
            if c.entry_id == entry_id
        ]
        outcome = appeal(room, actor, entry_id, lights[0] if lights else None, body.reason, now)
        if isinstance(outcome, Refused):
            return refusal(outcome)
        answer = json_of(detail_of(room, actor, outcome.matter_id, now, work.eyes(actor)))
        answer.status_code = 201
        return answer

    return router


def _riders(work: WorkDesk, actor: Actor, month: str, code: str) -> RiderPage:
    room, now, pack = work.room, work.clock.now(), work.desk.packs["publicity"]
    scheme, months = scheme_in(pack, code), months_of(room, now)
    shown = month if month in months else next(iter(months), "")
    rows, appeals = lights_seen(room, actor, months.get(shown, ()), scheme, pack)
    own = {c.entry_id for c in rows}
    lines = {e: line_of(m, room.workflows, room.units(), now, work.eyes(actor)) for e, m in appeals.items() if e in own}
    return RiderPage(
        month=shown,
        months=tuple(months),
        scheme=scheme.code,
        schemes={row["code"]: Text(row["en"], row["zh"]) for row in pack.get("riders.scheme")},
        source=scheme.source,
        status=scheme.status,
        stamp=pack.stamp,
        lights=dict(LIGHTS),
        rows=rows,
        appeals=lines,
        can_appeal=Permission.WORK in actor.permissions,
    )

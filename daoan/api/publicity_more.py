"""``/publicity``: exposures with their check and document, and lights of companies of riders."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from daoan.act.education.exposing import OF_PEOPLE, candidates_of, items_in, problems_in
from daoan.act.education.exposure import EXPOSURE
from daoan.act.education.lessons import questions_in
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.asking import Lang
from daoan.api.bulletins import file_of
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.publicity_shapes import AppealAsked, CheckAnswer, CheckAsked, QuizPage, RiderPage
from daoan.api.work_acts import refusal
from daoan.api.work_shapes import MatterDetail
from daoan.api.work_views import detail_of, line_of
from daoan.api.workdesk import WorkDesk
from daoan.assess.audiences.risk import groups_in
from daoan.assess.riders.lights import LIGHTS, scheme_in
from daoan.edge.documents.place_pdf import place_pdf
from daoan.jobs.education.exposures import document_of, draft_items
from daoan.jobs.education.packs import place_pack
from daoan.jobs.education.quarters import risk_window
from daoan.jobs.education.riders import appeal, lights_seen, months_of
from daoan.jobs.families import family_seen
from daoan.jobs.registers import register_of, seen_entry
from daoan.terms.errors import Conflict
from daoan.terms.estimates import Text
from daoan.terms.records import BlackSpot, SegmentEstimate
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
    def get_draft(actor: Acting, lang: Lang = "zh") -> Response:
        view = work.desk.find_view()
        spots = view.all(BlackSpot) if view else ()
        return json_of(draft_items(work.room, actor, spots, work.clock.now(), lang))

    @router.get(
        "/exposures/{matter_id}/document.{kind}", response_class=Response, summary="An approved exposure on paper"
    )
    def get_document(
        matter_id: str,
        kind: Annotated[str, Path(pattern="^(docx|pdf)$")],
        actor: Acting,
        lang: Lang = "zh",
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
        name = f"{'simulated-' if desk.city.simulated else ''}{matter_id}-{lang}.{kind}"
        return file_of(desk.press.set(document, lang, kind), kind, name)

    @router.get("/quiz", response_model=QuizPage, summary="The question bank; answers are given with their source")
    def get_quiz(group: Named = "") -> Response:
        pack = work.desk.packs["publicity-quiz"]
        rows = tuple(q for q in questions_in(pack) if not group or group in q.groups)
        groups = {g.code: g.name for g in groups_in(work.desk.packs["publicity"])}
        return json_of(QuizPage(rows, groups, pack.status.value, pack.source, pack.stamp))

    @router.get(
        "/packs/{kind}/{entry_id}.pdf", response_class=Response, summary="A village's or school's own map and lessons",
        dependencies=[needs(Permission.SEE_RISK)],
    )  # fmt: skip
    def get_pack(
        kind: Annotated[str, Path(pattern="^(village|publicity_place)$")],
        entry_id: str,
        actor: Acting,
        lang: Lang = "zh",
    ) -> Response:
        content = _pack_pdf(work, actor, kind, entry_id, lang)
        name = f"{'simulated-' if work.desk.city.simulated else ''}pack-{entry_id}-{lang}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="application/pdf", headers=headers)

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


def _pack_pdf(work: WorkDesk, actor: Actor, kind: str, entry_id: str, lang: str) -> bytes:
    desk, room = work.desk, work.room
    entry, view = seen_entry(room, actor, register_of(room, kind), entry_id), desk.view()
    window = risk_window(view.run.as_of, desk.city.zone, int(desk.packs["publicity"].get("risk.years")))
    crashes, estimates = tuple(view.crashes().values()), view.all(SegmentEstimate)
    simulated = desk.city.simulated
    pack = place_pack(
        entry, view.network(), estimates, crashes, window, desk.city.zone, desk.packs, simulated=simulated
    )
    hurt = f"{pack.risk.people.whole:g}" if pack.risk.people else "<10"
    where = (
        Text(f"within {pack.near_km:g} km of here", f"周边{pack.near_km:g}公里内")
        if pack.near
        else Text("in this county (too few near here to tell)", "本县区（周边受伤人数过少，不单独统计）")
    )
    stamp = desk.packs["publicity-quiz"].stamp
    told = Text(
        f"Lessons from {hurt} people hurt {where.en} in three years.", f"要点来自近三年{where.zh}受伤{hurt}人。"
    )
    notes = (told, Text(f"Not an official standard. {stamp}", f"非官方标准。{stamp}"))
    title = Text(f"Road safety: {pack.name}", f"{pack.name} 交通安全")
    roads = [(road.points, road.risk) for road in pack.roads]
    lessons = [lesson.text for lesson in pack.lessons]
    return place_pdf(title, notes, lessons, roads, pack.map_km, lang, desk.web, desk.cache, simulated=simulated)


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

"""``/publicity``: segments, their risk, campaigns from segment to adjustment, the library of messages."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.act.education.campaign import CHANNELS, DELIVERIES, EDUCATION
from daoan.act.education.exposing import FACTS, KINDS, PLACES
from daoan.act.education.exposure import EXPOSURE
from daoan.act.workflow.engine import can_do
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS, problem
from daoan.api.publicity_shapes import (
    Board,
    CampaignDetail,
    CampaignLine,
    CampaignSeen,
    ComparisonAsked,
    DeliveryAsked,
    RiskPage,
    SegmentAsked,
    SegmentPage,
    SendAsked,
)
from daoan.api.publicity_views import effect_told, segment_page
from daoan.api.registers import entry_line, told_wrong
from daoan.api.work_acts import refusal
from daoan.api.work_shapes import MatterLine, Possible
from daoan.api.work_views import line_of, names_in
from daoan.api.workdesk import WorkDesk
from daoan.assess.audiences.asking import words_of
from daoan.assess.audiences.risk import groups_in, risk_of
from daoan.assess.audiences.traits import traits_in
from daoan.jobs.education.campaigns import (
    OPEN,
    Compared,
    approved_texts,
    campaign_seen,
    campaigns_seen,
    compare,
    deliveries_of,
    judge,
    messages_seen,
    reach_seen,
    read_comparison,
    write_delivery,
)
from daoan.jobs.education.places import place_names
from daoan.jobs.education.quarters import risk_window
from daoan.jobs.education.segments import REGISTERS
from daoan.jobs.education.sending import send_delivery
from daoan.jobs.families import families_seen
from daoan.jobs.registers import own_entry, register_of
from daoan.jobs.work import Wanted, cause
from daoan.learn.education.judging import VERDICTS
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_all
from daoan.terms.records.messaging import Channel
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

Named = Annotated[str, Query(max_length=80)]
Chosen = Annotated[list[str] | None, Query(max_length=40)]


def publicity_routes(work: WorkDesk) -> APIRouter:
    """Routes of publicity."""
    router = APIRouter(prefix="/publicity", tags=["publicity"], responses=PROBLEMS)

    @router.get("", response_model=Board, summary="Campaigns, messages, exposures")
    def get_board(actor: Acting) -> Response:
        return json_of(_board(work, actor))

    @router.get("/segments", response_model=SegmentPage, summary="Published blocks of a register; a segment's answer")
    def get_segments(
        actor: Acting, register: Named = "drivers", occupation: Chosen = None, county: Chosen = None,
        vehicle_use: Chosen = None, age_band: Chosen = None, township: Chosen = None, village: Chosen = None,
    ) -> Response:  # fmt: skip
        asked = {
            "occupation": occupation, "county": county, "vehicle_use": vehicle_use, "age_band": age_band,
            "township": township, "village": village,
        }  # fmt: skip
        wanted = {name: frozenset(values) for name, values in asked.items() if values}
        return json_of(segment_page(work, actor, register, wanted))

    @router.get(
        "/risk", response_model=RiskPage, summary="Each group's own risk", dependencies=[needs(Permission.SEE_RISK)]
    )
    def get_risk() -> Response:
        pack, view = work.desk.packs["publicity"], work.desk.view()
        since, until = risk_window(view.run.as_of, work.desk.city.zone, int(pack.get("risk.years")))
        places = {a.code: a.name for a in work.desk.city.areas}
        crashes = view.crashes().values()
        groups = view.keep(
            ("publicity risk", until),
            lambda: tuple(
                risk_of(g, crashes, since, until, work.desk.city.zone, places, pack) for g in groups_in(pack)
            ),
        )
        return json_of(RiskPage(groups, work.desk.city.simulated, pack.stamp))

    @router.get("/campaigns/{matter_id}", response_model=CampaignDetail, summary="A campaign from segment to effect")
    def get_campaign(matter_id: str, actor: Acting) -> Response:
        return json_of(_detail(work, actor, matter_id))

    @router.post(
        "/campaigns/{matter_id}/segment", response_model=CampaignDetail, summary="Fix its segment",
        dependencies=[needs(Permission.ISSUE)],
    )  # fmt: skip
    def post_segment(matter_id: str, body: SegmentAsked, actor: Acting) -> Response:
        campaign_seen(work.room, actor, matter_id)
        return _told(work, actor, matter_id, _fix_segment(work, actor, matter_id, body))

    @router.post(
        "/campaigns/{matter_id}/comparison", response_model=CampaignDetail,
        summary="Fix like places, drawn or chosen, and what they can show", dependencies=[needs(Permission.ISSUE)],
    )  # fmt: skip
    def post_comparison(matter_id: str, body: ComparisonAsked, actor: Acting) -> Response:
        asked = Compared(
            body.outcome, body.window_days, body.seed or secrets.token_hex(16), body.hoped, body.pairs,
            tuple(body.places),
        )  # fmt: skip
        seen, pack = (matter_id, body.version), work.desk.packs["publicity"]
        return _told(work, actor, matter_id, compare(work.room, actor, seen, asked, pack, work.clock.now()))

    @router.post(
        "/campaigns/{matter_id}/deliveries", response_model=CampaignDetail, summary="Write a delivery or its receipt",
        dependencies=[needs(Permission.WORK)],
    )  # fmt: skip
    def post_delivery(matter_id: str, body: DeliveryAsked, actor: Acting) -> Response:
        campaign = campaign_seen(work.room, actor, matter_id)
        kept = (body.entry_id, body.version) if body.entry_id else None
        outcome = write_delivery(work.room, actor, campaign, body.values, kept, work.clock.now())
        if isinstance(outcome, tuple):
            return problem(422, "wrong-fields", "some fields cannot be kept 部分字段有误", wrong=told_wrong(outcome))
        return _told(work, actor, matter_id, outcome)

    @router.post(
        "/campaigns/{matter_id}/send", response_model=CampaignDetail,
        summary="Hand an online delivery to the gateway, outside quiet hours", dependencies=[needs(Permission.ISSUE)],
    )  # fmt: skip
    def post_send(matter_id: str, body: SendAsked, actor: Acting) -> Response:
        campaign = campaign_seen(work.room, actor, matter_id)
        try:
            delivery = own_entry(work.room, actor, register_of(work.room, DELIVERIES), body.entry_id)
        except NotFound:
            return refusal(Refused("delivery", Text("no such delivery", "没有该投放记录")))
        outcome = send_delivery(work.post, campaign, delivery, work.desk.packs["publicity"], work.clock.now())
        return refusal(outcome) if isinstance(outcome, Refused) else json_of(_detail(work, actor, matter_id))

    @router.post(
        "/campaigns/{matter_id}/judge", response_model=CampaignDetail, summary="Evaluate it by its comparison",
        dependencies=[needs(Permission.ISSUE)],
    )  # fmt: skip
    def post_judge(matter_id: str, body: CampaignSeen, actor: Acting) -> Response:
        pack, now = work.desk.packs["publicity"], work.clock.now()
        campaign_seen(work.room, actor, matter_id)
        outcome = judge(work.room, actor, (matter_id, body.version), pack, _today(work), now)
        return _told(work, actor, matter_id, outcome)

    return router


def _told(work: WorkDesk, actor: Actor, matter_id: str, outcome: Matter | Entry | Refused) -> Response:
    return refusal(outcome) if isinstance(outcome, Refused) else json_of(_detail(work, actor, matter_id))


def _today(work: WorkDesk) -> date:
    return utc_to_local(work.clock.now(), work.room.zone).date()


def _fix_segment(work: WorkDesk, actor: Actor, matter_id: str, body: SegmentAsked) -> Matter | Refused:
    room, traits = work.room, traits_in(work.desk.packs["publicity"])
    wanted = {name: frozenset(values) for name, values in body.wanted.items()}
    published = work.segment_releases.of(room, body.source, traits, work.clock.now())
    answer = published.answer(wanted, traits)
    names = (*answer.inside, *answer.cut)
    places = place_names(room, work.desk.city, actor)
    told = [words_of(b, traits, places) for b in published.blocks if b.name in names]
    words = Text("; ".join(t.en for t in told), "；".join(t.zh for t in told))
    values = {
        "segment": {
            "register": body.source, "wanted": {k: sorted(v) for k, v in wanted.items()}, "people": answer.at_most,
            "exact": answer.exact, "month": answer.month, "words": {"en": words.en[:600], "zh": words.zh[:600]},
            "register_name": {"en": REGISTERS[body.source].en, "zh": REGISTERS[body.source].zh},
        }
    }  # fmt: skip
    return cause(room, actor, Wanted(matter_id, body.version, "segment", values=values), work.clock.now())


def _lines(work: WorkDesk, actor: Actor, matters: tuple[Matter, ...]) -> tuple[MatterLine, ...]:
    room, now = work.room, work.clock.now()
    return tuple(line_of(m, room.workflows, room.units(), now, work.eyes(actor)) for m in matters)


def _board(work: WorkDesk, actor: Actor) -> Board:
    room, pack = work.room, work.desk.packs["publicity"]
    campaigns = campaigns_seen(room, actor)
    rows = []
    for matter, line in zip(campaigns, _lines(work, actor, campaigns), strict=True):
        reach = reach_seen(matter, deliveries_of(room, actor, matter), _today(work), pack)
        effect = matter.values.get("effect")
        verdict = str(effect.get("verdict", "")) if isinstance(effect, Mapping) else ""
        rows.append(CampaignLine(line, reach, verdict, VERDICTS.get(verdict)))
    outcomes = register_of(room, "publicity_count").field("outcome").choices
    exposures = tuple(m for m, _ in families_seen(room, actor, EXPOSURE.kind))
    return Board(
        campaigns=tuple(rows),
        messages=_lines(work, actor, messages_seen(room, actor)),
        exposures=_lines(work, actor, exposures),
        states=dict(EDUCATION.states),
        channels=dict(CHANNELS),
        outcomes={c.code: c.name for c in outcomes},
        groups={g.code: g.name for g in groups_in(pack)},
        kinds=dict(KINDS),
        places=dict(PLACES),
        facts=dict(FACTS),
        gateway=Channel.WEBHOOK in work.post.senders,
        can_plan=Permission.ISSUE in actor.permissions,
        can_write=Permission.WORK in actor.permissions,
    )


def _detail(work: WorkDesk, actor: Actor, matter_id: str) -> CampaignDetail:
    room, pack = work.room, work.desk.packs["publicity"]
    campaign = campaign_seen(room, actor, matter_id)
    register, units, names = register_of(room, DELIVERIES), room.units(), names_in(room)
    deliveries = deliveries_of(room, actor, campaign)
    effect, waiting = effect_told(work, actor, campaign, _today(work))
    told = campaign.values.get("comparison")
    days = told.get("window_days") if isinstance(told, Mapping) else None
    terms = room.terms()
    return CampaignDetail(
        campaign=_lines(work, actor, (campaign,))[0],
        can=tuple(Possible(r.event, r.label, r.needs_note, r.needs) for r in can_do(EDUCATION, campaign, actor, terms)),
        can_write=campaign.state in OPEN and Permission.WORK in actor.permissions,
        fields=tuple(f for f in register.fields if f.name != "campaign"),
        deliveries=tuple(entry_line(register, e, actor, units, names) for e in deliveries),
        reach=reach_seen(campaign, deliveries, _today(work), pack),
        comparison=read_comparison(mask_all(told)),
        window_days=days if isinstance(days, int) else None,
        effect=effect,
        waiting=waiting,
        texts=dict(approved_texts(room, actor)),
        until=(_today(work) - timedelta(days=1)).isoformat(),
    )

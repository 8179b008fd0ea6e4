"""``/rural``: openings of advice stations, coverage, the month's examination, ledgers, texts for loudspeakers."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.act.rural.loudspeaker import MORNING
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.rural_lines import (
    announcement_line,
    coverage_answer,
    digest_of,
    examined_line,
    group_line,
    hand_in_line,
    masked,
    notice_line,
    plan_answer,
)
from daoan.api.rural_room import USUAL_DAYS, RuralRoom
from daoan.api.rural_shapes import (
    AnnouncementLine,
    Confirmed,
    CoverageAnswer,
    ExaminationAnswer,
    HandIn,
    LedgerLine,
    NoticeAsked,
    NoticeLine,
    PlanAnswer,
    PlanAsked,
    RuralDesk,
)
from daoan.api.work_acts import refusal
from daoan.api.workbooks import masked_workbook
from daoan.api.workdesk import WorkDesk
from daoan.assess.rural.groups import Group
from daoan.jobs.registers import may_write, register_of
from daoan.jobs.rural.coverage import seen_coverage
from daoan.jobs.rural.examination import group_key, notices_of, send_notice
from daoan.jobs.rural.ledgers import hand_in, hand_in_again, ledger_states
from daoan.jobs.rural.opening import AskedPlan, confirm_plan, withdraw_openings
from daoan.jobs.rural.tables import coverage_rows, examination_rows, loudspeaker_rows, plan_rows
from daoan.jobs.workroom import scope_of
from daoan.terms.errors import Conflict
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

Only = Annotated[
    str | None,
    Query(
        max_length=10,
        description="openings of this day alone, of the `first` where it is none of the plan's; left out: of all days",
    ),
]
First = Annotated[date | None, Query(description="first day; today's where it is left out")]
Days = Annotated[int, Query(ge=1, le=31)]
Name = Annotated[str, Query(max_length=120)]
Month = Annotated[str, Query(max_length=7)]
RISK, WORK = needs(Permission.SEE_RISK), needs(Permission.WORK)


def rural_routes(work: WorkDesk) -> APIRouter:
    """Routes of the rural desk."""
    router = APIRouter(prefix="/rural", tags=["rural"], responses=PROBLEMS)
    desk = RuralRoom(work)

    @router.get("", response_model=RuralDesk, summary="What the rural desk stands on: townships, counts, choices")
    def get_desk(actor: Acting) -> Response:
        return masked(desk.desk(actor))

    @router.get("/plan", response_model=PlanAnswer, summary="Which stations open when, with whom", dependencies=[RISK])
    def get_plan(
        actor: Acting, first: First = None, days: Days = USUAL_DAYS, area: Name = "", township: Name = "",
        day: Only = None,
    ) -> Response:  # fmt: skip
        made = desk.plan(actor, AskedPlan(first or desk.today(), days, area, township))
        shown = None if day is None else _shown(made.days, day)
        return masked(plan_answer(made, simulated=desk.simulated, day=shown))

    @router.get("/plan.xlsx", response_class=Response, summary="The same as a workbook", dependencies=[RISK])
    def get_plan_file(
        actor: Acting, first: First = None, days: Days = USUAL_DAYS, area: Name = "", township: Name = ""
    ) -> Response:
        made = desk.plan(actor, AskedPlan(first or desk.today(), days, area, township))
        return masked_workbook(work, actor, "export.rural", f"openings-{made.asked.first}", *plan_rows(made))

    @router.post(
        "/plan",
        response_model=Confirmed,
        summary="Confirm a plan as it was seen: it is kept",
        dependencies=[RISK, WORK],
    )
    def post_plan(body: PlanAsked, actor: Acting) -> Response:
        made = desk.plan(actor, AskedPlan(body.first, body.days, body.area, body.township))
        if body.digest != digest_of(made):
            raise Conflict("the plan has changed since it was shown; look at it again · 计划已变化，请刷新后确认")
        return json_of(Confirmed(*confirm_plan(work.room, actor, made, work.clock.now())))

    @router.post(
        "/plan/withdrawal", response_model=Confirmed, summary="Take back what was confirmed for some days",
        dependencies=[RISK, WORK],
    )  # fmt: skip
    def post_withdrawal(body: PlanAsked, actor: Acting) -> Response:
        made = desk.plan(actor, AskedPlan(body.first, body.days, body.area, body.township))
        return json_of(Confirmed(0, 0, withdraw_openings(work.room, actor, made.kept, work.clock.now())))

    @router.get("/coverage", response_model=CoverageAnswer, summary="Stations, villages and vans of the last days")
    def get_coverage(actor: Acting, last: First = None, area: Name = "") -> Response:
        seen = seen_coverage(desk.coverage(last), scope_of(actor, work.room.units()))
        return masked(coverage_answer(seen, area, simulated=desk.simulated))

    @router.get("/coverage.xlsx", response_class=Response, summary="The same as a workbook, a line a township")
    def get_coverage_file(actor: Acting, last: First = None) -> Response:
        seen = seen_coverage(desk.coverage(last), scope_of(actor, work.room.units()))
        return masked_workbook(work, actor, "export.rural", f"coverage-{seen.last}", *coverage_rows(seen))

    @router.get("/examination", response_model=ExaminationAnswer, summary="The month's examination, line by line")
    def get_examination(actor: Acting, month: Month = "") -> Response:
        found, rows = desk.examination(actor, month)
        units, now = work.room.units(), work.clock.now()
        sent = notices_of(work.room, found.moment.month)
        notices = {k: m for k, m in sent.items() if {m.holder, m.issuer} & scope_of(actor, units)}
        lines = tuple(examined_line(r, units, notices.get(group_key(r.cover.group)), now) for r in rows)
        return masked(
            ExaminationAnswer(
                month=found.moment.month, day=found.moment.day, closed=found.moment.closed, recorded=found.recorded,
                rows=lines, peers={level: len(of) for level, of in found.by_level.items()},
                city=group_line(found.city) if found.city else None,
                may_supervise=Permission.SUPERVISE in actor.permissions, stamp=desk.pack.stamp,
                simulated=desk.simulated,
            )
        )  # fmt: skip

    @router.get("/examination.xlsx", response_class=Response, summary="The same as a workbook")
    def get_examination_file(actor: Acting, month: Month = "") -> Response:
        found, rows = desk.examination(actor, month)
        name = f"rural-examination-{found.moment.month}"
        return masked_workbook(
            work, actor, "export.rural", name, *examination_rows(rows, found.moment.month, desk.pack.stamp)
        )

    @router.post(
        "/examination/notice", response_model=NoticeLine, status_code=201, summary="Send a township or county a notice",
        dependencies=[needs(Permission.SUPERVISE)],
    )  # fmt: skip
    def post_notice(body: NoticeAsked, actor: Acting) -> Response:
        found, _ = desk.examination(actor, body.month)
        county = next((a.name for a in work.desk.city.areas if a.code == body.area), Text(body.area, body.area))
        name = Text(body.township, body.township) if body.township else county
        sent = send_notice(work.room, actor, found, Group(body.area, body.township), name, work.clock.now())
        if isinstance(sent, Refused):
            return refusal(sent)
        answer = json_of(notice_line(sent, work.clock.now()))
        answer.status_code = 201
        return answer

    @router.get("/ledgers", response_model=list[LedgerLine], summary="Ledgers: entered, handed in, returned, approved")
    def get_ledgers(actor: Acting) -> Response:
        return masked(_ledgers(work, actor))

    @router.post(
        "/ledgers/{register}", response_model=list[HandIn], status_code=201, summary="Hand in what is new in a ledger",
        dependencies=[WORK],
    )  # fmt: skip
    def post_ledger(register: str, actor: Acting) -> Response:
        now, units = work.clock.now(), work.room.units()
        opened = hand_in(work.room, actor, register, now)
        answer = json_of([hand_in_line(m, units, scope_of(actor, units), now) for m in opened])
        answer.status_code = 201
        return answer

    @router.post(
        "/hand-ins/{matter_id}", response_model=HandIn, summary="Hand in again what was returned, as it is now",
        dependencies=[WORK],
    )  # fmt: skip
    def post_again(matter_id: str, actor: Acting) -> Response:
        now, units = work.clock.now(), work.room.units()
        answer = hand_in_again(work.room, actor, matter_id, now)
        return refusal(answer) if isinstance(answer, Refused) else json_of(
            hand_in_line(answer, units, scope_of(actor, units), now)
        )  # fmt: skip

    @router.get("/loudspeaker", response_model=list[AnnouncementLine], summary="What loudspeakers say")
    def get_loudspeaker(
        actor: Acting, edition: Name = MORNING, weather: Name = "", area: Name = "", township: Name = "",
        village: Name = "", day: First = None,
    ) -> Response:  # fmt: skip
        places, texts = desk.loudspeaker(actor, edition, weather, area, township, village, day)
        return masked([announcement_line(p, text) for p, text in zip(places, texts, strict=True)])

    @router.get("/loudspeaker.xlsx", response_class=Response, summary="The same as a workbook")
    def get_loudspeaker_file(
        actor: Acting, edition: Name = MORNING, weather: Name = "", area: Name = "", township: Name = "",
        village: Name = "", day: First = None,
    ) -> Response:  # fmt: skip
        places, texts = desk.loudspeaker(actor, edition, weather, area, township, village, day)
        return masked_workbook(work, actor, "export.rural", "loudspeaker", *loudspeaker_rows(places, texts))

    return router


def _shown(days: tuple[date, ...], asked: str) -> date:
    return next((day for day in days if day.isoformat() == asked), days[0])


def _ledgers(work: WorkDesk, actor: Actor) -> list[LedgerLine]:
    room, now = work.room, work.clock.now()
    units, found = room.units(), []
    scope = scope_of(actor, units)
    for state in ledger_states(room, actor, now):
        register = register_of(room, state.register)
        lines = tuple(hand_in_line(m, units, scope, now) for m in state.open)
        may = may_write(actor, register) and state.entries["entered"] > 0
        found.append(LedgerLine(state.register, register.name, state.entries, lines, may))
    return found

"""``/improvements``: where a number of warning lights and speed bumps prevents most injuries 千灯万带."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from daoan.act.improvements.ground import Ground, ground_of
from daoan.act.improvements.plan import plan_improvements
from daoan.act.improvements.told import Asked, ImprovementPlan
from daoan.act.workflow.table import Refused
from daoan.api.answers import csv_of, json_of
from daoan.api.asking import Format
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.work_shapes import MatterLine
from daoan.api.work_views import line_of
from daoan.api.workdesk import WorkDesk
from daoan.jobs.improvements import Chosen, open_sites
from daoan.terms.records import SegmentEstimate, Snap
from daoan.terms.roles import Permission

MOST = 1_000
Number = Annotated[int | None, Query(ge=0, le=MOST)]
Area = Annotated[str, Query(max_length=40)]


class ChosenSite(BaseModel):
    """A site of the plan."""

    site_id: Annotated[str, Field(max_length=40)]
    kind: Annotated[str, Field(max_length=20)]


class ChosenSites(BaseModel):
    """What the plan was asked for, and the sites of it to open hazards for."""

    lights: Annotated[int, Field(ge=0, le=MOST)]
    bumps: Annotated[int, Field(ge=0, le=MOST)]
    least_per_area: Annotated[int, Field(ge=0, le=MOST)] = 0
    area: Annotated[str, Field(max_length=40)] = ""
    sites: Annotated[list[ChosenSite], Field(min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class Opened:
    """The hazards of the chosen sites, new or open already."""

    matters: tuple[MatterLine, ...]


def improvement_routes(work: WorkDesk) -> APIRouter:
    """Routes of lights and bumps."""
    router = APIRouter(prefix="/improvements", tags=["plans"], responses=PROBLEMS)

    def ground() -> Ground:
        view, pack = work.desk.view(), work.desk.packs["improvements"]
        made: Ground = view.keep(
            "improvements", lambda: ground_of(view.network(), view.all(SegmentEstimate), view.all(Snap), pack)
        )
        return made

    def plan(asked: Asked) -> ImprovementPlan:
        return plan_improvements(ground(), asked)

    @router.get(
        "",
        response_model=ImprovementPlan,
        summary="Where lights and bumps prevent most injuries, ranked",
        dependencies=[needs(Permission.SEE_RISK)],
    )
    def get_plan(
        lights: Number = None, bumps: Number = None, least_per_area: Number = None, area: Area = "",
        format: Format = "json",  # noqa: A002
    ) -> Response:  # fmt: skip
        usual = work.desk.packs["improvements"].get("defaults")
        asked = Asked(
            usual["lights"] if lights is None else lights,
            usual["bumps"] if bumps is None else bumps,
            usual["least_per_area"] if least_per_area is None else least_per_area,
            area,
        )
        made = plan(asked)
        if format == "csv":
            return csv_of(made.rows, "lights-and-bumps", simulated=work.desk.city.simulated)
        return json_of(made)

    @router.post(
        "/hazards",
        response_model=Opened,
        status_code=201,
        summary="Open a hazard for each chosen site",
        dependencies=[needs(Permission.SEE_RISK), needs(Permission.REPORT)],
    )
    def post_hazards(body: ChosenSites, actor: Acting) -> Response:
        now = work.clock.now()
        made = plan(Asked(body.lights, body.bumps, body.least_per_area, body.area))
        outcome = open_sites(work.room, actor, made, [Chosen(s.site_id, s.kind) for s in body.sites], now)
        if isinstance(outcome, Refused):
            return refusal(outcome)
        units = work.room.units()
        answer = json_of(Opened(tuple(line_of(m, work.room.workflows, units, now) for m in outcome)))
        answer.status_code = 201
        return answer

    return router

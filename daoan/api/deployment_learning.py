"""``/deployments/…/learning``: a deployment is asked to learn, after its price and power were seen; what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from daoan.api.answers import csv_of, json_of
from daoan.api.asking import IdempotencyKey
from daoan.api.deployment_room import act_now, ground_now
from daoan.api.deployment_shapes import DeploymentDetail, detail_of, shown_design
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.jobs.deployment.learned import Crashes, Learned, LearnedDeployment, learned_of
from daoan.jobs.deployment.learning import Learning, learn, preview, unlearn
from daoan.jobs.deployment.versions import Act
from daoan.terms.errors import NotFound
from daoan.terms.records.deployed import DeploymentVersion
from daoan.terms.records.holdouts import HoldoutDesign, HoldoutResult, HoldoutRow
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

Design = Literal["auto", "hold_out", "switch_back"]


class NewLearning(BaseModel):
    """Whether the version that was seen shall learn. ``budget``: share of what it prevents; left out: the pack's."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    on: bool = True
    design: Design = "auto"
    budget: Annotated[float | None, Field(gt=0, lt=1)] = None
    why: Annotated[str, Field(max_length=400)] = ""


@dataclass(frozen=True, slots=True)
class LearnedPage:
    """Deployments of the reader's units that learn, and what they have shown: by crashes, then by devices."""

    deployments: tuple[LearnedDeployment, ...]
    results: tuple[HoldoutResult, ...]
    as_of: datetime
    simulated: bool


def learning_routes(work: WorkDesk) -> APIRouter:
    """Routes about hold-outs of deployments; before those of a single deployment."""
    router = APIRouter(prefix="/deployments", tags=["deployments"], responses=PROBLEMS)
    read, plan = [needs(Permission.SEE_WORK)], [needs(Permission.ISSUE)]

    @router.get("/learned", response_model=LearnedPage, summary="What deployments have shown", dependencies=read)
    def get_learned(actor: Acting) -> Response:
        crashes, found = learned_now(work, actor)
        return json_of(LearnedPage(found.deployments, found.results, crashes.as_of, work.desk.city.simulated))

    @router.get(
        "/learned/csv", response_class=Response, summary="Pairs of deployments that learn, as CSV", dependencies=read
    )
    def get_learned_csv(actor: Acting) -> Response:
        rows: tuple[HoldoutRow, ...] = learned_now(work, actor)[1].rows
        return csv_of(rows, "deployments-learned", simulated=work.desk.city.simulated)

    @router.get(
        "/{deployment_id}/learning", response_model=HoldoutDesign, dependencies=plan,
        summary="What learning from a deployment would cost and could show",
    )  # fmt: skip
    def get_preview(
        deployment_id: str, actor: Acting, design: Design = "auto",
        budget: Annotated[float | None, Query(gt=0, lt=1)] = None,
    ) -> Response:  # fmt: skip
        estimates, packs = ground_now(work).estimates, work.desk.packs
        asked = Learning(design, budget)
        found = preview(work.room, actor, deployment_id, asked, estimates, packs, at=work.clock.now())
        return json_of(shown_design(found))

    @router.post(
        "/{deployment_id}/learning", response_model=DeploymentDetail, dependencies=plan,
        summary="Let a deployment learn: draw hold-outs, and plan anew within them; or no longer",
    )  # fmt: skip
    def post_learning(
        deployment_id: str, form: NewLearning, actor: Acting, idempotency_key: IdempotencyKey = None
    ) -> Response:
        act = act_now(work, actor, form.version, form.why, f"learn {deployment_id}", idempotency_key)
        made = _changed(work, act, deployment_id, form)
        return json_of(detail_of(work.room, actor, made, act.at, work.desk.packs))

    return router


def _changed(work: WorkDesk, act: Act, deployment_id: str, form: NewLearning) -> DeploymentVersion:
    packs = work.desk.packs
    if not form.on:
        return unlearn(work.room, act, deployment_id, packs)
    asked, estimates = Learning(form.design, form.budget), ground_now(work).estimates
    return learn(work.room, act, deployment_id, asked, estimates, packs, work.desk.city.code)


def learned_now(work: WorkDesk, actor: Actor) -> tuple[Crashes, Learned]:
    """What has been shown, by the crashes of the latest run and what devices measured up to the last night. Raises
    :class:`NotFound` where the loop has not run."""
    view = work.desk.find_view()
    if view is None:
        raise NotFound("the loop has not run yet: there are no crashes to count · 尚未运行评估，没有可统计的事故")
    crashes: Crashes = view.keep("crashes_by_stretch", lambda: Crashes(view.crashes(), view.snaps(), view.run.as_of))
    measured = None if work.measured is None else work.measured.of
    return crashes, learned_of(work.room, actor, crashes, work.desk.packs, measured)

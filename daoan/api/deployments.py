"""``/deployments``: which unit works which shift at which place; planned, changed, issued as shifts, withdrawn."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, Field

from daoan.api.answers import csv_table, json_of
from daoan.api.asking import IdempotencyKey, utc_of
from daoan.api.deployment_files import roster_book, roster_rows
from daoan.api.deployment_room import act_now, ground_now
from daoan.api.deployment_shapes import DeploymentDetail, DeploymentLine, detail_of, line_of, shift_names
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.edge.uploads import SHEET
from daoan.jobs.deployment.asking import Wanted
from daoan.jobs.deployment.beginning import begin
from daoan.jobs.deployment.changing import Change, called_away, change
from daoan.jobs.deployment.issuing import issue, withdraw
from daoan.jobs.deployment.placements import Placed, placed, placements_ahead
from daoan.jobs.deployment.versions import seen_deployment
from daoan.jobs.exchange.posts import carried_posts
from daoan.jobs.workroom import scope_of
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.deployed import DeploymentVersion
from daoan.terms.records.deploying import Away
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

Id = Annotated[str, Field(max_length=80)]
Why = Annotated[str, Field(max_length=400)]
Level = Literal["one", "two", "three"]
Version = Annotated[int | None, Query(ge=1, le=1_000_000)]


class NewDeployment(BaseModel):
    """What a plan is asked for. ``unit_id`` left out: the own unit and all below it."""

    first_day: date
    days: Annotated[int, Field(ge=1, le=31)] = 7
    level: Level = "three"
    unit_id: Id = ""
    why: Why = ""


class NewChange(BaseModel):
    """One change to the version that was seen. ``back_to``: the version that "back" goes back to."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    did: Literal["pin", "unpin", "forbid", "allow", "move", "level", "resolve", "back"]
    unit_id: Id = ""
    shift: Id = ""
    place_id: Id = ""
    to_shift: Id = ""
    level: Level = "three"
    back_to: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    why: Why = ""


class NewAway(BaseModel):
    """A unit called away from now on; ``back_at`` left out: it does not come back."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    unit_id: Id
    back_at: AwareDatetime | None = None
    why: Why = ""


class Decided(BaseModel):
    """The version that is issued or withdrawn, and why."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    why: Why = ""


@dataclass(frozen=True, slots=True)
class UnitOfList:
    """A unit that a plan may be made for."""

    unit_id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Deployments:
    """Deployments that the reader may see, latest first, and what a new one may be."""

    rows: tuple[DeploymentLine, ...]
    may_plan: bool
    units: tuple[UnitOfList, ...]
    days: int
    most_days: int
    shifts: tuple[Text, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class PlacementDetail(Placed):
    """A placement with the name of its shift: day, evening, night."""

    shift_name: Text


def deployment_routes(work: WorkDesk) -> APIRouter:
    """Routes about deployments."""
    router = APIRouter(prefix="/deployments", tags=["deployments"], responses=PROBLEMS)
    read, plan = [needs(Permission.SEE_WORK)], [needs(Permission.ISSUE)]

    def shown(actor: Actor, version: DeploymentVersion, status: int = 200) -> Response:
        answer = json_of(detail_of(work.room, actor, version, work.clock.now(), work.desk.packs))
        answer.status_code = status
        return answer

    @router.get("", response_model=Deployments, summary="Deployments of one's own unit and below", dependencies=read)
    def list_deployments(actor: Acting) -> Response:
        return json_of(deployments_of(work, actor))

    @router.post(
        "", response_model=DeploymentDetail, status_code=201, summary="Plan a deployment of what the city knows",
        dependencies=plan,
    )  # fmt: skip
    def post_deployment(form: NewDeployment, actor: Acting, idempotency_key: IdempotencyKey = None) -> Response:
        wanted = Wanted(form.unit_id or actor.unit_id, form.first_day, form.days, form.level)
        asked = act_now(work, actor, 0, form.why, "begin", idempotency_key)
        packs, simulated = work.desk.packs, work.desk.city.simulated
        made = begin(work.room, asked, wanted, ground_now(work), packs, simulated=simulated)
        return shown(actor, made, 201)

    @router.get(
        "/mine", response_model=list[PlacementDetail], summary="Where one's own unit stands, from now on",
        dependencies=read,
    )  # fmt: skip
    def get_mine(actor: Acting) -> Response:
        return json_of(own_placements(work, actor))

    @router.get("/{deployment_id}", response_model=DeploymentDetail, summary="A deployment", dependencies=read)
    def get_deployment(deployment_id: str, actor: Acting, version: Version = None) -> Response:
        return shown(actor, seen_deployment(work.room, actor, deployment_id, version))

    @router.get(
        "/{deployment_id}/placement", response_model=PlacementDetail, dependencies=read,
        summary="Why a unit stands where it stands in a shift, and its round",
    )  # fmt: skip
    def get_placement(
        deployment_id: str, unit: Annotated[str, Query(max_length=80)], shift: Annotated[str, Query(max_length=80)],
        actor: Acting, version: Version = None,
    ) -> Response:  # fmt: skip
        found = seen_deployment(work.room, actor, deployment_id, version)
        mine = [p for p in found.body.plan.placements if (p.unit_id, p.shift) == (unit, shift)]
        if not mine:
            raise NotFound("this unit has no place in this shift · 该组在此班次没有安排")
        return json_of(placement_line(work, placed(found, max(mine, key=lambda p: p.starts_at))))

    @router.post(
        "/{deployment_id}/changes", response_model=DeploymentDetail, dependencies=plan,
        summary="Change a deployment and solve the rest anew",
    )  # fmt: skip
    def post_change(
        deployment_id: str, form: NewChange, actor: Acting, idempotency_key: IdempotencyKey = None
    ) -> Response:
        asked = act_now(work, actor, form.version, form.why, f"{form.did} {deployment_id}", idempotency_key)
        wanted = Change(form.did, form.unit_id, form.shift, form.place_id, form.to_shift, form.level, form.back_to)
        return shown(actor, change(work.room, asked, deployment_id, wanted, work.desk.packs))

    @router.post(
        "/{deployment_id}/away", response_model=DeploymentDetail, dependencies=plan,
        summary="Mend a deployment after a unit is called away",
    )  # fmt: skip
    def post_away(deployment_id: str, form: NewAway, actor: Acting, idempotency_key: IdempotencyKey = None) -> Response:
        asked = act_now(work, actor, form.version, form.why, f"away {deployment_id}", idempotency_key)
        away = Away(form.unit_id, asked.at, None if form.back_at is None else utc_of(form.back_at))
        return shown(actor, called_away(work.room, asked, deployment_id, [away], work.desk.packs))

    @router.post(
        "/{deployment_id}/issue", response_model=DeploymentDetail, dependencies=plan,
        summary="Write the shifts of a deployment",
    )  # fmt: skip
    def post_issue(
        deployment_id: str, form: Decided, actor: Acting, idempotency_key: IdempotencyKey = None
    ) -> Response:
        asked = act_now(work, actor, form.version, form.why, f"issue {deployment_id}", idempotency_key)
        return shown(actor, issue(work.room, asked, deployment_id, work.desk.packs))

    @router.post(
        "/{deployment_id}/withdraw", response_model=DeploymentDetail, dependencies=plan,
        summary="Take a deployment back, with its shifts to come",
    )  # fmt: skip
    def post_withdraw(
        deployment_id: str, form: Decided, actor: Acting, idempotency_key: IdempotencyKey = None
    ) -> Response:
        asked = act_now(work, actor, form.version, form.why, f"withdraw {deployment_id}", idempotency_key)
        return shown(actor, withdraw(work.room, asked, deployment_id))

    @router.get("/{deployment_id}/csv", response_class=Response, dependencies=read, summary="The roster as CSV")
    def get_csv(deployment_id: str, actor: Acting, version: Version = None) -> Response:
        found = seen_deployment(work.room, actor, deployment_id, version)
        detail = detail_of(work.room, actor, found, work.clock.now(), work.desk.packs)
        columns, rows = roster_rows(detail, work.desk.city.zone)
        return csv_table(columns, rows, _file_name(found))

    @router.get("/{deployment_id}/xlsx", response_class=Response, dependencies=read, summary="The roster as a workbook")
    def get_xlsx(deployment_id: str, actor: Acting, version: Version = None) -> Response:
        found = seen_deployment(work.room, actor, deployment_id, version)
        detail = detail_of(work.room, actor, found, work.clock.now(), work.desk.packs)
        headers = {"Content-Disposition": f'attachment; filename="{_file_name(found)}.xlsx"'}
        return Response(roster_book(detail, work.desk.city.zone), media_type=SHEET, headers=headers)

    return router


def deployments_of(work: WorkDesk, actor: Actor) -> Deployments:
    """What the list shows."""
    tree, pack = work.room.units(), work.desk.packs["deployment"]
    scope = scope_of(actor, tree)
    kinds = work.desk.packs["patrols"].get("units.kinds")
    may = Permission.ISSUE in actor.permissions
    choices = (u for u in tree.units.values() if may and u.unit_id in scope and u.kind.value in kinds)
    return Deployments(
        rows=tuple(line_of(work.room, h) for h in work.room.store.list_deployments(scope)),
        may_plan=may,
        units=tuple(UnitOfList(u.unit_id, u.name) for u in choices),
        days=int(pack.get("city.days")),
        most_days=int(pack.get("city.most_days")),
        shifts=tuple(shift_names(pack).values()),
        as_of=work.clock.now(),
    )


def own_placements(work: WorkDesk, actor: Actor) -> tuple[PlacementDetail, ...]:
    """Placements of the actor's own unit that are not over, of versions that were issued, soonest first."""
    now, store, own = work.clock.now(), work.room.store, frozenset({actor.unit_id})
    found = [*placements_ahead(store, own, now), *carried_posts(store, own, now)]
    return tuple(placement_line(work, one) for one in sorted(found, key=lambda p: p.starts_at))


def placement_line(work: WorkDesk, one: Placed) -> PlacementDetail:
    """A placement as it is shown."""
    names = shift_names(work.desk.packs["deployment"])
    told = {f.name: getattr(one, f.name) for f in fields(one)}
    return PlacementDetail(**told, shift_name=names.get(one.shift[11:], Text(one.shift, one.shift)))


def _file_name(version: DeploymentVersion) -> str:
    name = f"{version.head.deployment_id}-v{version.head.version}"
    return f"simulated-{name}" if version.head.simulated else name

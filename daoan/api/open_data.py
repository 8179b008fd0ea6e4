"""``/open``: what was released as open data, for anybody, without signing in; and releasing it, for whoever may.

The door is open only where the settings say so (:func:`daoan.api.guard.readers`). Calls are counted by a keyed token of
their address; the address itself is kept nowhere.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from daoan.api.answers import json_of
from daoan.api.gate import SignedIn
from daoan.api.guard import Acting, Signed, needs, readers
from daoan.api.open_data_shapes import Draft, DraftSet, OpenPage, Standing
from daoan.api.open_doors import TOO_MANY, count_address
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.edge.open_files import MEDIA
from daoan.jobs.open_data.releases import Release, file_of, get_release, list_releases, withdraw_release
from daoan.jobs.open_data.releasing import OpenDesk, draft_tables, find_obstacle, ground_of, is_released, release
from daoan.terms.errors import NotAllowed
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

Version = Annotated[int, Path(ge=1, le=1_000_000)]


class WhyWithdrawn(BaseModel):
    """Why a release is withdrawn, as readers see it, in both languages."""

    en: Annotated[str, Field(min_length=3, max_length=400)]
    zh: Annotated[str, Field(min_length=2, max_length=400)]


def open_data_routes(work: WorkDesk) -> APIRouter:
    """Routes of open data; each says for itself who may ask."""
    router = APIRouter(prefix="/open", tags=["open data"], responses=PROBLEMS)
    may = [needs(Permission.SUPERVISE)]

    @router.get("", response_model=OpenPage, summary="What was released", dependencies=[readers()], responses=TOO_MANY)
    def get_page(request: Request) -> Response:
        _count(work, request, "calls")
        city, store = work.desk.city, work.desk.store
        page = OpenPage(city.name, city.zone, city.simulated, work.desk.gate.entrances.licence, list_releases(store))
        return json_of(page)

    @router.get(
        "/standing",
        response_model=Standing,
        summary="Whether the door is open, what was released, what stands in the way",
        dependencies=[needs(Permission.SUPERVISE, Permission.CONFIGURE)],
    )
    def get_standing(actor: Acting) -> Response:
        desk, opened = desk_of(work), work.desk.gate.entrances
        may_release = Permission.SUPERVISE in actor.permissions and _is_top(work, actor)
        releases = list_releases(desk.settings)
        return json_of(Standing(opened.open_data, opened.licence, find_obstacle(desk), may_release, releases))

    @router.get("/draft", response_model=Draft, summary="What would be released now", dependencies=may)
    def get_draft(actor: Acting) -> Response:
        _require_top(work, actor)
        return json_of(_draft(work))

    @router.post(
        "/releases",
        response_model=Release,
        status_code=201,
        summary="Release what the latest run tells",
        dependencies=may,
    )
    def post_release(actor: Acting, signed: Signed) -> Response:
        _require_top(work, actor)
        answer = json_of(release(desk_of(work), work.desk.view(), signed.person, work.desk.gate.clock.now()))
        answer.status_code = 201
        return answer

    @router.delete("/releases/{version}", response_model=Release, summary="Withdraw a release", dependencies=may)
    def delete_release(version: Version, why: WhyWithdrawn, actor: Acting, signed: Signed) -> Response:
        _require_top(work, actor)
        note = _note(work, signed, "open_data.withdraw", str(version))
        return json_of(withdraw_release(work.desk.store, version, Text(why.en, why.zh), note))

    @router.get(
        "/{version}/{name}", response_class=Response, summary="A file of a release", dependencies=[readers()],
        responses=TOO_MANY,
    )  # fmt: skip
    def get_file(version: Version, name: Annotated[str, Path(max_length=60)], request: Request) -> Response:
        _count(work, request, "files")
        content = file_of(work.desk.store, get_release(work.desk.store, version), name)
        headers = {"Content-Disposition": f'attachment; filename="{work.desk.city.code}-{version}-{name}"'}
        kind = name.rsplit(".", 1)[-1]
        return Response(content, media_type=MEDIA.get(kind, "application/octet-stream"), headers=headers)

    return router


def desk_of(work: WorkDesk) -> OpenDesk:
    """What releases of this server are made with."""
    desk = work.desk
    return OpenDesk(desk.store, desk.city, desk.packs["open-data"], desk.gate.entrances.licence)


def _draft(work: WorkDesk) -> Draft:
    desk, view, opened = desk_of(work), work.desk.view(), work.desk.gate.entrances
    ground = ground_of(desk, view)
    tables = draft_tables(desk, view, ground)
    return Draft(
        opened.open_data,
        opened.licence,
        view.run.as_of,
        tuple(DraftSet(t.name, t.title, len(t.rows), t.records, t.suppressed, t.held) for t in tables.values()),
        ground.ends.date().isoformat(),
        int(desk.pack.get("anonymity.lag_days")),
        ground.k,
        desk.pack.stamp,
        is_released(desk, view, tables),
    )


def _require_top(work: WorkDesk, actor: Actor) -> None:
    """What is released is the whole city's: only people of its topmost unit may. Raises :class:`NotAllowed`."""
    if not _is_top(work, actor):
        raise NotAllowed("open data is released by people of the topmost unit · 开放数据由最上级单位发布", "scope")


def _is_top(work: WorkDesk, actor: Actor) -> bool:
    return work.room.units().get(actor.unit_id).parent is None


def _note(work: WorkDesk, signed: SignedIn, action: str, subject: str) -> AuditNote:
    return work.desk.gate.note(signed.person, action, subject)


def _count(work: WorkDesk, request: Request, what: str) -> None:
    count_address(work, request, f"open {what}", int(work.desk.packs["open-data"].get(f"bounds.{what}_of_address")))

"""``/keeping``: what would be purged, what is held and why, the log of what went; holds ordered and released."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from daoan.api.answers import json_of
from daoan.api.guard import Signed, TheGate, needs
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.jobs.holding import Ordered, order_hold, release_hold
from daoan.jobs.keepers import JobState
from daoan.jobs.keeping import KeepRun, KindPlan, plan_purge
from daoan.terms.masking import mask_all, mask_text
from daoan.terms.records.retained import LegalHold, PurgeLine
from daoan.terms.roles import Permission

LOG_LINES = 100
Ref = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How retention stands. ``log``: latest line first."""

    plans: tuple[KindPlan, ...]
    holds: tuple[LegalHold, ...]
    log: tuple[PurgeLine, ...]
    state: JobState[KeepRun]


@dataclass(frozen=True, slots=True)
class NewHold:
    """A hold to order: on all that fits what is given; nothing given but the reason holds everything."""

    why: Annotated[str, Field(min_length=1, max_length=500)]
    kinds: Annotated[tuple[Ref, ...], Field(max_length=40)] = ()
    record_ids: Annotated[tuple[Ref, ...], Field(max_length=500)] = ()
    cases: Annotated[tuple[Ref, ...], Field(max_length=100)] = ()


def keeping_routes(work: WorkDesk) -> APIRouter:
    """Routes about how long records are kept."""
    router = APIRouter(prefix="/keeping", tags=["keeping"], responses=PROBLEMS)
    read, run = [needs(Permission.READ_AUDIT, Permission.CONFIGURE)], [needs(Permission.CONFIGURE)]

    @router.get("", response_model=Keeping, dependencies=read, summary="What would go, what is held, what went")
    def get_keeping() -> Response:
        return json_of(keeping_of(work))

    @router.post("/run", response_model=JobState[KeepRun], dependencies=run, summary="Purge what is due now")
    def post_run(signed: Signed) -> Response:
        return json_of(work.records.run(signed.person.person_id))

    @router.post(
        "/holds", response_model=LegalHold, status_code=201, dependencies=run, summary="Order that something be kept"
    )
    def post_hold(body: NewHold, gate: TheGate, signed: Signed) -> Response:
        asked = Ordered(body.why, body.kinds, body.record_ids, body.cases)
        by = signed.person.person_id
        hold = order_hold(work.desk.store, work.desk.packs["retention"], asked, by, work.clock.now(), gate.clock.now())
        answer = json_of(shown(hold))
        answer.status_code = 201
        return answer

    @router.post("/holds/{hold_id}/release", response_model=LegalHold, dependencies=run, summary="Release a hold")
    def post_release(hold_id: str, gate: TheGate, signed: Signed) -> Response:
        by = signed.person.person_id
        return json_of(shown(release_hold(work.desk.store, hold_id, by, work.clock.now(), gate.clock.now())))

    return router


def keeping_of(work: WorkDesk) -> Keeping:
    """How retention stands now."""
    store, pack = work.desk.store, work.desk.packs["retention"]
    first = max(0, store.last_purge() - LOG_LINES)
    return Keeping(
        plans=plan_purge(store, pack, work.clock.now(), work.lake),
        holds=tuple(map(shown, store.list_holds())),
        log=tuple(line for _, line in reversed(store.list_purges(first, LOG_LINES))),
        state=work.records.state,
    )


def shown(hold: LegalHold) -> LegalHold:
    """A hold as pages show it: numbers of people that somebody wrote into it masked."""
    return replace(hold, why=mask_text(hold.why), record_ids=mask_all(hold.record_ids), cases=mask_all(hold.cases))

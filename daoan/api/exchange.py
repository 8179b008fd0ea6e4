"""``/exchange``: outside, what became of one's own acts: those that wait for the inside, and those that it refused."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Response

from daoan.api.answers import json_of, unkept
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.jobs.exchange.settling import UNDER_WAY
from daoan.jobs.exchange.standing import side_of
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.exchanged import ActState, CarriedAct, Side

MOST = 200


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act. ``matter``: the id of what it is about, where there is such here; ``message``: why it was refused."""

    at: datetime
    what: str  # open, events, comments, attachments, batch, photos
    matter: str
    title: str
    code: str
    message: Text | None


@dataclass(frozen=True, slots=True)
class OwnActs:
    """Whether this is the outside, how many acts wait, and those that were refused inside, latest first."""

    outside: bool
    waiting: int
    oldest_at: datetime | None
    refused: tuple[ActLine, ...]


def exchange_routes(work: WorkDesk) -> APIRouter:
    """Routes about what is carried."""
    router = APIRouter(prefix="/exchange", tags=["exchange"], responses=PROBLEMS)

    @router.get("/acts", response_model=OwnActs, summary="Own acts that wait for the inside, or that it refused")
    def get_acts(actor: Acting) -> Response:
        return unkept(json_of(own_acts(work, actor.person_id)))

    return router


def own_acts(work: WorkDesk, person_id: str) -> OwnActs:
    """What is to be told to somebody of their acts."""
    store = work.room.store
    if side_of(store) is not Side.OUTSIDE:
        return OwnActs(False, 0, None, ())
    waiting = store.list_carried(UNDER_WAY, person_id=person_id, limit=MOST)
    days = timedelta(days=float(work.desk.packs["exchange"].get("outside.told_days")))
    since = work.clock.now() - days
    refused = store.list_carried((ActState.REFUSED,), person_id=person_id, limit=MOST)
    told = [act for act in refused if act.answered_at is not None and act.answered_at >= since]
    lines = tuple(_line(work, act) for act in reversed(told))
    return OwnActs(True, len(waiting), waiting[0].at if waiting else None, lines)


def _line(work: WorkDesk, act: CarriedAct) -> ActLine:
    parts = act.path.split("/")
    what = "open" if act.path.endswith("/work") else "photos" if "photos" in parts else parts[-1]
    try:
        title = mask_text(work.room.store.get_matter(act.subject).title) if act.subject else ""
    except NotFound:
        title = ""
    return ActLine(act.at, what, act.subject if title else "", title, act.code, act.message)

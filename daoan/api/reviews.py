"""``/audit/review``: the monthly review of look-ups, and what was said about each line."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from daoan.api.answers import json_of
from daoan.api.gate import SignedIn
from daoan.api.guard import Signed, TheGate, needs
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.jobs.reviewing import OWN, Sheet, known_of, mark_line, read_month
from daoan.terms.roles import Permission

Month = Annotated[str, Query(max_length=7)]
Seed = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True, slots=True)
class NewMark:
    """What was said about a line."""

    line: Annotated[int, Field(ge=1, le=2**53)]
    word: Literal["asked", "explained", "escalated"]
    note: Annotated[str, Field(max_length=1000)] = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """The line that says so."""

    line: int


def review_routes(work: WorkDesk) -> APIRouter:
    """Routes about the review; reading it is a line of the log too."""
    router = APIRouter(
        prefix="/audit/review", tags=["audit"], responses=PROBLEMS, dependencies=[needs(Permission.READ_AUDIT)]
    )

    @router.get("", response_model=Sheet, summary="Look-ups of a month to ask about: flagged, and drawn by lot")
    def get_review(gate: TheGate, signed: Signed, month: Month, seed: Seed = "") -> Response:
        now, (by, unit) = gate.clock.now(), _who(signed)
        lines = work.looked.lines()
        known = known_of(work.room, lines, work.desk.subject_key, work.desk.store.find_setting(OWN))
        answer = json_of(read_month(work.room, work.desk.packs, lines, known, month, seed, by, unit, now))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @router.post("/marks", response_model=Marked, status_code=201, summary="Say what came of asking about a line")
    def post_mark(body: NewMark, gate: TheGate, signed: Signed) -> Response:
        by, unit = _who(signed)
        lines = work.looked.lines()
        entry = mark_line(work.room, lines, by, unit, body.line, body.word, body.note, gate.clock.now())
        answer = json_of(Marked(entry.number))
        answer.status_code = 201
        return answer

    return router


def _who(signed: SignedIn) -> tuple[str, str]:
    return signed.person.person_id, signed.person.unit_id

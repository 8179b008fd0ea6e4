"""``/work/{id}/letter.docx`` and ``.pdf``: the letter of a case of supervision, to be completed and signed."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from daoan.api.asking import Lang
from daoan.api.bulletins import file_of
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.jobs.letters import MARKS, marks_in, masked, write_letter
from daoan.jobs.workroom import require_seen
from daoan.terms.letters import document_of


def letter_routes(work: WorkDesk) -> APIRouter:
    """Routes about letters."""
    router = APIRouter(prefix="/work", tags=["work"], responses=PROBLEMS)

    @router.get("/{matter_id}/letter.{kind}", response_class=Response, summary="The letter of a case of supervision")
    def get_letter(
        matter_id: str,
        kind: Annotated[str, Path(pattern="^(docx|pdf)$")],
        actor: Acting,
        lang: Lang = "zh",
    ) -> Response:
        desk, room, eyes = work.desk, work.room, work.eyes(actor)
        case, family = room.load(matter_id)
        require_seen(actor, case, family, room.units())
        marks = marks_in(desk.store.find_setting(MARKS))
        letter = write_letter(
            room, case, desk.packs["supervision"], work.clock.now(), marks,
            simulated=desk.city.simulated, shown=lambda one: one if eyes.sees(one.matter_id) else masked(one),
        )  # fmt: skip
        content = desk.press.set(document_of(letter), lang, kind)
        return file_of(content, kind, f"{case.matter_id}-{case.level}-{lang}.{kind}")

    return router

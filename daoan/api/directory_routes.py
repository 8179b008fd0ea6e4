"""``/session/directory``: signing in by the city's own directory.

The directory sends the browser back to a page of the console, which posts what it was sent. So nothing changes by a
GET, every cookie stays with this site alone, and only our own page can finish what it began.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from daoan.api import directory
from daoan.api.answers import json_of, unkept
from daoan.api.gate import Client, Gate, SignedIn
from daoan.api.guard import Asking, TheGate, public
from daoan.api.letting_in import Code, SessionFacts, let_in, require_own_page
from daoan.api.places import origin_of
from daoan.api.problems import PROBLEMS, problem

COOKIE = "daoan_directory"
PATH = "/api/v1/session/directory"
Long = Annotated[str, Field(max_length=4000)]


@dataclass(frozen=True, slots=True)
class Way:
    """Where the browser goes now."""

    address: str


class BackForm(BaseModel):
    """What the directory sent the browser back with."""

    code: Long
    state: Long
    iss: Long = ""


class CodeForm(BaseModel):
    """The code of an authenticator."""

    code: Code


def directory_routes() -> APIRouter:
    """Routes of the directory; 404 where none is configured."""
    router = APIRouter(tags=["session"], responses=PROBLEMS)

    @router.post("/session/directory", response_model=Way, dependencies=[public()], summary="Begin at the directory")
    def begin(request: Request, gate: TheGate) -> Response:
        require_own_page(request)
        origin = origin_of(request, gate.entrances)
        token, address = directory.begin(gate, origin)
        return _remember(unkept(json_of(Way(address))), token, origin)

    @router.post(
        "/session/directory/answer", response_model=SessionFacts, dependencies=[public()],
        summary="Back from the directory; 401 with code second-factor where a code is owed",
    )  # fmt: skip
    def finish(form: BackForm, request: Request, gate: TheGate, client: Asking) -> Response:
        require_own_page(request)
        token = request.cookies.get(COOKIE, "")
        return _answer(gate, request, client, directory.finish(gate, token, form.code, form.state, form.iss, client))

    @router.post(
        "/session/directory/code", response_model=SessionFacts, dependencies=[public()], summary="The code that is owed"
    )
    def finish_with_code(form: CodeForm, request: Request, gate: TheGate, client: Asking) -> Response:
        require_own_page(request)
        token = request.cookies.get(COOKIE, "")
        return _answer(gate, request, client, directory.finish_with_code(gate, token, form.code, client), again=True)

    return router


def _answer(gate: Gate, request: Request, client: Client, found: SignedIn | str, *, again: bool = False) -> Response:
    if isinstance(found, SignedIn):
        answer = let_in(gate, request, client, found)
        answer.delete_cookie(COOKIE, path=PATH)
        return answer
    words = "the code is wrong" if again else "the code of your authenticator is needed"
    owed = unkept(problem(401, "wrong" if again else "second-factor", words))
    return _remember(owed, found, origin_of(request, gate.entrances))


def _remember(answer: Response, token: str, origin: str) -> Response:
    secure = origin.startswith("https:")
    answer.set_cookie(COOKIE, token, path=PATH, httponly=True, samesite="strict", secure=secure)
    return answer

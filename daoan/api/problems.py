"""Errors over HTTP, all in one shape: RFC 9457 problem details."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from daoan.terms.errors import (
    Conflict,
    DaoanError,
    Fault,
    InputError,
    NotAllowed,
    NotFound,
    NotSignedIn,
    PlanImpossible,
)

STATUS_OF: tuple[tuple[type[DaoanError], int, str], ...] = (
    (NotFound, 404, "not-found"),
    (Conflict, 409, "conflict"),
    (InputError, 422, "input"),
    (Fault, 500, "fault"),
)

#: What every route may answer besides its own success, for the OpenAPI document.
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"description": what, "content": {"application/problem+json": {"schema": PROBLEM_SCHEMA}}}
    for code, what in (
        (401, "Nobody is signed in"),
        (403, "Whoever is signed in may not do this"),
        (404, "Nothing under that name"),
        (422, "The request cannot be understood"),
    )
}


def problem(status: int, kind: str, detail: str, **more: Any) -> JSONResponse:
    """One problem document. ``more``: members besides the four that every problem has."""
    title = {"not-found": "Not found", "input": "Input cannot be used"}.get(kind, kind.replace("-", " ").capitalize())
    body = {"type": f"urn:daoan:problem:{kind}", "title": title, "status": status, "detail": detail} | more
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def install_problem_handlers(app: FastAPI) -> None:
    """Make every error of the app answer in the one shape."""

    @app.exception_handler(DaoanError)
    def _ours(_request: Request, error: DaoanError) -> JSONResponse:
        if isinstance(error, NotSignedIn | NotAllowed):
            return problem(401 if isinstance(error, NotSignedIn) else 403, error.code, str(error))
        if isinstance(error, PlanImpossible):
            words = [{"en": en, "zh": zh} for en, zh in error.conflict]
            return problem(422, "plan-impossible", str(error), conflict=words)
        for kind, status, name in STATUS_OF:
            if isinstance(error, kind):
                return problem(status, name, str(error))
        return problem(500, "fault", str(error))

    @app.exception_handler(RequestValidationError)
    def _request(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        return problem(422, "input", f"{where}: {first['msg']}")

    @app.exception_handler(Exception)
    def _fault(_request: Request, error: Exception) -> JSONResponse:
        return problem(500, "fault", f"a fault of ours ({type(error).__name__}); it is in the server's log")

    @app.exception_handler(HTTPException)
    def _http(_request: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, "not-found" if error.status_code == 404 else "http", str(error.detail))

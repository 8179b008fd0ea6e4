"""``/docs``: how-tos and model pages as they ship, which the help beside each page leads to."""

from functools import cache
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Response

from daoan.api.problems import PROBLEMS
from daoan.terms.errors import NotFound

DOCS = FilePath(__file__).parents[2] / "docs"
ROOMS = ("how-to", "models")


def docs_routes() -> APIRouter:
    """Routes about the docs."""
    router = APIRouter(prefix="/docs", tags=["words"], responses=PROBLEMS)

    @router.get("/{room}/{name}", response_class=Response, summary="A page of the docs, as Markdown")
    def get_page(room: Annotated[str, Path(max_length=20)], name: Annotated[str, Path(max_length=60)]) -> Response:
        found = _pages().get(f"{room}/{name}")
        if found is None:
            raise NotFound("there is no such page of the docs 没有该文档")
        return Response(found.read_bytes(), media_type="text/plain; charset=utf-8")

    return router


@cache
def _pages() -> dict[str, FilePath]:
    """Pages by room and name; what is asked for is looked up here and never a path."""
    return {f"{room}/{page.stem}": page for room in ROOMS for page in (DOCS / room).glob("*.md")}

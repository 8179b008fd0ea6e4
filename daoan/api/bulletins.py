"""``/bulletins``: the monthly bulletin as docx or PDF."""

import re
from typing import Annotated

from fastapi import APIRouter, Path, Response

from daoan.api.asking import Lang
from daoan.api.desk import Desk
from daoan.api.problems import PROBLEMS
from daoan.edge.documents.press import MEDIA
from daoan.jobs.documents.gathering import material_of
from daoan.learn.documents.monthly import monthly_bulletin
from daoan.terms.documents import Document
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text

MONTH = re.compile(r"\d{4}-\d{2}")


def bulletin_routes(desk: Desk) -> APIRouter:
    """Routes about bulletins."""
    router = APIRouter(prefix="/bulletins", tags=["bulletins"], responses=PROBLEMS)

    @router.get("/{period}.{kind}", response_class=Response, summary="The bulletin of a month")
    def get_bulletin(
        period: Annotated[str, Path(max_length=12)],
        kind: Annotated[str, Path(pattern="^(docx|pdf)$")],
        lang: Lang = "zh",
    ) -> Response:
        name = f"daoan-{desk.city.code}-{period}-{lang}.{kind}"
        return file_of(desk.press.set(bulletin_of(desk, period), lang, kind), kind, name)

    return router


def bulletin_of(desk: Desk, period: str) -> Document:
    """The bulletin of a period that the run has indicators for. Raises :class:`NotFound` for others."""
    if not MONTH.fullmatch(period):
        raise NotFound(f"a bulletin is about a month, written 2019-12, not {period!r}")
    name = desk.city.name
    issuer = Text(f"{name.en}: road safety", f"{name.zh}道路交通安全")
    return monthly_bulletin(material_of(desk.view(), desk.city, issuer, desk.packs["documents"]), period)


def file_of(content: bytes, kind: str, name: str) -> Response:
    """A document as a download. ``kind``: docx or pdf."""
    return Response(content, media_type=MEDIA[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})

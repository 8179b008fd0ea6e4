"""``/bulletins``: the monthly bulletin as docx or PDF."""

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.edge.documents.docx import docx_of
from daoan.edge.documents.pdf import pdf_of
from daoan.learn.bulletin import monthly_bulletin
from daoan.terms.city import City
from daoan.terms.documents import Document
from daoan.terms.errors import NotFound
from daoan.terms.records import Alert, BlackSpot, DutyPlan, HazardTicket, IndicatorSet, Scorecard, SegmentEstimate

MONTH = re.compile(r"\d{4}-\d{2}")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def bulletin_routes(desk: Desk) -> APIRouter:
    """Routes about bulletins."""
    router = APIRouter(prefix="/bulletins", tags=["bulletins"], responses=PROBLEMS)

    @router.get("/{period}.{kind}", response_class=Response, summary="The bulletin of a month")
    def get_bulletin(
        period: Annotated[str, Path(max_length=12)],
        kind: Annotated[str, Path(pattern="^(docx|pdf)$")],
        lang: Annotated[str, Query(pattern="^(en|zh)$")] = "zh",
    ) -> Response:
        document = bulletin_of(desk.city, desk.view(), period)
        if kind == "docx":
            content, media = docx_of(document, lang), DOCX
        else:
            content, media = pdf_of(document, lang, desk.web, desk.cache), "application/pdf"
        name = f"daoan-{desk.city.code}-{period}-{lang}.{kind}"
        return Response(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    return router


def bulletin_of(city: City, view: View, period: str) -> Document:
    """The bulletin of a period that the run has indicators for. Raises :class:`NotFound` for others."""
    if not MONTH.fullmatch(period):
        raise NotFound(f"a bulletin is about a month, written 2019-12, not {period!r}")
    sets = [s for s in view.all(IndicatorSet) if s.area == city.code]
    month = next((s for s in sets if s.period == period), None)
    if month is None:
        raise NotFound(f"there are no indicators for {period!r}; there are: {', '.join(s.period for s in sets)}")
    year = next((s for s in sets if s.period == period[:4]), None)
    cards = view.all(Scorecard)
    return monthly_bulletin(
        city,
        view.run,
        month,
        year,
        view.all(SegmentEstimate),
        view.all(BlackSpot),
        view.all(HazardTicket),
        view.all(Alert),
        view.all(DutyPlan),
        cards[0] if cards else None,
    )

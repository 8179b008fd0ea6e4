"""``/counties``: the situation of counties and road classes, and the warnings that follow from it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.api.answers import csv_of, json_of, page_of
from daoan.api.asking import After, Format, Limit
from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.assess.situation import months_needed
from daoan.terms.codes import Level
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import CountyAssessment, CountyWarning

NO_OUTLINES = b'{"type":"FeatureCollection","features":[]}'
Kind = Annotated[str | None, Query(pattern="^(area|road_class)$")]


@dataclass(frozen=True, slots=True)
class Assessments:
    """A page of assessments; ``shortest_months``: full months of record that an assessment needs at least."""

    rows: list[CountyAssessment]
    next: str | None
    total: int
    shortest_months: int


@dataclass(frozen=True, slots=True)
class CountyDetail:
    """One assessment with the warnings about the county, the open one first."""

    assessment: CountyAssessment
    warnings: list[CountyWarning]


@dataclass(frozen=True, slots=True)
class CountyLine:
    """An assessment as one line of a table."""

    unit: str
    kind: str
    name: Text
    month: str
    level: Level
    score: Estimate
    rank: int
    rank_low: int
    rank_high: int
    reasons: tuple[Text, ...]
    rule_pack: str


def county_routes(desk: Desk) -> APIRouter:
    """Routes about counties."""
    router = APIRouter(prefix="/counties", tags=["counties"], responses=PROBLEMS)

    @router.get("", response_model=Assessments, summary="Situation of counties, then of road classes, gravest first")
    def list_counties(
        kind: Kind = None,
        after: After = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [a for a in desk.view().all(CountyAssessment) if kind is None or a.kind == kind]
        if format == "csv":
            return csv_of([line_of(row) for row in rows], "counties", simulated=desk.city.simulated)
        return json_of(page_of(rows, after, limit) | {"shortest_months": months_needed(desk.packs["situation"])})

    @router.get("/outlines", response_model=dict, summary="Borders of counties as GeoJSON, WGS-84; maybe none")
    def get_outlines() -> Response:
        headers = {"Cache-Control": "private, max-age=3600"}
        return Response(desk.outlines() or NO_OUTLINES, media_type="application/json", headers=headers)

    @router.get("/{unit}", response_model=CountyDetail, summary="One county or road class with its warnings")
    def get_county(unit: str, format: Format = "json") -> Response:  # noqa: A002
        detail = county_detail(desk.view(), unit)
        if format == "csv":
            return csv_of(detail.assessment.indicators, "county-indicators", simulated=desk.city.simulated)
        return json_of(detail)

    return router


def county_detail(view: View, unit: str) -> CountyDetail:
    """One unit's assessment and warnings. Raises :class:`NotFound`."""
    found = view.one(CountyAssessment, "unit", unit)
    return CountyDetail(found, [w for w in view.all(CountyWarning) if w.unit == unit])


def line_of(row: CountyAssessment) -> CountyLine:
    """What a table shows of an assessment."""
    return CountyLine(**{name: getattr(row, name) for name in CountyLine.__slots__})

"""``/recent``: how complete the latest weeks are, and where recording changed."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from daoan.api.answers import csv_of, json_of, list_answer, page_of
from daoan.api.asking import After, Format, Limit
from daoan.api.desk import Desk
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import Paged
from daoan.terms.estimates import Estimate
from daoan.terms.records import Nowcast, RecordingBreak


@dataclass(frozen=True, slots=True)
class NowcastRow:
    """One week of one nowcast, as a line of a table."""

    area: str
    severity: str
    state: str
    starts: datetime
    ends: datetime
    known: int
    completeness: Estimate | None
    crashes: Estimate | None


def recent_routes(desk: Desk) -> APIRouter:
    """Routes about the latest weeks."""
    router = APIRouter(prefix="/recent", tags=["recent"], responses=PROBLEMS)

    @router.get("/nowcasts", response_model=Paged[Nowcast], summary="Recent weeks by area and severity")
    def list_nowcasts(
        area: str | None = None,
        severity: str | None = None,
        after: After = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        """``severity``: a severity's code, or "all" for all of them together. CSV has one line a week."""
        rows = [
            n
            for n in desk.view().all(Nowcast)
            if (area is None or n.area == area) and (severity is None or (n.severity or "all") == severity)
        ]
        if format == "csv":
            return csv_of([line for n in rows for line in _lines(n)], "nowcasts", simulated=desk.city.simulated)
        return json_of(page_of(rows, after, limit))

    @router.get("/breaks", response_model=Paged[RecordingBreak], summary="Breaks in recording, latest first")
    def list_breaks(
        column: str | None = None,
        after: After = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [b for b in desk.view().all(RecordingBreak) if column is None or b.column == column]
        return list_answer(rows, "recording-breaks", format, after, limit, simulated=desk.city.simulated)

    return router


def _lines(n: Nowcast) -> list[NowcastRow]:
    return [
        NowcastRow(n.area, n.severity or "all", n.state, w.starts, w.ends, w.known, w.completeness, w.crashes)
        for w in n.weeks
    ]

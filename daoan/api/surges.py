"""``/surges``: what surges, and every weekly series that is watched for it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.api.answers import json_of, list_answer
from daoan.api.asking import After, Format, Limit
from daoan.api.coarse import coarse_crashes
from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import Paged, SurgeDetail
from daoan.terms.records import Surge, WatchedSeries

Weeks = Annotated[int | None, Query(ge=0, le=1000, description="so many weeks of each alone, the latest")]


def surge_routes(desk: Desk) -> APIRouter:
    """Routes about surges."""
    router = APIRouter(prefix="/surges", tags=["surges"], responses=PROBLEMS)

    @router.get("", response_model=Paged[Surge], summary="Surges, least probable first")
    def list_surges(
        area: str | None = None,
        after: After = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [s for s in desk.view().all(Surge) if area is None or s.area == area]
        return list_answer(rows, "surges", format, after, limit, simulated=desk.city.simulated)

    @router.get("/series", response_model=Paged[WatchedSeries], summary="Weekly series that are watched")
    def list_series(
        area: str | None = None,
        series_id: str | None = None,
        state: str | None = None,
        weeks: Weeks = None,
        after: After = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [
            s
            for s in desk.view().all(WatchedSeries)
            if (area is None or s.area == area)
            and (series_id is None or s.series_id == series_id)
            and (state is None or s.state == state)
        ]
        if weeks is not None:
            rows = [replace(s, weeks=s.weeks[:weeks]) for s in rows]
        return list_answer(rows, "watched-series", format, after, limit, simulated=desk.city.simulated)

    @router.get("/{surge_id}", response_model=SurgeDetail, summary="One surge with its series and crashes")
    def get_surge(surge_id: str) -> Response:
        return json_of(_detail(desk.view(), surge_id, desk.city.zone))

    return router


def _detail(view: View, surge_id: str, zone: str) -> SurgeDetail:
    surge = view.one(Surge, "surge_id", surge_id)
    return SurgeDetail(
        surge=surge,
        series=view.one(WatchedSeries, "series_id", surge.series_id),
        crashes=coarse_crashes(view, surge.crash_ids, zone),
    )

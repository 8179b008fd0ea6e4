"""``/crashes``: crashes, coarsened."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.api.answers import json_of
from daoan.api.coarse import CoarseCrash, coarsen
from daoan.api.desk import Desk
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import Paged
from daoan.store.protocol import CrashFilter
from daoan.terms.codes import Severity
from daoan.terms.errors import InputError, NotFound
from daoan.terms.times import local_to_utc


def crash_routes(desk: Desk) -> APIRouter:
    """Routes about crashes."""
    router = APIRouter(prefix="/crashes", tags=["crashes"], responses=PROBLEMS)

    @router.get("", response_model=Paged[CoarseCrash], summary="Crashes, latest first, coarsened")
    def list_crashes(
        since: datetime | None = None,
        until: datetime | None = None,
        area: str | None = None,
        severity: Annotated[str | None, Query(max_length=80, description="One or several, separated by commas")] = None,
        bbox: str | None = None,
        after: str | None = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> Response:
        view, zone = desk.view(), desk.city.zone
        where = CrashFilter(
            since=utc_of(since, zone),
            until=utc_of(until, zone),
            area=area,
            severities=severities_of(severity),
            bounds=bounds_of(bbox),
        )
        page = desk.store.page_crashes(view.run.as_of, where=where, after=after, limit=limit)
        rows = [coarsen(c, view.snaps().get(c.crash_id), zone) for c in page.rows]
        total = desk.store.count_crashes(view.run.as_of, where)
        return json_of({"rows": rows, "next": page.next, "total": total})

    @router.get("/{crash_id:path}", response_model=CoarseCrash, summary="One crash, coarsened")
    def get_crash(crash_id: str) -> Response:
        view = desk.view()
        if crash_id not in view.crashes():
            raise NotFound(f"there is no crash {crash_id!r} as of {view.run.as_of:%Y-%m-%d %H:%M} UTC")
        return json_of(coarsen(view.crashes()[crash_id], view.snaps().get(crash_id), desk.city.zone))

    return router


def utc_of(moment: datetime | None, zone: str) -> datetime | None:
    """A time that a caller gave, in UTC; one without an offset is by the city's clock."""
    try:
        return moment and (local_to_utc(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC))
    except OverflowError:
        raise InputError(f"the time {moment} is outside the years 1 to 9999 in UTC") from None


def severities_of(words: str | None) -> tuple[Severity, ...]:
    """Severities from "fatal,serious". Raises :class:`InputError` for one that there is not."""
    try:
        return tuple(Severity(word.strip()) for word in (words or "").split(",") if word.strip())
    except ValueError:
        raise InputError(f"severity={words!r}: choose from {', '.join(Severity)}, separated by commas") from None


def bounds_of(bbox: str | None) -> tuple[float, float, float, float] | None:
    """West, south, east, north from "w,s,e,n". Raises :class:`InputError` for anything else."""
    if bbox is None:
        return None
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError:
        raise InputError(f"bbox={bbox!r} must be four numbers: west,south,east,north in degrees") from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError(f"bbox={bbox!r} is not west,south,east,north in degrees")
    return west, south, east, north

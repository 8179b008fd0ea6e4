"""``/crashes``: crashes, coarsened, and filtered by nothing finer than what is shown.

A filter on the exact minute or place would tell both: ask often enough, and halve what is left each time. So months and
rounded places are what ``since``, ``until`` and ``bbox`` look at.
"""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.api.answers import json_of, page_of
from daoan.api.asking import Limit
from daoan.api.coarse import CoarseCrash, coarsen
from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import Paged
from daoan.terms.codes import Severity
from daoan.terms.errors import InputError, NotFound


def crash_routes(desk: Desk) -> APIRouter:
    """Routes about crashes."""
    router = APIRouter(prefix="/crashes", tags=["crashes"], responses=PROBLEMS)

    @router.get("", response_model=Paged[CoarseCrash], summary="Crashes, latest month first, coarsened")
    def list_crashes(
        since: Annotated[date | None, Query(description="First day; its whole month counts")] = None,
        until: Annotated[date | None, Query(description="Day after the last; its whole month counts")] = None,
        area: str | None = None,
        severity: Annotated[str | None, Query(max_length=80, description="One or several, separated by commas")] = None,
        bbox: str | None = None,
        after: str | None = None,
        limit: Limit = 50,
    ) -> Response:
        wanted, bounds = severities_of(severity), bounds_of(bbox)
        first = f"{since:%Y-%m}" if since else ""
        last = f"{until - timedelta(days=1):%Y-%m}" if until and until > date.min else "9999-12"
        rows = [
            crash
            for crash in coarse_crashes(desk.view(), desk.city.zone)
            if first <= crash.month <= last
            and area in (None, crash.area)
            and (not wanted or crash.severity in wanted)
            and (bounds is None or _inside(crash, bounds))
        ]
        return json_of(page_of(rows, after, limit))

    @router.get("/{crash_id:path}", response_model=CoarseCrash, summary="One crash, coarsened")
    def get_crash(crash_id: str) -> Response:
        view = desk.view()
        if crash_id not in view.crashes():
            raise NotFound(f"there is no crash {crash_id!r} as of {view.run.as_of:%Y-%m-%d %H:%M} UTC")
        return json_of(coarsen(view.crashes()[crash_id], view.snaps().get(crash_id), desk.city.zone))

    return router


def coarse_crashes(view: View, zone: str) -> list[CoarseCrash]:
    """Every crash as the public view shows it, latest month first; inside a month by id, which tells no time."""

    def make() -> list[CoarseCrash]:
        rows = [coarsen(c, view.snaps().get(c.crash_id), zone) for c in view.crashes().values()]
        return sorted(rows, key=lambda c: (c.month, c.crash_id), reverse=True)

    rows: list[CoarseCrash] = view.keep("coarse", make)
    return rows


def _inside(crash: CoarseCrash, bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    if crash.lon is None or crash.lat is None:
        return False
    return west <= crash.lon <= east and south <= crash.lat <= north


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

"""``/segments``: every stretch with its risk, sortable, and one stretch with its evidence."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from daoan.api.answers import json_of, list_answer
from daoan.api.asking import Format, Limit
from daoan.api.coarse import coarsen
from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import Geometry, Paged, SegmentDetail
from daoan.terms.errors import InputError
from daoan.terms.records import BlackSpot, SegmentEstimate
from daoan.terms.times import utc_to_local

SORTS: dict[str, Any] = {
    "rank": lambda s: s.rank,
    "excess": lambda s: s.excess_crashes_per_year.value,
    "ksi": lambda s: s.ksi_per_year.value,
    "crashes": lambda s: s.crashes,
    "length": lambda s: s.length_m,
}


def segment_routes(desk: Desk) -> APIRouter:
    """Routes about stretches."""
    router = APIRouter(prefix="/segments", tags=["segments"], responses=PROBLEMS)

    @router.get("", response_model=Paged[SegmentEstimate], summary="Stretches with their risk")
    def list_segments(
        sort: str = "rank",
        desc: bool = False,
        road_class: str | None = None,
        area: str | None = None,
        q: Annotated[str | None, Query(max_length=80)] = None,
        after: str | None = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = sorted_segments(desk.view(), sort, desc)
        chosen = [row for row in rows if _matches(row, road_class, area, q)]
        return list_answer(chosen, "segments", format, after, limit, simulated=desk.city.simulated)

    @router.get("/{segment_id}", response_model=SegmentDetail, summary="One stretch with its evidence")
    def get_segment(segment_id: str) -> Response:
        return json_of(segment_detail(desk.view(), segment_id, desk.city.zone))

    return router


def sorted_segments(view: View, sort: str, desc: bool) -> list[SegmentEstimate]:
    """All stretches in one order. Raises :class:`InputError` for an order that there is not."""
    if sort not in SORTS:
        raise InputError(f"segments cannot be sorted by {sort!r}; choose from {', '.join(SORTS)}")
    rows: list[SegmentEstimate] = view.keep(
        ("segments", sort, desc), lambda: sorted(view.all(SegmentEstimate), key=SORTS[sort], reverse=desc)
    )
    return rows


def _matches(row: SegmentEstimate, road_class: str | None, area: str | None, q: str | None) -> bool:
    return (
        (road_class is None or row.road_class == road_class)
        and (area is None or row.area == area)
        and (not q or q.casefold() in (row.road_name or "").casefold())
    )


def segment_detail(view: View, segment_id: str, zone: str) -> SegmentDetail:
    """One stretch: estimate, line, crashes by year, its crashes coarsened, the black spots that lie on it."""
    estimate = view.one(SegmentEstimate, "segment_id", segment_id)
    snaps = view.snaps()
    here = [view.crashes()[i] for i in crashes_on(view).get(segment_id, ())]
    years = Counter(utc_to_local(c.happened_at, zone).year for c in here)
    ksi = Counter(utc_to_local(c.happened_at, zone).year for c in here if c.is_ksi)
    return SegmentDetail(
        estimate=estimate,
        geometry=lines_of(view, (segment_id,)),
        by_year=[(year, years[year], ksi[year]) for year in all_years(view, zone)],
        crashes=[coarsen(c, snaps.get(c.crash_id), zone) for c in reversed(here)],
        blackspots=[b.blackspot_id for b in view.all(BlackSpot) if segment_id in b.segment_ids],
    )


def crashes_on(view: View) -> dict[str, list[str]]:
    """Ids of the crashes on each stretch, in order of time."""

    def collect() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        snaps = view.snaps()
        for crash_id in view.crashes():
            snap = snaps.get(crash_id)
            if snap and snap.segment_id:
                found.setdefault(snap.segment_id, []).append(crash_id)
        return found

    rows: dict[str, list[str]] = view.keep("crashes_on", collect)
    return rows


def all_years(view: View, zone: str) -> range:
    """Every local year from the first crash to the run's moment."""

    def span() -> range:
        moments = [c.happened_at for c in view.crashes().values()]
        return (
            range(utc_to_local(min(moments), zone).year, utc_to_local(max(moments), zone).year + 1)
            if moments
            else range(0)
        )

    years: range = view.keep("years", span)
    return years


def lines_of(view: View, segment_ids: tuple[str, ...]) -> Geometry:
    """The lines of some stretches as one GeoJSON geometry, coordinates to about 0.1 m."""
    network = view.network()
    row_of = view.keep("row_of", lambda: {name: i for i, name in enumerate(network.segment_id)})
    lines: list[object] = [network.points_of(row_of[name]).round(6).tolist() for name in segment_ids if name in row_of]
    return Geometry("MultiLineString", lines)

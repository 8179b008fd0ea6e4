"""``/outlook``: the coming days by cell and shift, one cell with its reasons, and how good earlier outlooks were."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Response

from daoan.api.answers import csv_of, json_of, list_answer
from daoan.api.asking import After, Format, Limit
from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import OutlookMap, Paged
from daoan.api.tiling.layers import risk_class
from daoan.terms.errors import InputError, NotFound
from daoan.terms.records import Outlook, OutlookCell, OutlookScores

Period = Annotated[int | None, Query(ge=0, le=1000)]

_MISSING = "no outlook has been computed yet; run: daoan loop"


def outlook_routes(desk: Desk) -> APIRouter:
    """Routes about the short-term outlook. Nothing is fitted here: the loop did that, every night."""
    router = APIRouter(prefix="/outlook", tags=["outlook"], responses=PROBLEMS)

    @router.get("", response_model=Outlook, summary="The coming days of the whole city, or why there is no outlook")
    def get_outlook() -> Response:
        return json_of(outlook_of(desk.view()))

    @router.get("/scores", response_model=OutlookScores, summary="How good the outlooks of the past weeks were")
    def get_scores(format: Format = "json") -> Response:  # noqa: A002
        found = desk.view().all(OutlookScores)
        if not found:
            raise NotFound(_MISSING)
        if format == "json":
            return json_of(found[0])
        return csv_of(found[0].scores, "outlook-scores", simulated=desk.city.simulated)

    @router.get("/map", response_model=OutlookMap, summary="Every cell's square and its figures in one period")
    def get_map(period: Period = None) -> Response:
        view = desk.view()
        chosen = _chosen(view, period)
        return json_of(map_of(view, chosen))

    @router.get("/map.geojson", response_class=Response, summary="The same as GeoJSON, with classes of risk")
    def get_squares(period: Period = None) -> Response:
        view = desk.view()
        chosen = _chosen(view, period)
        return Response(squares_of(view, chosen), media_type="application/geo+json")

    @router.get("/cells", response_model=Paged[OutlookCell], summary="Cells, highest first")
    def list_cells(period: Period = None, after: After = None, limit: Limit = 50, format: Format = "json") -> Response:  # noqa: A002
        """Without a period by expected injury weight of all days, with one by probability in it."""
        view = desk.view()
        rows = ranked(view, _chosen(view, period))
        return list_answer(rows, "outlook", format, after, limit, simulated=desk.city.simulated)

    @router.get("/cells/{cell_id}", response_model=OutlookCell, summary="One cell with its reasons")
    def get_cell(cell_id: str) -> Response:
        return json_of(desk.view().one(OutlookCell, "cell_id", cell_id))

    return router


def outlook_of(view: View) -> Outlook:
    """The outlook of the latest run. Raises :class:`NotFound` where that run made none."""
    found = view.all(Outlook)
    if not found:
        raise NotFound(_MISSING)
    return found[0]


def _chosen(view: View, period: int | None) -> int | None:
    """The period asked for. Raises :class:`InputError` for one that the outlook does not have."""
    periods = len(outlook_of(view).periods)
    if period is not None and period >= periods:
        raise InputError(f"the outlook has {periods} periods, from 0 on; there is no period {period}")
    return period


def ranked(view: View, period: int | None) -> tuple[OutlookCell, ...]:
    """Cells in the outlook's order, or by falling probability in one period."""
    cells = view.all(OutlookCell)
    if period is None:
        return cells
    rows: tuple[OutlookCell, ...] = view.keep(
        ("outlook cells", period), lambda: tuple(sorted(cells, key=lambda c: (-c.probability[period], c.rank)))
    )
    return rows


def map_of(view: View, period: int | None) -> OutlookMap:
    """Squares and figures of every cell, in the outlook's order; without a period, of all days together."""
    found: OutlookMap = view.keep(("outlook map", period), lambda: _map_of(view, period))
    return found


def squares_of(view: View, period: int | None) -> bytes:
    """The same as GeoJSON, with the class of risk of each square."""
    drawn: bytes = view.keep(("outlook squares", period), lambda: _squares(map_of(view, period)))
    return drawn


def _squares(shown: OutlookMap) -> bytes:
    """Squares with the class of risk 0 to 6 of their place by falling probability."""
    cells = len(shown.cell_id)
    order = sorted(range(cells), key=lambda k: -shown.probability[k])
    place = {k: risk_class(rank, cells) for rank, k in enumerate(order, 1)}
    return msgspec.json.encode(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"id": cell, "risk_class": place[k], "probability": shown.probability[k]},
                    "geometry": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]},
                }
                for k, (cell, corners) in enumerate(zip(shown.cell_id, shown.corners, strict=True))
            ],
        }
    )


def _map_of(view: View, period: int | None) -> OutlookMap:
    cells = view.all(OutlookCell)

    def whole(cell: OutlookCell) -> float:
        nothing = 1.0
        for p in cell.probability:
            nothing *= 1.0 - p
        return round(1.0 - nothing, 6)

    return OutlookMap(
        period=period,
        cell_id=[c.cell_id for c in cells],
        corners=[c.corners for c in cells],
        probability=[whole(c) if period is None else c.probability[period] for c in cells],
        injury_weight=[c.week.value if period is None else c.injury_weight[period] for c in cells],
    )

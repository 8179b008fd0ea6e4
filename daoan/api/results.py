"""Resources that are lists of one record type: alerts, tickets, duty plans, cells, indicators, the scorecard."""

from fastapi import APIRouter, Response

from daoan.api.answers import csv_of, json_of, list_answer
from daoan.api.asking import After, Format, Limit
from daoan.api.desk import Desk
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import IndicatorIndex, Paged
from daoan.terms.errors import NotFound
from daoan.terms.records import Alert, DutyPlan, GridCell, HazardTicket, IndicatorSet, Scorecard


def alert_routes(desk: Desk) -> APIRouter:
    """Routes about alerts."""
    router = APIRouter(prefix="/alerts", tags=["alerts"], responses=PROBLEMS)

    @router.get("", response_model=Paged[Alert], summary="Alerts, gravest first")
    def list_alerts(
        state: str | None = None,
        level: str | None = None,
        area: str | None = None,
        after: After = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [
            a
            for a in desk.view().all(Alert)
            if (state is None or a.state == state)
            and (level is None or a.level == level)
            and (area is None or a.area == area)
        ]
        return list_answer(rows, "alerts", format, after, limit, simulated=desk.city.simulated)

    @router.get("/{alert_id}", response_model=Alert, summary="One alert with its grounds")
    def get_alert(alert_id: str) -> Response:
        return json_of(desk.view().one(Alert, "alert_id", alert_id))

    return router


def ticket_routes(desk: Desk) -> APIRouter:
    """Routes about hazard tickets."""
    router = APIRouter(prefix="/tickets", tags=["tickets"], responses=PROBLEMS)

    @router.get("", response_model=Paged[HazardTicket], summary="Drafted hazard tickets")
    def list_tickets(
        area: str | None = None,
        after: After = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [t for t in desk.view().all(HazardTicket) if area is None or t.area == area]
        return list_answer(rows, "tickets", format, after, limit, simulated=desk.city.simulated)

    @router.get("/{ticket_id}", response_model=HazardTicket, summary="One hazard ticket")
    def get_ticket(ticket_id: str) -> Response:
        return json_of(desk.view().one(HazardTicket, "ticket_id", ticket_id))

    return router


def duty_routes(desk: Desk) -> APIRouter:
    """Routes about duty plans."""
    router = APIRouter(prefix="/duty", tags=["duty"], responses=PROBLEMS)

    @router.get("", response_model=list[DutyPlan], summary="Tonight's and next month's duty plan")
    def list_plans() -> Response:
        return json_of(desk.view().all(DutyPlan))

    @router.get("/{plan_id}.csv", response_class=Response, summary="Placements of one plan as CSV")
    def get_plan_csv(plan_id: str) -> Response:
        plan = desk.view().one(DutyPlan, "plan_id", plan_id)
        return csv_of(plan.placements, plan_id, simulated=desk.city.simulated)

    return router


def cell_routes(desk: Desk) -> APIRouter:
    """Routes about the grid of crashes off the network."""
    router = APIRouter(prefix="/cells", tags=["cells"], responses=PROBLEMS)

    @router.get("", response_model=Paged[GridCell], summary="Grid cells of off-network crashes, ranked")
    def list_cells(after: After = None, limit: Limit = 50, format: Format = "json") -> Response:  # noqa: A002
        rows = desk.view().all(GridCell)
        return list_answer(rows, "cells", format, after, limit, simulated=desk.city.simulated)

    return router


def indicator_routes(desk: Desk) -> APIRouter:
    """Routes about indicators."""
    router = APIRouter(prefix="/indicators", tags=["indicators"], responses=PROBLEMS)

    @router.get("", response_model=IndicatorIndex, summary="Areas and periods with indicators")
    def list_indicators() -> Response:
        sets = desk.view().all(IndicatorSet)
        return json_of(
            IndicatorIndex(
                areas=list(dict.fromkeys(s.area for s in sets)), periods=list(dict.fromkeys(s.period for s in sets))
            )
        )

    @router.get("/{area}/{period}", response_model=IndicatorSet, summary="Indicators of one area and period")
    def get_indicators(area: str, period: str, format: Format = "json") -> Response:  # noqa: A002
        for found in desk.view().all(IndicatorSet):
            if (found.area, found.period) == (area, period):
                if format == "json":
                    return json_of(found)
                return csv_of(found.indicators, f"indicators-{period}", simulated=desk.city.simulated)
        raise NotFound(f"there are no indicators of {area!r} for {period!r}")

    return router


def scorecard_routes(desk: Desk) -> APIRouter:
    """Routes about the scorecard."""
    router = APIRouter(tags=["scorecard"], responses=PROBLEMS)

    @router.get("/scorecard", response_model=Scorecard, summary="How good earlier forecasts turned out to be")
    def get_scorecard(format: Format = "json") -> Response:  # noqa: A002
        cards = desk.view().all(Scorecard)
        if not cards:
            raise NotFound("no scorecard has been computed yet; run: daoan scorecard")
        if format == "json":
            return json_of(cards[0])
        return csv_of(cards[0].captures, "scorecard", simulated=desk.city.simulated)

    return router

"""``/blackspots``: places that meet a rule pack, and one of them with its evidence."""

from fastapi import APIRouter, Response

from daoan.api.answers import json_of, list_answer
from daoan.api.asking import Format, Limit
from daoan.api.coarse import coarse_crashes
from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.api.segments import lines_of
from daoan.api.shapes import BlackSpotDetail, Paged
from daoan.terms.records import BlackSpot, HazardTicket


def blackspot_routes(desk: Desk) -> APIRouter:
    """Routes about black spots."""
    router = APIRouter(prefix="/blackspots", tags=["blackspots"], responses=PROBLEMS)

    @router.get("", response_model=Paged[BlackSpot], summary="Black spots, by rule pack and area")
    def list_blackspots(
        rule_pack: str | None = None,
        area: str | None = None,
        after: str | None = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [
            spot
            for spot in desk.view().all(BlackSpot)
            if (rule_pack is None or spot.rule_pack.split("@")[0] == rule_pack.split("@")[0])
            and (area is None or spot.area == area)
        ]
        return list_answer(rows, "blackspots", format, after, limit, simulated=desk.city.simulated)

    @router.get("/{blackspot_id}", response_model=BlackSpotDetail, summary="One black spot with its evidence")
    def get_blackspot(blackspot_id: str) -> Response:
        return json_of(blackspot_detail(desk.view(), blackspot_id, desk.city.zone))

    return router


def blackspot_detail(view: View, blackspot_id: str, zone: str) -> BlackSpotDetail:
    """One black spot: its crashes coarsened, latest first, and the ticket drafted from it."""
    spot = view.one(BlackSpot, "blackspot_id", blackspot_id)
    ticket = next((t for t in view.all(HazardTicket) if _is_about(t, blackspot_id)), None)
    return BlackSpotDetail(
        blackspot=spot,
        geometry=lines_of(view, spot.segment_ids),
        crashes=coarse_crashes(view, spot.crash_ids, zone, latest_first=True),
        ticket=ticket,
    )


def _is_about(ticket: HazardTicket, blackspot_id: str) -> bool:
    return ticket.blackspot_id == blackspot_id or any(
        e.kind == "blackspot" and e.ref == blackspot_id for e in ticket.evidence
    )

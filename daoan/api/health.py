"""``/health``: that the server answers, and what the sign-in page says before anybody is known."""

from dataclasses import dataclass

from fastapi import APIRouter, Response

from daoan.api.answers import json_of
from daoan.api.desk import Desk
from daoan.api.gate import DEMO
from daoan.api.guard import TheGate
from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class Health:
    """Whose door this is. ``demo``: accounts of the demo work here."""

    status: str
    name: Text
    simulated: bool
    demo: bool


def health_routes(desk: Desk) -> APIRouter:
    """The one route that tells strangers anything."""
    router = APIRouter(tags=["meta"])

    @router.get("/health", response_model=Health, summary="Whether the server answers, and for which city")
    def get_health(gate: TheGate) -> Response:
        demo = gate.store.find_setting(DEMO) is True
        return json_of(Health("ok", desk.city.name, desk.city.simulated, demo))

    return router

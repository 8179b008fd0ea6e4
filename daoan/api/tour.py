"""``/session/tour``: whether somebody was shown around already."""

from dataclasses import dataclass

from fastapi import APIRouter, Response

from daoan.api.answers import json_of, unkept
from daoan.api.desk import Desk
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS


@dataclass(frozen=True, slots=True)
class Toured:
    """``seen``: the tour was walked or skipped once, on whatever device."""

    seen: bool


def tour_routes(desk: Desk) -> APIRouter:
    """Routes about the first-run tour of whoever is signed in."""
    router = APIRouter(prefix="/session", tags=["session"], responses=PROBLEMS)

    @router.get("/tour", response_model=Toured, summary="Whether the tour was shown")
    def get_tour(actor: Acting) -> Response:
        return unkept(json_of(Toured(desk.store.find_setting(_name(actor.person_id)) is True)))

    @router.put("/tour", response_model=Toured, summary="The tour was walked or skipped")
    def put_tour(actor: Acting) -> Response:
        desk.store.put_setting(_name(actor.person_id), True)
        return json_of(Toured(True))

    return router


def _name(person_id: str) -> str:
    return f"toured:{person_id}"

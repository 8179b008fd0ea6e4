"""``/setup``: how far the city is set up, step by step, for whoever configures it."""

from dataclasses import replace

from fastapi import APIRouter, Response

from daoan.api.answers import json_of
from daoan.api.desk import Desk
from daoan.api.guard import TheGate, needs
from daoan.api.problems import PROBLEMS
from daoan.jobs.setup.state import StepState, states_of
from daoan.terms.masking import mask_text
from daoan.terms.roles import Permission


def setup_routes(desk: Desk) -> APIRouter:
    """The route about the set-up."""
    router = APIRouter(prefix="/setup", tags=["setup"], responses=PROBLEMS)
    asks = [needs(Permission.CONFIGURE, Permission.MANAGE_PEOPLE)]

    @router.get("", response_model=list[StepState], dependencies=asks, summary="Steps of the set-up and their state")
    def list_steps(gate: TheGate) -> Response:
        return json_of(tuple(shown(s) for s in states_of(desk.store, desk.city, gate.clock.now())))

    return router


def shown(step: StepState) -> StepState:
    """A step as the page shows it: what somebody typed as their name masked."""
    return replace(step, by=mask_text(step.by))

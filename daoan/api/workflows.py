"""``/workflows``: the tables that matters move by."""

from fastapi import APIRouter, Response

from daoan.api.answers import json_of
from daoan.api.problems import PROBLEMS
from daoan.api.work_shapes import Table
from daoan.api.work_views import table_of
from daoan.api.workdesk import WorkDesk


def workflow_routes(work: WorkDesk) -> APIRouter:
    """Routes about tables; whoever is signed in may read them."""
    router = APIRouter(prefix="/workflows", tags=["work"], responses=PROBLEMS)

    @router.get("", response_model=list[Table], summary="The tables that matters move by")
    def list_workflows() -> Response:
        return json_of([table_of(workflow) for workflow in work.room.workflows.values()])

    return router

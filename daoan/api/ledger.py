"""Resources about deeds and what came of them: the outcome ledger, its experiments, the loop report."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.api.answers import csv_of, json_of, list_answer
from daoan.api.asking import After, Format, Limit
from daoan.api.desk import Desk
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import LedgerSummary, Paged
from daoan.terms.errors import NotFound
from daoan.terms.records import Experiment, LedgerEntry, LoopReport

Kind = Annotated[str | None, Query(pattern="^(placement|alert)$")]
Arm = Annotated[str | None, Query(pattern="^(treat|hold_out|planned|raised)$")]


def ledger_routes(desk: Desk) -> APIRouter:
    """Routes about the ledger."""
    router = APIRouter(tags=["ledger"], responses=PROBLEMS)

    @router.get("/ledger", response_model=Paged[LedgerEntry], summary="Orders and alerts, and what came of them")
    def list_entries(
        kind: Kind = None,
        arm: Arm = None,
        source: Annotated[str | None, Query(max_length=200)] = None,
        after: After = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [
            e
            for e in desk.view().all(LedgerEntry)
            if kind in (None, e.kind) and arm in (None, e.arm) and source in (None, e.source)
        ]
        return list_answer(rows, "ledger", format, after, limit, simulated=desk.city.simulated)

    @router.get("/ledger/summary", response_model=LedgerSummary, summary="The ledger in a few numbers")
    def get_summary() -> Response:
        return json_of(summary_of(desk.view().all(LedgerEntry)))

    @router.get("/ledger/experiments", response_model=list[Experiment], summary="Duty plans as experiments, in draft")
    def list_experiments() -> Response:
        return json_of(desk.view().all(Experiment))

    @router.get("/ledger/experiments/{experiment_id}.csv", response_class=Response, summary="Assignments as CSV")
    def get_experiment_csv(experiment_id: str) -> Response:
        found = desk.view().one(Experiment, "experiment_id", experiment_id)
        return csv_of(found.assignments, experiment_id, simulated=desk.city.simulated)

    @router.get("/loop-report", response_model=LoopReport, summary="Whether police are only sent where police are")
    def get_loop_report(format: Format = "json") -> Response:  # noqa: A002
        reports = desk.view().all(LoopReport)
        if not reports:
            raise NotFound(
                "there is no loop report: no stretch of road has hours and expected injuries; run: daoan loop"
            )
        if format == "json":
            return json_of(reports[-1])
        return csv_of(reports[-1].shares, "loop-report", simulated=desk.city.simulated)

    return router


def summary_of(entries: Sequence[LedgerEntry]) -> LedgerSummary:
    """Rows by kind and arm, how many have an outcome, and of how many presence is recorded."""
    return LedgerSummary(
        rows=len(entries),
        placements=sum(e.kind == "placement" for e in entries),
        alerts=sum(e.kind == "alert" for e in entries),
        held_out=sum(e.arm == "hold_out" for e in entries),
        with_outcome=sum(e.crashes is not None for e in entries),
        settled=sum(e.settled for e in entries),
        with_presence=sum(e.presence_hours is not None for e in entries),
        crashes=sum(e.crashes or 0 for e in entries),
    )

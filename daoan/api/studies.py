"""``/studies``, ``/measures``, ``/power``: what came of each measure, and how long to watch to see anything."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.api.answers import json_of, list_answer
from daoan.api.asking import Format, Limit
from daoan.api.desk import Desk
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import Paged
from daoan.learn.studies.plan import Plan, plan_study
from daoan.terms.records import Measure, Study


def study_routes(desk: Desk) -> APIRouter:
    """Routes about measures and their studies."""
    router = APIRouter(tags=["studies"], responses=PROBLEMS)

    @router.get("/studies", response_model=Paged[Study], summary="What came of each measure, the naive figure beside")
    def list_studies(
        state: Annotated[str | None, Query(pattern="^(judged|early|planned|refused)$")] = None,
        after: str | None = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [s for s in desk.view().all(Study) if state in (None, s.state)]
        return list_answer(rows, "studies", format, after, limit, simulated=desk.city.simulated)

    @router.get("/studies/{study_id}", response_model=Study, summary="One study with its quarters and checks")
    def get_study(study_id: str) -> Response:
        return json_of(desk.view().one(Study, "study_id", study_id))

    @router.get("/measures", response_model=Paged[Measure], summary="Measures as known at the run's moment")
    def list_measures(after: str | None = None, limit: Limit = 50, format: Format = "json") -> Response:  # noqa: A002
        view = desk.view()
        rows = view.keep("measures", lambda: desk.store.list_measures(view.run.as_of))
        return list_answer(rows, "measures", format, after, limit, simulated=desk.city.simulated)

    @router.get("/power", response_model=Plan, summary="How long to watch so many places to see an effect")
    def get_power(
        effect: Annotated[float, Query(description="ratio that is hoped for: 0.8 is a fifth fewer")] = 0.8,
        sites: Annotated[int, Query(description="places")] = 20,
        crashes_per_year: Annotated[float, Query(description="crashes a year at each")] = 2.0,
        years_before: Annotated[float, Query(description="years of record before")] = 5.0,
        dispersion: Annotated[float, Query(description="variance over mean of the counts, at least 1")] = 1.0,
        power: Annotated[float, Query(description="chance to see the effect")] = 0.8,
    ) -> Response:
        found = plan_study(
            effect, sites, crashes_per_year, years_before=years_before, dispersion=dispersion, power=power
        )
        return json_of(found)

    return router

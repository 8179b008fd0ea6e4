"""Keeping a plan to a draw through what happens: what must be goes first, and what broke is written down."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from daoan.act.deployment.conflicts import DRAWN
from daoan.terms.errors import PlanImpossible
from daoan.terms.estimates import Text
from daoan.terms.records.deploying import Deployment, DeploymentRequest
from daoan.terms.records.holdouts import HoldoutDesign, HoldoutDeviation

Solve = Callable[[DeploymentRequest], Deployment]


def solved_keeping(request: DeploymentRequest, solve: Solve) -> tuple[DeploymentRequest, Deployment]:
    """The plan of a request; pairs that stand in its way are let go, as few at a time as the conflict names.

    Raises :class:`PlanImpossible` where something else stands in the way.
    """
    while True:
        try:
            return request, solve(request)
        except PlanImpossible as no:
            if not no.drawn:
                raise
            request = without(request, no.drawn)


def without(request: DeploymentRequest, pairs: Collection[str] | None = None) -> DeploymentRequest:
    """The request without what the draw of some pairs, or of all, asks."""
    gone = None if pairs is None else {f"{DRAWN}{name}" for name in pairs}
    return replace(
        request,
        held=tuple(c for c in request.held if pairs is not None and c.pair_id not in pairs),
        duties=tuple(d for d in request.duties if not d.drawn or (gone is not None and d.duty_id not in gone)),
    )


def deviated(design: HoldoutDesign, plan: Deployment, at: datetime, version: int, why: Text) -> HoldoutDesign:
    """The design with every cell where a plan does not do what was drawn; what was known before keeps its moment."""
    known = {(d.pair_id, d.kind): d for d in design.deviations}
    standing = {(p.place_id, p.shift) for p in plan.placements}
    found = []
    for pair in design.pairs:
        for cell, kind, wrong in (
            (pair.held, "manned", (pair.held.place_id, pair.held.shift) in standing),
            (pair.patrolled, "unmanned", (pair.patrolled.place_id, pair.patrolled.shift) not in standing),
        ):
            if wrong:
                fresh = HoldoutDeviation(pair.pair_id, cell.place_id, cell.shift, kind, at, version, why)
                found.append(known.get((pair.pair_id, kind), fresh))
    return replace(design, deviations=tuple(found))

"""Deployments that a city keeps 勤务部署: every re-solve is a further version, and nothing is overwritten."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records.deploying import Away, Deployment, DeploymentRequest
from daoan.terms.records.holdouts import HoldoutDesign


class DeploymentState(StrEnum):
    """How far a version has come."""

    DRAFT = "draft"  # 草案
    ISSUED = "issued"  # 已下达: its shifts are those of people
    WITHDRAWN = "withdrawn"  # 已撤销


@dataclass(frozen=True, slots=True)
class DeploymentHead:
    """A version without its plan. ``did``: what made it ("begin", "move", "issue", …); ``why``: in words.

    ``issued``: the version whose shifts people hold, 0 for none. ``prevented`` and ``usual``: weighted injuries, of
    this plan and of the same people as usual. ``basis``: what stands for usual ("shifts" of last week, or "habit").
    """

    deployment_id: str
    version: int
    unit_id: str
    state: DeploymentState
    made_at: datetime
    by: str
    did: str
    why: Text
    level: str
    starts_at: datetime
    ends_at: datetime
    placements: int
    changes: int
    prevented: Estimate
    covered: Share
    gap_pct: float
    usual: Estimate
    usual_covered: Share
    basis: str
    issued: int = 0
    simulated: bool = False
    key: str = ""  # of the request that made it, so that a repeated one is done once


@dataclass(frozen=True, slots=True)
class Crew:
    """A unit of the plan with its people as they were, and how it is known where it sets out."""

    unit_id: str
    name: Text
    people: tuple[str, ...]
    origin: Text


@dataclass(frozen=True, slots=True)
class DeploymentBody:
    """What was asked and what was answered. ``blocked``: units that have another shift then, and cannot be moved in.

    ``left_out``: what of the city is not in the request, and why. ``shift_ids``: of an issued version.
    """

    request: DeploymentRequest
    plan: Deployment
    crews: tuple[Crew, ...]
    blocked: tuple[tuple[str, str], ...] = ()
    aways: tuple[Away, ...] = ()
    left_out: tuple[Text, ...] = ()
    learning: HoldoutDesign | None = None  # what is held out, where the plan was asked to learn
    shift_ids: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class DeploymentVersion:
    """One version, whole."""

    head: DeploymentHead
    body: DeploymentBody

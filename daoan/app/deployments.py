"""Deployments from a file to a file: a request as JSON, no workspace needed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from daoan.act.deployment.mixing import plan_mixed
from daoan.act.deployment.planning import plan_deployment
from daoan.act.deployment.replanning import replan
from daoan.config import read_config
from daoan.edge.files import read_bytes, read_rule_packs
from daoan.terms.errors import FileUnreadable
from daoan.terms.records.deploying import Away, Deployment, DeploymentRequest, MixedDeployment
from daoan.terms.rulepacks import RulePack

T = TypeVar("T")


def plan_from(file: Path) -> Deployment:
    """The plan of a request file."""
    return plan_deployment(_read(file, DeploymentRequest), _pack())


def mend_from(file: Path, before: Path, unit: str, at: datetime, back: datetime | None) -> Deployment:
    """A plan mended after ``unit`` is called away at a moment, back at another or not."""
    request, plan = _read(file, DeploymentRequest), _read(before, Deployment)
    away = Away(unit, _utc(at), None if back is None else _utc(back))
    return replan(request, plan, [away], _utc(at), _pack())


def mix_from(file: Path, seed: int) -> MixedDeployment:
    """The mixture of plans of a request file."""
    return plan_mixed(_read(file, DeploymentRequest), _pack(), seed)


def _read(file: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(read_bytes(file), type=kind)
    except msgspec.DecodeError as problem:
        raise FileUnreadable(f"{file.name}: {problem}; see docs/how-to/deployment.md 文件无法读取") from problem


def _pack() -> RulePack:
    return read_rule_packs(read_config().rulepacks)["deployment"]


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

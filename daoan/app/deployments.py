"""Deployments from a file to a file: a request as JSON, no workspace needed."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from pathlib import Path
from typing import TypeVar

import msgspec

from daoan.act.deployment.mixing import plan_mixed
from daoan.act.deployment.planning import plan_deployment
from daoan.act.deployment.replanning import replan
from daoan.act.holdouts.designing import design_of
from daoan.act.holdouts.drawing import drawn, plan_drawn, seed_of
from daoan.config import read_config
from daoan.edge.files import read_bytes, read_rule_packs
from daoan.learn.holdouts.judging import judge_pairs
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.records.deploying import Away, Deployment, DeploymentRequest, MixedDeployment
from daoan.terms.records.holdouts import HoldoutCell, HoldoutDesign, HoldoutResult, HoldoutRow
from daoan.terms.rulepacks import RulePack

T = TypeVar("T")


def plan_from(file: Path) -> Deployment:
    """The plan of a request file."""
    return plan_deployment(_read(file, DeploymentRequest), _pack())


def mend_from(file: Path, before: Path, unit: str, at: datetime, back: datetime | None) -> Deployment:
    """A plan mended after ``unit`` is called away at a moment, back at another or not."""
    request, plan = _read(file, DeploymentRequest), _read(before, Deployment)
    away = Away(unit, utc_said(at), None if back is None else utc_said(back))
    return replan(request, plan, [away], utc_said(at), _pack())


def mix_from(file: Path, seed: int) -> MixedDeployment:
    """The mixture of plans of a request file."""
    return plan_mixed(_read(file, DeploymentRequest), _pack(), seed)


@dataclass(frozen=True, slots=True)
class LearningPlan:
    """A design, and where it was drawn the request and the plan that keep to it."""

    design: HoldoutDesign
    request: DeploymentRequest | None
    plan: Deployment | None


def learn_from(file: Path, design: str, budget: float | None, *, draw: bool) -> LearningPlan:
    """What learning would cost the plan of a request file and could show; with ``draw`` the plan that does."""
    request, pack = _read(file, DeploymentRequest), _pack()
    plan = plan_deployment(request, pack)
    at = min(s.starts_at for s in request.shifts) - timedelta(minutes=1)
    found = design_of(request, plan, (design, budget), at, pack)
    if not draw:
        return LearningPlan(found, None, None)
    found = drawn(found, seed_of("file", plan.plan_id, str(pack.get("holdout.key"))))
    return LearningPlan(found, *plan_drawn(request, plan, found, pack))


def judge_from(file: Path, outcomes: Path, outcome: str) -> HoldoutResult:
    """What a drawn plan has shown: ``outcomes`` is a CSV with place_id, shift, value.

    Raises :class:`FileUnreadable` for a value that is none, :class:`InputError` for an outcome that is none.
    """
    made, pack = _read(file, LearningPlan), _pack()
    if outcome not in ("crashes", "violations", "speeds"):
        raise InputError(f"an outcome is crashes, violations or speeds, not {outcome!r:.40} · 结果类型不存在")
    if made.plan is None:
        raise InputError("nothing was drawn: learn --draw --json prints what can be judged · 尚未抽取")
    value = _values(outcomes)
    standing = {(p.place_id, p.shift) for p in made.plan.placements}
    rows = [
        HoldoutRow(
            made.plan.plan_id, p.pair_id, min(p.first.starts_at, p.second.starts_at),
            max(p.first.ends_at, p.second.ends_at), value[_cell(p.held)], value[_cell(p.patrolled)],
            _expected(p.held, outcome), _expected(p.patrolled, outcome), _cell(p.held) in standing,
            _cell(p.patrolled) in standing, outcome=outcome,
        )
        for p in made.design.pairs
        if _cell(p.held) in value and _cell(p.patrolled) in value
    ]  # fmt: skip
    days = (made.plan.ends_at - made.plan.starts_at) / timedelta(days=1)
    return judge_pairs(outcome, rows, [(made.plan.plan_id, days)], pack)


def _cell(cell: HoldoutCell) -> tuple[str, str]:
    return cell.place_id, cell.shift


def _expected(cell: HoldoutCell, outcome: str) -> float:
    """What an effect is a share of: crashes where they are known, else one a cell (speeds: km/h)."""
    return cell.crashes if outcome == "crashes" and cell.crashes else 1.0


def _values(file: Path) -> dict[tuple[str, str], float]:
    try:
        text = read_bytes(file).decode("utf-8-sig")
        found = {(r["place_id"], r["shift"]): float(r["value"]) for r in csv.DictReader(io.StringIO(text))}
    except (KeyError, TypeError, ValueError) as problem:
        raise FileUnreadable(f"{file.name}: columns place_id, shift, value are needed 文件无法读取") from problem
    if not all(isfinite(v) for v in found.values()):
        raise FileUnreadable(f"{file.name}: a value is no number 数值无效")
    return found


def _read(file: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(read_bytes(file), type=kind)
    except msgspec.DecodeError as problem:
        raise FileUnreadable(f"{file.name}: {problem}; see docs/how-to/deployment.md 文件无法读取") from problem


def _pack() -> RulePack:
    return read_rule_packs(read_config().rulepacks)["deployment"]


def utc_said(moment: datetime) -> datetime:
    """A moment as somebody typed it, in UTC where it says no offset."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

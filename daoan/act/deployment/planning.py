"""The deployment plan: vetted, solved, shared out, explained, and checked before anybody sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from daoan.act.deployment.building import Built
from daoan.act.deployment.checking import breaches
from daoan.act.deployment.conflicts import conflict_in
from daoan.act.deployment.explaining import Explained, explain, off_reasons
from daoan.act.deployment.fairness import share_out
from daoan.act.deployment.horizon import build_charged
from daoan.act.deployment.options import Locks
from daoan.act.deployment.tours import tours_of
from daoan.act.deployment.vetting import vet
from daoan.act.deployment.wording import plan_notes
from daoan.kernels.optimise.roster import Ints, Rostered
from daoan.kernels.optimise.roster_solve import Effort, NoAnswer, solve_roster
from daoan.terms.errors import Fault
from daoan.terms.estimates import Estimate, Share
from daoan.terms.records.deploying import Deployment, DeploymentRequest, UnitPlacement
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Draft:
    """A solved request before it is put into words."""

    request: DeploymentRequest
    built: Built
    found: Rostered


def plan_deployment(request: DeploymentRequest, pack: RulePack, *, settle: bool = True) -> Deployment:
    """The best deployment found, with its proven gap.

    ``settle``: False stops after the first answer and its bound (a few seconds for a prefecture). Raises
    :class:`daoan.terms.errors.PlanImpossible` with the smallest conflict; :class:`Fault` for a plan that the
    independent checker refuses.
    """
    return handed_out(draft_of(request, pack, settle=settle), pack)


def draft_of(request: DeploymentRequest, pack: RulePack, *, settle: bool = True, seed: int = 0) -> Draft:
    """Vet, build and solve a request, units of one kind shared out fairly."""
    vet(request, pack)
    built = build_charged(request, pack)
    try:
        found = solve_roster(built.roster, effort_of(pack, settle=settle), seed=seed)
    except NoAnswer as none:
        raise conflict_in(request, pack) from none
    taken = share_out(request, built, found.taken, pack)
    return Draft(request, built, Rostered(taken, found.value, found.bound))


def effort_of(pack: RulePack, *, settle: bool = True) -> Effort:
    """How far the rule pack lets the solver go."""
    return Effort(
        rel_gap=float(pack.get("solver.rel_gap")),
        quick_rounds=int(pack.get("solver.quick_rounds")),
        rounds=int(pack.get("solver.rounds")),
        steps=int(pack.get("solver.steps")),
        settle=settle,
        max_nodes=int(pack.get("solver.max_nodes")),
        whole_columns=int(pack.get("solver.whole_columns")) if settle else 0,
    )


def handed_out(draft: Draft, pack: RulePack) -> Deployment:
    """The plan of a draft, with reasons, checked. Raises :class:`Fault` where it breaks a rule."""
    plan = composed(draft, pack)
    wrong = breaches(draft.request, plan, pack)
    if wrong:
        raise Fault(f"the planner made a plan that the checker refuses: {'; '.join(t.en for t in wrong[:5])}")
    return plan


@dataclass(frozen=True, slots=True)
class Told:
    """What a re-plan adds to a plan's words: changed placements, and locks under which it was built."""

    changes: int = 0
    locks: Locks = field(default_factory=Locks)


def composed(draft: Draft, pack: RulePack, told: Told | None = None) -> Deployment:
    """The plan of a draft, not yet checked."""
    told = told or Told()
    request, built, found = draft.request, draft.built, draft.found
    explained = explain(draft.request, built, found.taken)
    prevented = prevented_by(request, built, found.taken, pack)
    middle = float(pack.get("effect.middle"))
    whole = built.roster.weight.sum() / built.scale / middle if middle > 0 else 0.0
    covered = Share(built.roster.saved(found.taken) / built.scale / middle if middle > 0 else 0.0, float(whole))
    return Deployment(
        plan_id=f"deployment-{request.level}-{built.windows[0].day}",
        level=request.level,
        starts_at=min(s.starts_at for s in request.shifts),
        ends_at=max(s.ends_at for s in request.shifts),
        placements=_placements(draft, explained, pack, told.locks.parts),
        off=off_reasons(request, built, found.taken, pack),
        prevented=prevented,
        covered=covered,
        bound=prevented.value + (found.bound - found.value) / built.scale,  # charges and costs of change left aside
        gap_pct=100 * found.gap,
        changes=told.changes,
        notes=plan_notes(request, prevented, covered, found, told.changes, pack),
        rule_pack=pack.stamp,
    )


def prevented_by(request: DeploymentRequest, built: Built, taken: Ints, pack: RulePack) -> Estimate:
    """Severity-weighted injuries that an answer may prevent: middle effect; interval from effect and risk together.

    Half-widths of the effect's interval and of the stretches' risk (independent between stretches, one for all shifts
    of a stretch) are added as squares.
    """
    roster = built.roster
    rings = max(1, roster.weight.shape[0] // max(1, len(request.demands)))
    by_stretch = (roster.weight * roster.covered(roster.presence(taken))).sum(axis=1).reshape(-1, rings).sum(axis=1)
    value = float(by_stretch.sum()) / built.scale
    sd = np.array([d.relative_sd for d in request.demands])
    spread = 1.96 * float(np.sqrt(((by_stretch * sd) ** 2).sum())) / by_stretch.sum() if value > 0 else 0.0
    low, middle, high = (float(pack.get(f"effect.{k}")) for k in ("low", "middle", "high"))
    down, up = np.hypot(1 - low / middle, spread), np.hypot(high / middle - 1, spread)
    return Estimate(value, value * max(0.0, 1 - float(down)), value * (1 + float(up)))


def _placements(
    draft: Draft, explained: Explained, pack: RulePack, parts: Mapping[str, float]
) -> tuple[UnitPlacement, ...]:
    request, built, taken = draft.request, draft.built, draft.found.taken
    tours = tours_of(request, pack)
    column = {p.place_id: j for j, p in enumerate(request.places)}
    drawn = {d.duty_id for d in request.duties if d.drawn}
    placements = []
    for h, shift in enumerate(request.shifts):
        starts_at = shift.ends_at - (shift.ends_at - shift.starts_at) * parts.get(shift.key, 1.0)
        for u in np.flatnonzero(taken[:, h] >= 0).tolist():
            place, duty = built.spot(request, int(taken[u, h]))
            way = float(built.minutes[u, column[place]])
            stops = (
                () if duty and duty not in drawn else tours.round_of(column[place], h, starts_at, shift.ends_at, way)
            )
            placements.append(
                UnitPlacement(
                    unit_id=request.units[u].unit_id,
                    shift=shift.key,
                    place_id=place,
                    starts_at=starts_at,
                    ends_at=shift.ends_at,
                    duty_id=duty,
                    why=explained.why[u, h],
                    adds=float(explained.adds[u, h]),
                    cost_of_moving=float(explained.cost[u, h]),
                    stops=stops,
                )
            )
    return tuple(placements)

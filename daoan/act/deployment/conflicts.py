"""Why there is no plan: the fewest pins, duties, forbids and rest rules that cannot be kept together, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from daoan.act.deployment.building import RULES, build, limits_of
from daoan.act.deployment.checking import RULE
from daoan.act.deployment.options import Locks
from daoan.kernels.optimise.conflict import smallest_conflict
from daoan.kernels.optimise.roster_exact import find_any
from daoan.terms.errors import Fault, PlanImpossible
from daoan.terms.records.deploying import DeploymentRequest, DeploymentUnit, Forbid, HeldPlace, MustDo, Pin
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class RestRule:
    """One rest rule of one unit."""

    unit: DeploymentUnit
    rule: str


Requirement = MustDo | Pin | Forbid | HeldPlace | RestRule

#: What a duty of a hold-out is called; its pair follows.
DRAWN = "hold-out "


def is_drawn(duty_id: str | None) -> bool:
    """Whether a duty is a hold-out's."""
    return duty_id is not None and duty_id.startswith(DRAWN)


def conflict_in(request: DeploymentRequest, pack: RulePack, locks: Locks | None = None) -> PlanImpossible:
    """The error to raise for a request without a plan; ``locks`` are facts. Raises :class:`Fault` where one exists."""
    facts = None if locks is None else replace(locks, before=None)
    slim = _slim(request)
    rest = [RestRule(u, r) for u, r in product(slim.units, RULES)]
    asked: list[Requirement] = [*slim.pins, *slim.duties, *slim.forbids, *slim.held]

    def possible(kept: Sequence[Requirement]) -> bool:
        return _possible(slim, kept, rest, pack, facts)

    everything = asked if not possible(asked) else [*asked, *rest]
    found = smallest_conflict(everything, possible)
    if not found:
        raise Fault("the planner found no plan, yet no requirements stand against each other")
    return PlanImpossible(tuple(_words(item, request, pack) for item in found), tuple(_drawn(found)))


def _drawn(items: Sequence[Requirement]) -> Iterator[str]:
    """Pairs of hold-outs among requirements."""
    for item in items:
        if isinstance(item, HeldPlace):
            yield item.pair_id
        elif isinstance(item, MustDo) and item.drawn:
            yield item.duty_id.removeprefix(DRAWN)


def _slim(request: DeploymentRequest) -> DeploymentRequest:
    """What bears on whether a plan exists: the first shift, to which pasts belong, and those with pins or duties."""
    keys = {p.shift for p in request.pins} | {d.shift for d in request.duties} | {request.shifts[0].key}
    return replace(
        request,
        shifts=tuple(s for s in request.shifts if s.key in keys),
        forbids=tuple(f for f in request.forbids if f.shift in keys),
        held=tuple(f for f in request.held if f.shift in keys),
        places=tuple(replace(p, segments=()) for p in request.places),
        demands=(),
    )


def _possible(
    request: DeploymentRequest,
    kept: Sequence[Requirement],
    rest: Sequence[RestRule],
    pack: RulePack,
    facts: Locks | None,
) -> bool:
    kept_rules = {(k.unit.unit_id, k.rule) for k in kept if isinstance(k, RestRule)}
    tried = replace(
        request,
        pins=tuple(k for k in kept if isinstance(k, Pin)),
        duties=tuple(k for k in kept if isinstance(k, MustDo)),
        forbids=tuple(k for k in kept if isinstance(k, Forbid)),
        held=tuple(k for k in kept if isinstance(k, HeldPlace)),
    )
    relaxed = frozenset((r.unit.unit_id, r.rule) for r in rest) - kept_rules
    found = find_any(build(tried, pack, facts, frozenset(relaxed)).roster)
    if found.taken is None and not found.impossible:
        raise Fault("whether the requirements can be kept was not decided within the rule pack's nodes")
    return found.taken is not None


def _words(item: Requirement, request: DeploymentRequest, pack: RulePack) -> tuple[str, str]:
    match item:
        case Pin(unit, shift, place):
            where, where_zh = (f" at {place}", f"在{place}") if place else ("", "")
            return f"the pin of {unit} to {shift}{where}", f"指定{unit}于{shift}{where_zh}上勤"
        case Forbid(unit, shift, place):
            where, where_zh = (f" at {place}", f"在{place}") if place else ("", "")
            return f"the ban of {unit} from {shift}{where}", f"禁止{unit}于{shift}{where_zh}上勤"
        case HeldPlace(place, shift):
            return f"the hold-out of {place} in {shift}", f"{shift}{place}的对照留空"
        case MustDo(_, place, shift, drawn=True):
            return f"the draw that sends a unit to {place} in {shift}", f"随机安排{shift}在{place}上勤"
        case MustDo(duty, place, shift, number, ability):
            having, having_zh = (f" with {ability}", f"具备{ability}的") if ability else ("", "")
            able = sum(ability is None or ability in (*u.skills, u.vehicle) for u in request.units)
            return (
                f"the duty {duty}: {number} units{having} at {place} in {shift} ({able} have what it takes)",
                f"任务{duty}：{shift}在{place}需{having_zh}警组{number}个（符合条件的有{able}个）",
            )
        case RestRule(unit_, rule):
            limit = limits_of(unit_, request.level, pack)[rule]
            return (
                f"the rest of {unit_.unit_id}: {RULE[rule].en} {limit:g}",
                f"{unit_.unit_id}的{RULE[rule].zh}限{limit:g}",
            )

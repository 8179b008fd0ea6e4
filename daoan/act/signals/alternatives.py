"""Alternatives with other phases, beside the plan and never in its place: delay and conflicts before and after.

Dropped protected turns and shorter ways through a cycle buy delay with risk, so conflicts decide first: where the upper
end of the interval of their rise passes the rule pack's limit the alternative is refused, unless a person asks for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from daoan.act.signals.phase_checking import phase_breaches
from daoan.act.signals.phases import KINDS, Variant, variants
from daoan.act.signals.proposal import Pair
from daoan.act.signals.seeking import Effort
from daoan.kernels.stats.intervals import paired_t_interval
from daoan.terms.errors import Fault, InputError
from daoan.terms.estimates import Estimate, Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import Programme, Roads, Simulated

LABEL = Text(
    "Not the plan: phases differ from the shipped ones. A traffic engineer must approve the phases first.",
    "非配时方案：相位与现状不同，须先经交通工程师审定相位。",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One change of phases over a network. ``rank``: which of a junction's variants of this kind it takes."""

    kind: str
    rank: int
    roads: Roads
    what: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """What other phases did beside the shipped programme, on the same seeds.

    ``less``: seconds of delay a trip saved. ``conflicts_*`` per 1,000 trips; ``rise``: share of the shipped conflicts
    that comes on top, Student's 95 % interval over paired seeds. ``verdict``: "allowed", "refused" or "asked_for".
    """

    kind: str
    what: tuple[Text, ...]
    programmes: tuple[Programme, ...]
    pairs: tuple[Pair, ...]
    less: Estimate
    conflicts_before: float
    conflicts_after: float
    kinds_before: Mapping[str, float]
    kinds_after: Mapping[str, float]
    rise: Estimate
    verdict: str
    reason: Text
    simulations: int


@dataclass(frozen=True, slots=True)
class Alternatives:
    """All alternatives of a network. ``kept_phases``: the shipped phases, retimed by the same search."""

    label: Text
    scenario: str
    seeds: tuple[int, ...]
    search_seeds: tuple[int, ...]
    kept_phases: Alternative
    alternatives: tuple[Alternative, ...]
    notes: tuple[Text, ...]
    rule_pack: str


def candidates(roads: Roads, pack: RulePack) -> tuple[Candidate, ...]:
    """The changes to try: of each kind the first variant of every junction that has one, the second, and so on."""
    by_junction = [variants(junction, pack) for junction in roads.junctions]
    found = []
    for kind in KINDS:
        of_kind: list[list[Variant]] = [[v for v in every if v.kind == kind] for every in by_junction]
        for rank in range(max((len(every) for every in of_kind), default=0)):
            chosen = [every[min(rank, len(every) - 1)] if every else None for every in of_kind]
            changed = tuple(
                replace(junction, programme=variant.programme) if variant else junction
                for junction, variant in zip(roads.junctions, chosen, strict=True)
            )
            what = tuple(variant.what for variant in chosen if variant)
            found.append(Candidate(kind, rank, replace(roads, junctions=changed), what))
    return tuple(found)


def alternative_effort(pack: RulePack, draws: Sequence[int]) -> Effort:
    """The rule pack's effort for each alternative, on the first of some draws."""
    return Effort(
        int(pack.get("phases.generations")),
        int(pack.get("phases.per_generation")),
        int(pack.get("phases.finalists")),
        tuple(draws[: int(pack.get("phases.draws"))]),
        int(pack.get("phases.starts")),
        moves=int(pack.get("phases.moves")),
    )


def judge(
    shipped: Roads,
    candidate: Candidate,
    programmes: Sequence[Programme],
    before: Sequence[Simulated],
    after: Sequence[Simulated],
    simulations: int,
    pack: RulePack,
    asked: bool,
) -> Alternative:
    """The alternative with its verdict. ``asked``: a person wants it although conflicts rise.

    Raises :class:`Fault` where its programmes break a rule, :class:`InputError` where runs do not pair or were not
    looked at for conflicts.
    """
    if [r.seed for r in before] != [r.seed for r in after] or not before:
        raise InputError("before and after must be simulated with the same seeds, at least one")
    if any(run.conflicts is None for run in (*before, *after)):
        raise InputError("phases are only compared with conflicts counted")
    for junction, changed, programme in zip(shipped.junctions, candidate.roads.junctions, programmes, strict=True):
        if broken := phase_breaches(junction, changed, programme, pack):
            raise Fault(f"an alternative breaks a rule: {broken[0].en}")
    was, now = (np.array([1000.0 * (run.conflicts or 0) / run.trips for run in runs]) for runs in (before, after))
    rise = Estimate(*paired_t_interval((now - was) / max(float(was.mean()), 1e-9)))
    verdict, reason = _verdict(rise, float(pack.get("phases.most_conflict_rise")), asked)
    gained = np.array([b.delay_s - a.delay_s for b, a in zip(before, after, strict=True)])
    return Alternative(
        candidate.kind,
        candidate.what,
        tuple(programmes),
        tuple(Pair(b.seed, b.delay_s, a.delay_s) for b, a in zip(before, after, strict=True)),
        Estimate(*paired_t_interval(gained)),
        float(was.mean()),
        float(now.mean()),
        _kinds(before),
        _kinds(after),
        rise,
        verdict,
        reason,
        simulations,
    )


def _verdict(rise: Estimate, limit: float, asked: bool) -> tuple[str, Text]:
    span_en = f"{rise.value:+.1%} ({rise.low:+.1%} to {rise.high:+.1%})"
    span_zh = f"{rise.value:+.1%}（{rise.low:+.1%}至{rise.high:+.1%}）"
    if rise.high <= limit:
        return "allowed", Text(f"conflicts {span_en}, limit {limit:+.0%}", f"冲突{span_zh}，限值{limit:+.0%}")
    if asked:
        en = f"conflicts {span_en} pass the limit of {limit:+.0%}: shown because a person asked for it"
        return "asked_for", Text(en, f"冲突{span_zh}，超过限值{limit:+.0%}：应人员要求列出")
    en = f"refused: conflicts {span_en}; not shown to stay within {limit:+.0%}"
    return "refused", Text(en, f"不予采用：冲突{span_zh}，不能确认在限值{limit:+.0%}以内")


def _kinds(runs: Sequence[Simulated]) -> dict[str, float]:
    trips = sum(run.trips for run in runs)
    names = sorted({name for run in runs for name in run.conflicts_by_kind or {}})
    return {name: 1000.0 * sum((run.conflicts_by_kind or {}).get(name, 0) for run in runs) / trips for name in names}

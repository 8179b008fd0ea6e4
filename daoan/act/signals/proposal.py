"""What is put before a person: the programmes, what they did on seeds that nobody tuned on, what was checked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.act.signals.checking import breaches
from daoan.kernels.stats.intervals import paired_t_interval
from daoan.terms.errors import Fault, InputError
from daoan.terms.estimates import Estimate, Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import Programme, Roads, Simulated


@dataclass(frozen=True, slots=True)
class Pair:
    """The same seed before and after."""

    seed: int
    before_s: float
    after_s: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """Programmes to sign or refuse. Delays are seconds a trip; intervals are Student's over seeds, paired for ``less``.

    ``conflicts_*``: encounters below the rule pack's thresholds per 1,000 trips, or ``None`` where nobody looked.
    ``better``: the interval of the difference lies on the right side of nothing.
    """

    scenario: str
    programmes: tuple[Programme, ...]
    shipped: tuple[Programme, ...]
    pairs: tuple[Pair, ...]
    before: Estimate
    after: Estimate
    less: Estimate
    better: bool
    conflicts_before: float | None
    conflicts_after: float | None
    search_seeds: tuple[int, ...]
    simulations: int
    notes: tuple[Text, ...]
    rule_pack: str


def propose(
    scenario: str,
    roads: Roads,
    programmes: Sequence[Programme],
    before: Sequence[Simulated],
    after: Sequence[Simulated],
    search_seeds: Sequence[int],
    simulations: int,
    pack: RulePack,
) -> Proposal:
    """The proposal, or :class:`Fault` where the programmes break a rule: such a thing is never shown.

    ``before`` and ``after``: runs with the same seeds in the same order, none of them among ``search_seeds``. Raises
    :class:`InputError` where they are.
    """
    seeds = [run.seed for run in before]
    if seeds != [run.seed for run in after] or not seeds:
        raise InputError("before and after must be simulated with the same seeds, at least one")
    if set(seeds) & set(search_seeds):
        raise InputError("a seed that the search has met cannot judge what it found")
    for junction, programme in zip(roads.junctions, programmes, strict=True):
        broken = breaches(junction, programme, pack)
        if broken:
            raise Fault(f"a proposal breaks a rule: {broken[0].en}")
    was, now = (np.array([run.delay_s for run in runs]) for runs in (before, after))
    less = _interval(was - now)
    return Proposal(
        scenario=scenario,
        programmes=tuple(programmes),
        shipped=tuple(j.programme for j in roads.junctions),
        pairs=tuple(Pair(b.seed, b.delay_s, a.delay_s) for b, a in zip(before, after, strict=True)),
        before=_interval(was),
        after=_interval(now),
        less=less,
        better=less.low > 0,
        conflicts_before=_per_thousand(before),
        conflicts_after=_per_thousand(after),
        search_seeds=tuple(search_seeds),
        simulations=simulations,
        notes=notes_of(roads, pack),
        rule_pack=pack.stamp,
    )


def _interval(values: np.ndarray) -> Estimate:
    return Estimate(*paired_t_interval(np.asarray(values, dtype=np.float64)))


def _per_thousand(runs: Sequence[Simulated]) -> float | None:
    counted = [(run.conflicts, run.trips) for run in runs if run.conflicts is not None]
    return 1000.0 * sum(c for c, _ in counted) / sum(n for _, n in counted) if counted else None


def notes_of(roads: Roads, pack: RulePack) -> tuple[Text, ...]:
    """What a reader must know of figures from a simulator, and of what this network could not be checked for."""
    found = [
        Text(
            "simulated, not observed: a plan is evaluated after it runs, by counts and times on the road",
            "以上为仿真结果，非实测；实施后应以实测流量和行程时间评估",
        )
    ]
    if not any(link.crossing_m is not None for j in roads.junctions for link in j.links):
        least = float(pack.get("limits.least_green_s"))
        found.append(
            Text(
                f"the network has no pedestrian crossings: their minimum could not be checked; least green {least:g} s",
                f"路网未建人行横道，行人最短绿灯无法校核；最短绿灯按{least:g}秒",
            )
        )
    return tuple(found)

"""The search: starts, halving, an evolution of the best, a comb, a last race; all on the same draws."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.act.signals.limits import Limits, limits_of
from daoan.act.signals.space import Space, keeps, space_of
from daoan.act.signals.starting import Demand, starts
from daoan.kernels.optimise.noisy import comb, evolve, halve
from daoan.terms.errors import InputError
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import Programme, Roads, SignalJunction

Floats = npt.NDArray[np.float64]
#: Delay of each set of programmes under each seed, seconds a trip, shape (sets, seeds).
Measure = Callable[[Sequence[tuple[Programme, ...]], Sequence[int]], Floats]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a search may do: generations, draws of each, rivals of the last race, draws in all, starts at most.

    ``moves``: how often a comb of whole seconds goes on from a better plan; of lone junctions only.
    """

    generations: int
    per_generation: int
    finalists: int
    draws: tuple[int, ...]
    starts: int = 10_000
    moves: int = 0


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search found. ``programmes``: best on the draws; ``delay_s`` there; ``seen``: the seeds that it met."""

    programmes: tuple[Programme, ...]
    delay_s: float
    seen: tuple[int, ...]
    tried: int


def effort_of(pack: RulePack, judged: Sequence[int], junctions: int = 1) -> Effort:
    """The rule pack's effort for so many junctions, on draws that none of the judged seeds is among."""
    first, draws = int(pack.get("search.first_draw")), int(pack.get("search.draws"))
    taken = set(judged)
    fresh = (seed for seed in range(first, first + draws + len(taken)) if seed not in taken)
    return Effort(
        int(pack.get("search.generations" if junctions == 1 else "search.network_generations")),
        int(pack.get("search.per_generation")),
        int(pack.get("search.finalists")),
        tuple(seed for seed, _ in zip(fresh, range(draws), strict=False)),
        moves=int(pack.get("search.moves")),
    )


def seek(
    roads: Roads, demand: Demand, measure: Measure, effort: Effort, pack: RulePack,
    told: Callable[[str, int, int], None] | None = None,
) -> Sought:  # fmt: skip
    """The best programmes on the effort's draws; the shipped ones where nothing is better and they keep the limits.

    ``told`` hears of each stage ("starts", "evolution", "race") with how much of it is done. Deterministic for the
    same input. Raises :class:`InputError` where a junction cannot keep the limits at all.
    """
    if not effort.draws:
        raise InputError("the search needs at least one draw of its own")
    limits = [limits_of(j, pack) for j in roads.junctions]
    shipped = {j.junction_id: j.programme for j in roads.junctions}
    tied = len(roads.junctions) > int(pack.get("search.most_untied"))
    kinds = (True, False) if len(roads.junctions) > 1 else (True,)
    spaces = [space_of(roads.junctions, limits, common, tied) for common in kinds]
    count = _Counted(measure)
    begun = [_first(space, shipped, demand, count, effort, pack) for space in spaces]
    space, point, _ = min(begun, key=lambda found: found[2])
    if told is not None:
        told("starts", 1, 1)
    spread = space.spread(*(float(pack.get(f"search.spread_{k}")) for k in ("cycle", "green", "offset")))
    grown = evolve(
        point, spread, count.of(space), effort.draws, effort.generations, np.random.default_rng(effort.draws[0]),
        effort.per_generation, None if told is None else lambda done: told("evolution", done, effort.generations),
    ) if effort.generations else point[None, :]  # fmt: skip
    rivals = _apart(space, np.vstack([point, grown[::-1]]))[: effort.finalists]
    sets = [space.decode(row) for row in rivals]
    if effort.moves and len(roads.junctions) == 1:
        sets = list(dict.fromkeys([*_combed(roads.junctions[0], limits[0], sets, count, effort), sets[0]]))
        if told is not None:
            told("comb", 1, 1)
    rows, costs = halve(
        np.arange(len(sets), dtype=np.float64)[:, None],
        lambda points, draws: count([sets[int(row)] for row in points[:, 0]], draws),
        effort.draws, min(2, len(effort.draws)), 1,
    )  # fmt: skip
    if told is not None:
        told("race", 1, 1)
    return Sought(sets[int(rows[0, 0])], float(costs[0]), effort.draws, count.tried)


def _combed(
    junction: SignalJunction, limits: Limits, sets: Sequence[tuple[Programme, ...]], count: "_Counted", effort: Effort
) -> list[tuple[Programme, ...]]:
    """Plans near some of a lone junction, whole second by whole second: delay over its seconds is rough."""

    def timed(greens: npt.NDArray[np.int64]) -> tuple[Programme, ...]:
        seconds = dict(zip(limits.rows, map(float, greens), strict=True))
        return (junction.programme.timed(seconds, 0.0),)

    found = comb(
        np.array([[int(one[0].phases[row].duration_s) for row in limits.rows] for one in sets]),
        lambda points, draws: count([timed(row.astype(np.int64)) for row in points], draws),
        effort.draws,
        effort.moves,
        lambda greens: keeps(junction, limits, greens),
    )
    return [timed(row) for row in found]


def _first(
    space: Space, shipped: Mapping[str, Programme], demand: Demand, count: "_Counted", effort: Effort, pack: RulePack
) -> tuple[Space, Floats, float]:
    points = _apart(space, starts(space, shipped, demand, pack))[: effort.starts]
    best, costs = halve(points, count.of(space), effort.draws, 1, min(2, effort.finalists))
    return space, best[0], float(costs[0])


def _apart(space: Space, points: Floats) -> Floats:
    """The points that mean different programmes, the first of each."""
    seen: dict[tuple[Programme, ...], Floats] = {}
    for point in points:
        seen.setdefault(space.decode(point), point)
    return np.array(list(seen.values()))


class _Counted:
    """Measures each set of programmes under each seed once."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._known: dict[tuple[tuple[Programme, ...], int], float] = {}

    @property
    def tried(self) -> int:
        return len(self._known)

    def of(self, space: Space) -> Callable[[Floats, Sequence[int]], Floats]:
        return lambda points, seeds: self([space.decode(point) for point in points], seeds)

    def __call__(self, sets: Sequence[tuple[Programme, ...]], seeds: Sequence[int]) -> Floats:
        for seed in seeds:
            new = list(dict.fromkeys(s for s in sets if (s, seed) not in self._known))
            if new:
                for one, cost in zip(new, self._measure(new, [seed])[:, 0], strict=True):
                    self._known[one, seed] = float(cost)
        return np.array([[self._known[one, seed] for seed in seeds] for one in sets])

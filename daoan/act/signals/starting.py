"""Where a search begins: greens by the fullest lane, cycles around Webster's, offsets by green waves."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from daoan.act.signals.limits import Limits
from daoan.act.signals.space import Space, fitted
from daoan.kernels.signals.critical import even_greens, webster_cycle_s
from daoan.kernels.signals.waves import Stream, wave_offsets
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import GREEN, Journey, Programme, Roads, SignalJunction

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Demand:
    """Vehicles a second by turn, and from one junction with lights to the next: turn out, turn in, seconds between."""

    turns: Mapping[tuple[str, str], float]
    between: Mapping[tuple[tuple[str, str], tuple[str, str]], float]
    seconds: Mapping[tuple[tuple[str, str], tuple[str, str]], float]


def count_demand(roads: Roads, journeys: Iterable[Journey], window_s: float) -> Demand:
    """Counts of who drove which way in a window of so many seconds."""
    lit = {(link.from_edge, link.to_edge) for junction in roads.junctions for link in junction.links}
    turns: Counter[tuple[str, str]] = Counter()
    between: Counter[tuple[tuple[str, str], tuple[str, str]]] = Counter()
    seconds: dict[tuple[tuple[str, str], tuple[str, str]], float] = {}
    for journey in journeys:
        last, way_s = None, 0.0
        for turn in journey.turns:
            way_s += roads.seconds.get(turn[0], 0.0)
            if turn not in lit:
                continue
            turns[turn] += 1
            if last is not None:
                between[last, turn] += 1
                seconds[last, turn] = way_s
            last, way_s = turn, 0.0
    return Demand({k: n / window_s for k, n in turns.items()}, {k: n / window_s for k, n in between.items()}, seconds)


def lanes_of(junction: SignalJunction, limits: Limits, demand: Demand, pack: RulePack) -> tuple[Floats, Floats]:
    """Load q / s of each lane, and what share of it each green phase lets go, shape (lanes, greens).

    A turn's vehicles spread evenly over the links that offer it; a lane is as open as its least open used link.
    """
    saturation, giving = float(pack.get("lanes.saturation_veh_s")), float(pack.get("lanes.giving_way"))
    ways = Counter((link.from_edge, link.to_edge) for link in junction.links)
    names = sorted({link.lane for link in junction.links})
    load, opens = np.zeros(len(names)), np.ones((len(names), len(limits.rows)))
    for link in junction.links:
        turn, row = (link.from_edge, link.to_edge), names.index(link.lane)
        flow = demand.turns.get(turn, 0.0) / ways[turn]
        load[row] += flow / saturation
        letters = [junction.programme.phases[p].state[link.index] for p in limits.rows]
        share = np.array([1.0 if letter == "G" else giving if letter == "g" else 0.0 for letter in letters])
        if flow > 0:
            opens[row] = np.minimum(opens[row], share)
    used = load > 0
    return load[used], opens[used]


def webster(
    junction: SignalJunction, limits: Limits, demand: Demand, pack: RulePack, cycle_s: float | None = None
) -> Programme:
    """Greens by the fullest lane in the given cycle, else in Webster's."""
    load, opens = lanes_of(junction, limits, demand, pack)
    cycle = webster_cycle_s(load, opens, limits.lost_s) if cycle_s is None else cycle_s
    cycle = float(np.clip(cycle, limits.least_cycle_s, limits.most_cycle_s))
    greens = even_greens(load, opens, cycle - limits.lost_s, cycle, limits.least, limits.most)
    return fitted(junction, limits, cycle, np.maximum(greens - limits.least, 0.3))


def starts(space: Space, shipped: Mapping[str, Programme], demand: Demand, pack: RulePack) -> Floats:
    """Points to begin with: the shipped greens and Webster's, in several cycles, with and without waves."""
    points = [space.encode(shipped)]
    cycles = [*(None for _ in range(1)), *map(float, pack.get("search.cycles_s"))]
    for cycle in cycles:
        made = {
            j.junction_id: webster(j, limits, demand, pack, cycle)
            for j, limits in zip(space.junctions, space.limits, strict=True)
        }
        point = space.encode(made)
        kept = points[0].copy()
        kept[: space.sizes[0]] = point[: space.sizes[0]]
        points += [point, kept]
        if space.sizes[2] and max(space.group) == 0:
            points += [waved(space, p, demand) for p in (point, kept)]
    return np.array(points)


def waved(space: Space, point: Floats, demand: Demand) -> Floats:
    """The point with the offsets of its green waves."""
    programmes = space.decode(point)
    cycle = int(programmes[0].cycle_s)
    offsets = wave_offsets(len(programmes), cycle, streams(space.junctions, programmes, demand, cycle))
    found = point.copy()
    found[-len(programmes) :] = offsets / cycle
    return found


def streams(
    junctions: Sequence[SignalJunction], programmes: Sequence[Programme], demand: Demand, cycle_s: int
) -> list[Stream]:
    """Who leaves one junction and comes to the next, as the waves see them."""
    at = {(link.from_edge, link.to_edge): (k, link) for k, j in enumerate(junctions) for link in j.links}
    found = []
    for (out, into), volume in demand.between.items():
        (a, leaving), (b, coming) = at[out], at[into]
        if a != b:
            leaves, opens = (_open(programmes[k], link.index, cycle_s) for k, link in ((a, leaving), (b, coming)))
            found.append(Stream(a, b, volume, demand.seconds[out, into], leaves, opens))
    return found


def _open(programme: Programme, link: int, cycle_s: int) -> Floats:
    """1 for each second of the cycle in which the link is green, offset 0."""
    plain = replace(programme, offset_s=0.0)
    seconds = np.concatenate([np.full(round(p.duration_s), p.state[link] in GREEN) for p in plain.phases])
    return np.resize(seconds.astype(np.float64), cycle_s)

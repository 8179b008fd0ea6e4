"""What-ifs: turns that are banned, lanes whose direction changes by hours; declared, and driven around.

Whoever drives a banned turn takes the quickest other way from the first edge of the journey to its last, by free-flow
seconds. Everybody else keeps the way that was driven before.
"""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from daoan.terms.errors import InputError
from daoan.terms.estimates import Text

Turn = tuple[str, str]
#: Sets of bans up to this size are searched for the smallest whose lifting opens every way again.
MOST_LIFTED = 3
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Ban:
    """A turn that nobody may take any more."""

    from_edge: str
    to_edge: str

    @property
    def turn(self) -> Turn:
        """As a pair of edges."""
        return self.from_edge, self.to_edge


@dataclass(frozen=True, slots=True)
class Tidal:
    """Lanes that ``gains`` has and ``loses`` has not from ``from_s`` until ``until_s``, seconds of the day."""

    gains: str
    loses: str
    from_s: int
    until_s: int
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Changes:
    """What is tried, all of it together."""

    bans: tuple[Ban, ...] = ()
    tidal: tuple[Tidal, ...] = ()

    @property
    def told(self) -> tuple[Text, ...]:
        """In words."""
        bans = [Text(f"no turn {b.from_edge} → {b.to_edge}", f"禁止转向{b.from_edge}→{b.to_edge}") for b in self.bans]
        lanes = [
            Text(
                f"{t.lanes} lane(s) of {t.loses} run with {t.gains} from {clock(t.from_s)} to {clock(t.until_s)}",
                f"{clock(t.from_s)}至{clock(t.until_s)}，{t.loses}的{t.lanes}条车道归{t.gains}使用",
            )
            for t in self.tidal
        ]
        return (*bans, *lanes)


def clock(seconds: int) -> str:
    """ "07:30"."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


def check_changes(changes: Changes, turns: Mapping[str, Sequence[str]], lanes: Mapping[str, int]) -> None:
    """Raises :class:`InputError` with the first thing declared that the network does not have, or cannot give."""
    if not changes.bans and not changes.tidal:
        raise InputError("nothing is declared: a ban or a tidal lane is needed 未声明任何变更")
    for ban in changes.bans:
        if ban.to_edge not in turns.get(ban.from_edge, ()):
            raise InputError(f"no turn leads from {ban.from_edge} to {ban.to_edge} 路网中没有该转向")
    for one in changes.tidal:
        for edge in (one.gains, one.loses):
            if edge not in lanes:
                raise InputError(f"the network has no edge {edge} 路网中没有该路段")
        if not 0 < one.lanes < lanes[one.loses]:
            raise InputError(
                f"{one.loses} has {lanes[one.loses]} lane(s) and must keep one: {one.lanes} cannot be taken 车道数不足"
            )
        if one.from_s >= one.until_s:
            raise InputError(f"the hours of the tidal lane of {one.gains} are empty 时段为空")


def drive_around(
    journeys: Mapping[str, tuple[str, ...]],
    turns: Mapping[str, Sequence[str]],
    seconds: Mapping[str, float],
    bans: Sequence[Ban],
) -> dict[str, tuple[str, ...]]:
    """New edges of each journey that drove a banned turn, by its id.

    Raises :class:`InputError` where bans leave no way: who is cut off, and the fewest bans whose lifting opens it.
    """
    banned = {ban.turn for ban in bans}
    met = {name: edges for name, edges in journeys.items() if banned & set(pairwise(edges))}
    ends = {(edges[0], edges[-1]) for edges in met.values()}
    ways = {pair: quickest(*pair, turns, seconds, banned) for pair in sorted(ends)}
    if cut := [pair for pair, way in ways.items() if way is None]:
        raise InputError(_cut_off(cut, met, turns, seconds, bans))
    return {name: way for name, edges in met.items() if (way := ways[edges[0], edges[-1]])}


def quickest(
    start: str, end: str, turns: Mapping[str, Sequence[str]], seconds: Mapping[str, float], banned: set[Turn]
) -> tuple[str, ...] | None:
    """Edges of the quickest way that takes no banned turn; ``None`` where there is none."""
    queue, came, best = [(0.0, start)], dict[str, str](), {start: 0.0}
    while queue:
        cost, edge = heapq.heappop(queue)
        if edge == end and (edge in came or start == end):
            way = [edge]
            while way[-1] != start:
                way.append(came[way[-1]])
            return tuple(reversed(way))
        if cost > best[edge]:
            continue
        for after in turns.get(edge, ()):
            total = cost + seconds.get(after, 0.0)
            if (edge, after) not in banned and total < best.get(after, float("inf")):
                best[after], came[after] = total, edge
                heapq.heappush(queue, (total, after))
    return None


def _cut_off(
    cut: Sequence[Turn],
    met: Mapping[str, tuple[str, ...]],
    turns: Mapping[str, Sequence[str]],
    seconds: Mapping[str, float],
    bans: Sequence[Ban],
) -> str:
    trips = Counter((edges[0], edges[-1]) for edges in met.values())
    named = ", ".join(f"{a} → {b} ({trips[a, b]})" for a, b in cut[:MOST_NAMED])
    more = f" and {len(cut) - MOST_NAMED} more" if len(cut) > MOST_NAMED else ""
    said = f"the bans leave no way for {sum(trips[pair] for pair in cut)} trips: {named}{more}"
    every = {ban.turn for ban in bans}
    for size in range(1, min(MOST_LIFTED, len(bans)) + 1):
        for lifted in combinations(bans, size):
            left = every - {ban.turn for ban in lifted}
            if all(quickest(*pair, turns, seconds, left) for pair in cut):
                words = ", ".join(f"{ban.from_edge} → {ban.to_edge}" for ban in lifted)
                return f"{said}; lifting {words} would open it 禁转后目的地不可达；取消{words}即可恢复通行"
    return f"{said} 禁转后目的地不可达"

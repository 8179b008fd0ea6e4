"""Other phases for a junction: their order, and turns across oncoming traffic by themselves or giving way.

These are never the plan: a plan keeps the shipped phases. Between two greens that the shipped programme does not show
one after the other stand its longest yellow and its longest all-red.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import GREEN, Link, Phase, Programme, SignalJunction, between

KINDS = ("order", "permitted", "protected")


@dataclass(frozen=True, slots=True)
class Variant:
    """A junction's programme with other phases. ``what``: the change in words."""

    kind: str
    programme: Programme
    what: Text


def variants(junction: SignalJunction, pack: RulePack) -> tuple[Variant, ...]:
    """All changes of phases that are worth a simulation, in the order of ``KINDS``.

    None where the programme holds red-and-yellow, which is not rebuilt here, or fewer than two greens.
    """
    programme = junction.programme
    rows = programme.green_rows(float(pack.get("clearance.most_s")))
    if len(rows) < 2 or any("u" in phase.state for phase in programme.phases):
        return ()
    greens = [programme.phases[row] for row in rows]
    join = _joiner(programme, rows)
    found = [_reordered(join, greens, rows, order) for order in _orders(len(rows), int(pack.get("phases.most_orders")))]
    name = junction.junction_id
    for kind, made, what in (
        ("permitted", _permitted(junction, greens), ("turns across give way to oncoming traffic", "左转改为许可相位")),
        (
            "protected",
            _protected(junction, greens, pack),
            ("turns across get a green of their own", "左转改为保护相位"),
        ),
    ):
        if [p.state for p in made] != [p.state for p in greens] and len(made) > 1:
            found.append(Variant(kind, join(made), Text(f"{name}: {what[0]}", f"{name}：{what[1]}")))
    return tuple(found)


def _orders(count: int, most: int) -> list[tuple[int, ...]]:
    """Other cyclic orders, at most ``most``: all of few greens, else two neighbours exchanged."""
    if count <= 4:
        return [(0, *rest) for rest in permutations(range(1, count))][1 : most + 1]
    swapped = []
    for k in range(1, count - 1):
        order = list(range(count))
        order[k], order[k + 1] = order[k + 1], order[k]
        swapped.append(tuple(order))
    return swapped[:most]


def _reordered(
    join: Callable[[Sequence[Phase]], Programme], greens: Sequence[Phase], rows: Sequence[int], order: Sequence[int]
) -> Variant:
    made = join([greens[k] for k in order])
    shown = " ".join(str(rows[k]) for k in order)
    return Variant(
        "order", made, Text(f"{made.junction_id}: greens in order {shown}", f"{made.junction_id}：绿灯相位顺序{shown}")
    )


def _joiner(programme: Programme, rows: Sequence[int]) -> Callable[[Sequence[Phase]], Programme]:
    """Puts greens one after the other with clearances between them: the shipped one, else its longest."""
    phases, shipped = programme.phases, {}
    for row, after in zip(rows, [*rows[1:], rows[0]], strict=True):
        cut = phases[row + 1 : after] if after > row else (*phases[row + 1 :], *phases[:after])
        shipped[phases[row].state, phases[after].state] = tuple(cut)
    clearing = [phase for row, phase in enumerate(phases) if row not in rows]
    yellow = max((p.duration_s for p in clearing if "y" in p.state or "Y" in p.state), default=0.0)
    red = max((p.duration_s for p in clearing if "y" not in p.state and "Y" not in p.state), default=0.0)

    def join(greens: Sequence[Phase]) -> Programme:
        made: list[Phase] = []
        for green, after in zip(greens, [*greens[1:], greens[0]], strict=True):
            made.append(green)
            made += shipped.get((green.state, after.state), _clearance(green.state, after.state, yellow, red))
        return replace(programme, phases=tuple(made))

    return join


def _clearance(before: str, after: str, yellow_s: float, red_s: float) -> tuple[Phase, ...]:
    state = between(before, after)
    if "y" not in state:
        return ()
    made = [Phase(yellow_s, state)]
    return (*made, Phase(red_s, state.replace("y", "r"))) if red_s else tuple(made)


def _permitted(junction: SignalJunction, greens: Sequence[Phase]) -> list[Phase]:
    """Greens without those that only serve turns across, which give way in the green of their own road instead."""
    kept = dict(enumerate(greens))
    for row, green in enumerate(greens):
        rest = {k: one for k, one in kept.items() if k != row}
        served = [link for link in junction.links if green.state[link.index] in GREEN]
        if len(rest) < 2 or not any(link.crosses and green.state[link.index] == "G" for link in served):
            continue
        states = [one.state for one in rest.values()]
        if all(_serve(states, link, junction) for link in served):
            kept = {k: replace(one, state=state) for (k, one), state in zip(rest.items(), states, strict=True)}
    return list(kept.values())


def _serve(states: list[str], link: Link, junction: SignalJunction) -> bool:
    """Whether a link is green in some state, or may give way where its own road goes; that state is changed then."""
    if any(state[link.index] in GREEN for state in states):
        return True
    beside = [one.index for one in junction.links if one.from_edge == link.from_edge]
    for k, state in enumerate(states):
        open_foes = {foe for foe in link.foes if state[foe] == "G"}
        if any(state[one] == "G" for one in beside) and open_foes <= link.yields_to:
            states[k] = state[: link.index] + "g" + state[link.index + 1 :]
            return True
    return False


def _protected(junction: SignalJunction, greens: Sequence[Phase], pack: RulePack) -> list[Phase]:
    """Greens in which no turn across gives way; one that had nothing else gets a green after its road's."""
    made: list[Phase] = []
    for green in greens:
        giving = [link for link in junction.links if link.crosses and green.state[link.index] == "g"]
        state = "".join("r" if any(k == link.index for link in giving) else s for k, s in enumerate(green.state))
        if not GREEN & set(state):
            made.append(green)
            continue
        made.append(replace(green, state=state))
        alone = [link for link in giving if not any(one.state[link.index] == "G" for one in greens)]
        together = {link.index for link in alone}
        if alone and not any(link.foes & together for link in alone):
            own = "".join("G" if k in together else "r" for k in range(len(state)))
            made.append(Phase(float(pack.get("phases.own_green_s")), own))
    served = {link.index for link in junction.links if any(p.state[link.index] in GREEN for p in greens)}
    still = {link.index for link in junction.links if any(p.state[link.index] in GREEN for p in made)}
    return made if served == still else list(greens)

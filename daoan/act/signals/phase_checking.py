"""Whether a programme with other phases is safe to show at all: by rules alone, with nothing of the making in it."""

from collections.abc import Callable, Sequence

from daoan.act.signals.checking import EPSILON, breaches
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import GREEN, Programme, SignalJunction


def phase_breaches(
    junction: SignalJunction, changed: SignalJunction, proposed: Programme, pack: RulePack
) -> list[Text]:
    """What the programme breaks. ``junction``: as shipped; ``changed``: with the other phases; ``proposed``: retimed.

    Besides lengths: foes both with full green, a link that lost its green, a green that ends without the shipped
    yellow, and less time between conflicting greens than the shipped programme ever leaves.
    """
    found, name = list(breaches(changed, proposed, pack)), junction.junction_id
    shipped = junction.programme
    for link in junction.links:
        lit = [any(p.state[link.index] in GREEN for p in one.phases) for one in (shipped, proposed)]
        if lit[0] and not lit[1]:
            found.append(Text(f"{name}, link {link.index}: no green any more", f"{name}第{link.index}流向：不再有绿灯"))
        was, now = (shortest_yellow_s(one, link.index) for one in (shipped, proposed))
        if was is not None and now is not None and now < was - EPSILON:
            en = f"{name}, link {link.index}: yellow of {now:g} s, shipped {was:g}"
            found.append(Text(en, f"{name}第{link.index}流向：黄灯{now:g}秒，原为{was:g}秒"))
    found += _foes(junction, proposed)
    pairs = [(link.index, foe) for link in junction.links for foe in sorted(link.foes)]
    gaps = [shortest_gap_s(shipped, *pair) for pair in pairs]
    least = min((gap for gap in gaps if gap is not None), default=0.0)
    for pair in pairs:
        gap = shortest_gap_s(proposed, *pair)
        if gap is not None and gap < least - EPSILON:
            en = f"{name}: {gap:g} s between the greens of links {pair[0]} and {pair[1]}, shipped at least {least:g}"
            found.append(Text(en, f"{name}：流向{pair[0]}与{pair[1]}绿灯间隔{gap:g}秒，原最短{least:g}秒"))
    return found


def shortest_yellow_s(programme: Programme, link: int) -> float | None:
    """Least yellow after a green of the link that ends; ``None`` where none ends."""
    phases, found = programme.phases, []
    for k, phase in enumerate(phases):
        if phase.state[link] in GREEN and phases[(k + 1) % len(phases)].state[link] not in GREEN:
            found.append(_run_s(programme, k + 1, lambda letter: letter in "yY", link))
    return min(found, default=None)


def shortest_gap_s(programme: Programme, first: int, then: int) -> float | None:
    """Least time from the end of one link's green to the next start of another's, over ends at which both stand."""
    phases, found = programme.phases, []
    for k, phase in enumerate(phases):
        after = phases[(k + 1) % len(phases)].state
        if phase.state[first] in GREEN and after[first] not in GREEN and phase.state[then] not in GREEN:
            found.append(_run_s(programme, k + 1, lambda letter: letter not in GREEN, then))
    return min(found, default=None)


def _run_s(programme: Programme, start: int, holds: Callable[[str], bool], link: int) -> float:
    """Seconds from a row on for which a link's letter fulfils something, at most one cycle."""
    phases, seconds = programme.phases, 0.0
    for step in range(len(phases)):
        phase = phases[(start + step) % len(phases)]
        if not holds(phase.state[link]):
            break
        seconds += phase.duration_s
    return seconds


def _foes(junction: SignalJunction, proposed: Programme) -> list[Text]:
    shipped: Sequence[str] = [p.state for p in junction.programme.phases]
    found = []
    for link in junction.links:
        for foe in sorted(link.foes):
            for row, phase in enumerate(proposed.phases):
                ours, theirs = phase.state[link.index], phase.state[foe]
                full = ours == theirs == "G"
                bold = ours == "g" and theirs == "G" and foe not in link.yields_to
                known = any(state[link.index] == ours and state[foe] == theirs for state in shipped)
                if (full or bold) and not known:
                    en = f"{junction.junction_id}, phase {row}: links {link.index} and {foe} meet, both green"
                    zh = f"{junction.junction_id}第{row}相位：冲突流向{link.index}与{foe}同时放行"
                    found.append(Text(en, zh))
    return found

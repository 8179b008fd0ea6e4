"""Turns to sign and to feed back, read from the log: whose it was, whether it was taken, and whether in time.

A part of an order may be signed more than once (assigned anew) and fed back more than once (rejected); every turn
counts by itself and for the unit that held the part then, not for the one that holds it now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.act.workflow.engine import is_overdue
from daoan.terms.records.working import Matter, Step


@dataclass(frozen=True, slots=True)
class Turn:
    """One time that a unit had to sign or to feed back."""

    what: str  # "sign" or "feed_back"
    unit: str
    taken: bool
    late: bool  # taken after its deadline, or open with the deadline passed


#: The events that take a turn; whatever else ends it (returned, withdrawn) takes it back.
_TAKES = {"sign": {"sign"}, "feed_back": {"feed_back", "gather"}}
_STATES = {"to_sign": "sign", "signed": "feed_back", "passed_down": "feed_back"}


def turns_of(node: Matter, steps: Sequence[Step], now: datetime) -> tuple[Turn, ...]:
    """Every turn of a part of an order, in order. ``steps``: its log, first to last."""
    moves = [s for s in steps if s.event not in {"comment", "overdue"}]
    holders = _holders(node, moves)
    found, open_what = [], ""
    for step, holder, before in zip(moves, holders, [node.holder, *holders][: len(moves)], strict=True):
        what = _STATES.get(step.target, "")
        if open_what and what != open_what:
            if step.event in _TAKES[open_what]:
                found.append(Turn(open_what, before, True, step.late))
            open_what = ""
        open_what = what
        if step is moves[-1] and open_what:
            found.append(Turn(open_what, holder, False, is_overdue(node, now)))
    return tuple(found)


def _holders(node: Matter, moves: Sequence[Step]) -> list[str]:
    """Who held the part after each move: who returned it held it until then, whoever holds it now does since."""
    here, holders = node.holder, []
    for step in reversed(moves):
        holders.append(here)
        if step.event == "reassign":
            here = ""
        elif step.event == "return":
            here = step.unit
    return [*_filled(list(reversed(holders)))]


def _filled(holders: list[str]) -> list[str]:
    """Between a return and the new assignment the part still lies with who returned it."""
    last = ""
    for i, holder in enumerate(holders):
        last = holder or last
        holders[i] = last
    return holders

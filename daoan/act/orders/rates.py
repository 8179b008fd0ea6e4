"""Figures of the supervision board: what lies where, what is late, and rates of signing and feedback.

A rate counts turns that were judged: taken, or open with the deadline passed. What is open in time is in no rate yet;
what was returned or withdrawn before it was taken is in none at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from daoan.act.orders.node import NODE
from daoan.act.orders.turns import Turn, turns_of
from daoan.act.workflow.engine import is_overdue
from daoan.terms.estimates import Share
from daoan.terms.records.working import Matter, Step
from daoan.terms.units import UnitTree

#: So many rejections of one part are many 多次驳回 (domain §9).
MANY_REJECTIONS = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of the board: a unit together with every unit below it. Counts are parts of orders."""

    unit: str
    to_sign: int
    to_sign_late: int
    to_feed_back: int
    to_feed_back_late: int
    rejected_twice: int
    misdirected: int
    closed: int
    signed: Share  # 总签收率: of turns judged
    signed_on_time: Share  # 按时签收率
    fed_back: Share  # 总反馈率
    fed_back_on_time: Share  # 按时反馈率


def figures_of(
    unit: str, matters: Sequence[Matter], steps: Mapping[str, Sequence[Step]], units: UnitTree, now: datetime
) -> Figures:
    """The figures of a unit and those below. ``steps``: the log of every part, by matter id."""
    nodes = [m for m in matters if m.kind == NODE.kind]
    turns = [t for m in nodes for t in turns_of(m, steps.get(m.matter_id, ()), now) if units.within(t.unit, unit)]
    here = [m for m in nodes if units.within(m.holder, unit)]
    signing, feeding = [m for m in here if m.state == "to_sign"], [m for m in here if m.state == "signed"]
    return Figures(
        unit=unit,
        to_sign=len(signing),
        to_sign_late=sum(is_overdue(m, now) for m in signing),
        to_feed_back=len(feeding),
        to_feed_back_late=sum(is_overdue(m, now) for m in feeding),
        rejected_twice=sum(int(m.values.get("rejections", 0)) >= MANY_REJECTIONS for m in here),
        misdirected=sum(_misdirected(steps.get(m.matter_id, ()), units, unit) for m in nodes),
        closed=sum(m.state == "done" for m in here),
        signed=_share(turns, "sign", in_time=False),
        signed_on_time=_share(turns, "sign", in_time=True),
        fed_back=_share(turns, "feed_back", in_time=False),
        fed_back_on_time=_share(turns, "feed_back", in_time=True),
    )


def board(
    scope: str, matters: Sequence[Matter], steps: Mapping[str, Sequence[Step]], units: UnitTree, now: datetime
) -> tuple[Figures, tuple[Figures, ...]]:
    """The figures of a unit with all below it, and of each unit directly below it with all below that."""
    children = [u.unit_id for u in units.units.values() if u.parent == scope]
    lines = [figures_of(unit, matters, steps, units, now) for unit in (scope, *children)]
    return lines[0], tuple(lines[1:])


def _share(turns: Sequence[Turn], what: str, *, in_time: bool) -> Share:
    judged = [t for t in turns if t.what == what and (t.taken or t.late)]
    return Share(sum(t.taken and not (in_time and t.late) for t in judged), len(judged))


def _misdirected(steps: Sequence[Step], units: UnitTree, unit: str) -> bool:
    """Whether a unit (or one below) returned the part and was borne out: it was then assigned to another."""
    moves = [s for s in steps if s.event in {"return", "reassign", "insist"}]
    pairs = pairwise(moves)
    return any(
        first.event == "return" and then.event == "reassign" and units.within(first.unit, unit) for first, then in pairs
    )

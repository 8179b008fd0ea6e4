"""The board of a unit: what it holds itself, and how each unit right below it stands."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.orders.node import NODE
from daoan.act.orders.rates import MANY_REJECTIONS
from daoan.act.workflow.registry import CONFINED
from daoan.jobs.workroom import Workroom
from daoan.store.work_protocol import MatterFilter
from daoan.terms.units import UnitTree

#: The part of an order that a unit holds, and its states by what is to be done.
PART = NODE.kind
TO_SIGN, TO_FEED_BACK, TO_AUDIT, DONE = "to_sign", ("signed", "passed_down"), ("fed_back", "first_passed"), "done"
REJECTIONS, RETURNS = ("reject", "reject_final"), ("return",)

Held = Mapping[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True)
class Standing:
    """Parts of orders held by a unit and all below it. ``done_on_time``: done without a late step."""

    unit_id: str
    to_sign: int
    to_sign_late: int
    to_feed_back: int
    to_feed_back_late: int
    to_audit: int
    rejected_twice: int
    misdirected: int
    done: int
    done_on_time: int


def own_counts(room: Workroom, unit_id: str, now: datetime) -> tuple[Mapping[tuple[str, str], int], int]:
    """Open matters that a unit holds, by (kind, state), and how many of them are overdue."""
    where = MatterFilter(holders=(unit_id,), open_only=True, without_kinds=CONFINED)
    late = room.store.count_matters(replace(where, overdue_at=now))
    return room.store.count_matters(where), sum(late.values())


def standings(room: Workroom, unit_id: str, now: datetime) -> tuple[Standing, ...]:
    """How each unit right below one stands, with all below it; in the order of the tree."""
    units = room.units()
    where = MatterFilter(kinds=(PART,))
    count = room.store.count_held
    late_where = replace(where, open_only=True, overdue_at=now)
    every, late = _rolled(count(where), units), _rolled(count(late_where), units)
    twice = _rolled(count(replace(where, logged=REJECTIONS, logged_times=MANY_REJECTIONS)), units)
    returned = _rolled(count(replace(where, logged=RETURNS)), units)
    slow = _rolled(count(replace(where, states=(DONE,), late_step=True)), units)
    found = []
    for child in (u.unit_id for u in units.units.values() if u.parent == unit_id):
        done = every[child, DONE]
        found.append(
            Standing(
                unit_id=child,
                to_sign=every[child, TO_SIGN],
                to_sign_late=late[child, TO_SIGN],
                to_feed_back=sum(every[child, s] for s in TO_FEED_BACK),
                to_feed_back_late=sum(late[child, s] for s in TO_FEED_BACK),
                to_audit=sum(every[child, s] for s in TO_AUDIT),
                rejected_twice=_all_of(twice, child),
                misdirected=_all_of(returned, child),
                done=done,
                done_on_time=done - slow[child, DONE],
            )
        )
    return tuple(found)


def _rolled(held: Held, units: UnitTree) -> Counter[tuple[str, str]]:
    """Counts by (unit, state) where a unit has all that it and the units below it hold."""
    rolled: Counter[tuple[str, str]] = Counter()
    for (holder, _kind, state), number in held.items():
        if holder in units:
            for unit_id in (holder, *units.above(holder)):
                rolled[unit_id, state] += number
    return rolled


def _all_of(rolled: Counter[tuple[str, str]], unit_id: str) -> int:
    return sum(number for (unit, _state), number in rolled.items() if unit == unit_id)

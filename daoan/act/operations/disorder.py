"""A disorder point 秩序乱点 as a matter: 登记—治理—复核—观察—销号, or it comes back.

What and where it is stands in the register ``disorder_point``; the matter tells who does what about it. Values:
``entry`` (of the register), ``point_kind``, ``finish_by`` (a day), ``measure``, ``result``. Whoever put it right does
not re-check it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.workflow.engine import is_overdue
from daoan.act.workflow.given import known_units, other_person, rejected_once_more, with_values
from daoan.act.workflow.table import Clock, Event, Part, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

REGISTER = "disorder_point"

_HOLDER, _ISSUER, _CHECKERS = (Part.HOLDER,), (Part.ISSUER,), (Part.ISSUER, Part.ABOVE)
_WORK, _AUDIT, _ISSUE = Permission.WORK, Permission.AUDIT_WORK, Permission.ISSUE


def _taken(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, measure=event.values["measure"]))


def _put_right(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, result=event.values["result"], put_right_by=event.by.person_id)
    return replace(matter, values=values)


def _came_back(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    """Its old deadline lies behind it and would make it late at once; whoever has it says anew until when."""
    values = with_values(matter, reopened=int(matter.values.get("reopened", 0)) + 1, finish_by=None)
    return replace(matter, values=values)


def _handed_on(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    unit = event.values["unit"]
    return replace(matter, holder=unit if isinstance(unit, str) else unit[0])


DISORDER = Workflow(
    kind="disorder",
    name=Text("disorder point", "秩序乱点"),
    states={
        "found": Text("found, to be taken in hand", "待治理"),
        "in_hand": Text("in hand", "治理中"),
        "put_right": Text("to be re-checked", "待复核"),
        "rechecked": Text("re-checked, being watched", "复核通过，观察中"),
        "closed": Text("closed", "已销号"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="found",
    closed=frozenset({"closed", "withdrawn"}),
    transitions=(
        Transition(
            "take_in_hand", ("found",), "in_hand", _HOLDER, _WORK, Text("take in hand", "开始治理"),
            needs=("measure",), change="taken",
        ),
        Transition(
            "hand_on", ("found", "in_hand"), "found", _ISSUER, _ISSUE, Text("hand to another unit", "改派"),
            guards=("unit_known",), needs=("unit",), change="handed_on",
        ),
        Transition(
            "put_right", ("in_hand",), "put_right", _HOLDER, _WORK, Text("report as put right", "上报治理完成"),
            needs=("result",), change="put_right",
        ),
        Transition(
            "recheck", ("put_right",), "rechecked", _CHECKERS, _AUDIT, Text("passes the re-check", "复核通过"),
            guards=("other_than_who_put_right",),
        ),
        Transition(
            "not_yet", ("put_right",), "in_hand", _CHECKERS, _AUDIT, Text("fails the re-check", "复核不通过"),
            needs_note=True, change="not_yet",
        ),
        Transition("close", ("rechecked",), "closed", _CHECKERS, _AUDIT, Text("close", "销号")),
        Transition(
            "reopen", ("rechecked",), "in_hand", (Part.HOLDER, *_CHECKERS), _WORK, Text("it is back", "反弹，重新治理"),
            needs_note=True, change="came_back",
        ),
        Transition(
            "withdraw", ("found", "in_hand"), "withdrawn", _ISSUER, _ISSUE, Text("withdraw", "撤销"), needs_note=True
        ),
    ),
    clocks={
        "found": Clock(
            "disorder.take_working_days", "working_days", Text("take in hand", "开始治理"), no_later_than="finish_by"
        ),
        "in_hand": Clock("disorder.put_right_days", "days", Text("put right", "治理完成"), no_later_than="finish_by"),
        "put_right": Clock(
            "disorder.recheck_working_days", "working_days", Text("re-check on site", "现场复核"), whose=Part.ISSUER
        ),
        "rechecked": Clock(
            "disorder.watch_days", "days", Text("close if it stays quiet", "观察期满销号"), whose=Part.ISSUER
        ),
    },
    guards={
        "unit_known": known_units("unit"),
        "other_than_who_put_right": other_person(
            "put_right_by", "who put it right does not re-check it", "治理人不得自行复核"
        ),
    },
    changes={
        "taken": _taken, "put_right": _put_right, "not_yet": rejected_once_more, "came_back": _came_back,
        "handed_on": _handed_on,
    },
    begun_with=Permission.REPORT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Points of one unit or of one kind. ``untaken``: in the register, and nobody was asked to see to them."""

    of: str
    points: int
    untaken: int
    states: Mapping[str, int]  # by state of the matter
    overdue: int
    reopened: int  # points that came back at least once


def standings(points: Iterable[Entry], matters: Mapping[str, Matter], by: str, now: datetime) -> tuple[Standing, ...]:
    """Counts by a field of the register (``unit``, ``kind``), most points first. ``matters``: by entry.

    The unit is the one that has the matter now, where there is a matter.
    """
    groups: dict[str, list[tuple[Entry, Matter | None]]] = {}
    for point in points:
        matter = matters.get(point.entry_id)
        name = matter.holder if matter is not None and by == "unit" else str(point.values.get(by, ""))
        groups.setdefault(name, []).append((point, matter))
    found = [_standing(name, rows, now) for name, rows in groups.items()]
    return tuple(sorted(found, key=lambda s: (-s.points, s.of)))


def _standing(name: str, rows: Sequence[tuple[Entry, Matter | None]], now: datetime) -> Standing:
    matters = [matter for _, matter in rows if matter is not None]
    states: dict[str, int] = {}
    for matter in matters:
        states[matter.state] = states.get(matter.state, 0) + 1
    return Standing(
        of=name,
        points=len(rows),
        untaken=len(rows) - len(matters),
        states=states,
        overdue=sum(m.closed_at is None and is_overdue(m, now) for m in matters),
        reopened=sum(int(m.values.get("reopened", 0)) > 0 for m in matters),
    )

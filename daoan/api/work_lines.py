"""Lines of lists as JSON: what does not change with the clock is made once for each version of a matter.

A list of fifty lines is asked for again and again, by many; to mask, name and encode them anew each time costs more
than all else that the server does for it.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import msgspec

from daoan.act.workflow.engine import is_overdue
from daoan.act.workflow.table import Workflow
from daoan.api.masked import Eyes
from daoan.api.work_shapes import MatterLine
from daoan.api.work_views import line_of
from daoan.terms.records.working import Matter
from daoan.terms.units import UnitTree

KEPT = 10_000  # lines, of about a kilobyte each

#: What the line of a matter without a running clock ends with.
_STILL = b'"late":false,"minutes_left":null}'


@dataclass(frozen=True, slots=True)
class _Made:
    """A line with what it was made of; it stands for nothing else."""

    matter: Matter
    workflows: Mapping[str, Workflow]
    units: UnitTree
    head: bytes


class LineShelf:
    """Encoded heads of masked lines, those made last; safe to share between threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._made: OrderedDict[str, _Made] = OrderedDict()
        self._lock = Lock()

    def line(
        self, matter: Matter, workflows: Mapping[str, Workflow], units: UnitTree, now: datetime, eyes: Eyes
    ) -> MatterLine | msgspec.Raw:
        """A matter as lists show it, ready to be encoded; the same as :func:`line_of` gives."""
        if eyes.sees(matter.matter_id):
            return line_of(matter, workflows, units, now, eyes)
        made = self._made.get(matter.matter_id)
        if made is None or made.units is not units or made.workflows is not workflows or made.matter != matter:
            made = self._make(matter, workflows, units, now)
        due = matter.due_at if matter.closed_at is None else None
        if due is None:
            return msgspec.Raw(made.head + _STILL)
        moved = {"late": is_overdue(matter, now), "minutes_left": int((due - now).total_seconds() // 60)}
        return msgspec.Raw(made.head + msgspec.json.encode(moved)[1:])

    def _make(self, matter: Matter, workflows: Mapping[str, Workflow], units: UnitTree, now: datetime) -> _Made:
        whole = msgspec.json.encode(line_of(matter, workflows, units, now))
        head = whole[: whole.rindex(b'"late":')]
        made = _Made(matter, workflows, units, head)
        with self._lock:
            self._made[matter.matter_id] = made
            self._made.move_to_end(matter.matter_id)
            while len(self._made) > self._kept:
                self._made.popitem(last=False)
        return made

"""A clearing task 清零任务: vehicles or drivers of one company that are overdue, until none of them is any more.

Values: ``due`` (what is overdue), ``company``, ``items`` (ids of the roster; tokens, nobody's plate), ``left`` (how
many still are). Nobody closes one by hand: the register does, when it is read in again. The unit may write what it did.
"""

from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.given import with_values
from daoan.act.workflow.table import Clock, Event, Part, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission


def _went_on(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, left=event.values["left"]))


def _cleared(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, left=0))


CLEARING = Workflow(
    kind="clearing",
    name=Text("clearing task", "清零任务"),
    states={
        "open": Text("to be cleared", "待清零"),
        "cleared": Text("cleared", "已清零"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="open",
    closed=frozenset({"cleared", "withdrawn"}),
    transitions=(
        Transition(
            "report", ("open",), "open", (Part.HOLDER,), Permission.WORK, Text("report what was done", "反馈"),
            needs_note=True, keeps_clock=True,
        ),
        Transition(
            "went_on", ("open",), "open", (Part.LOOP,), Permission.WORK, Text("some were cleared", "部分清零"),
            needs=("left",), change="went_on", keeps_clock=True,
        ),
        Transition(
            "clear", ("open",), "cleared", (Part.LOOP,), Permission.WORK, Text("cleared by the register", "台账已清零"),
            change="cleared",
        ),
        Transition(
            "withdraw", ("open",), "withdrawn", (Part.ISSUER,), Permission.KEEP_ROSTER, Text("withdraw", "撤销"),
            needs_note=True,
        ),
    ),
    clocks={"open": Clock("clearing.days", "days", Text("clear", "清零"))},
    changes={"went_on": _went_on, "cleared": _cleared},
    begun_with=Permission.KEEP_ROSTER,
)  # fmt: skip

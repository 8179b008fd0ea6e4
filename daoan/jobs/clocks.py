"""The job behind the clocks: a deadline that has passed is written into the matter's log, once.

The step that it writes is what notifications follow from (:mod:`daoan.act.notices`); a second run finds nothing more.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from daoan.act.notices import told_by
from daoan.act.workflow.engine import run_out
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import Conflict
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.notified import Told
from daoan.terms.records.people import LOOP

BATCH = 500
EVERY_S = 30.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ClockRun:
    """What one run wrote: deadlines that passed, how many a unit above is told of, how many somebody forestalled."""

    at: datetime
    overdue: int
    climbed: int
    forestalled: int


def run_clocks(room: Workroom, now: datetime) -> ClockRun:
    """Write ``overdue`` into the log of every open matter whose deadline passed by ``now`` and that does not say so."""
    overdue = climbed = forestalled = 0
    units = room.units()
    while True:
        batch, kept = room.store.list_run_out(now, BATCH), 0
        for matter in batch:
            moved = run_out(matter, now)
            if moved is None:
                continue
            note = AuditNote(now, LOOP.person_id, LOOP.unit_id, "act.overdue", matter.matter_id)
            try:
                room.store.keep_moves([(moved.matter, moved.step)], {matter.matter_id: matter.version}, note)
            except Conflict:  # somebody acted in between; what they did is seen in the next run
                forestalled += 1
                continue
            kept += 1
            workflow = room.workflows.get(matter.kind)
            told = told_by(0, moved.step, moved.matter, workflow, units, room.pack) if workflow else ()
            climbed += any(n.why is Told.CLIMBED for n in told)
        overdue += kept
        if len(batch) < BATCH or not kept:
            return ClockRun(now, overdue, climbed, forestalled)


@dataclass(frozen=True, slots=True)
class ClockState:
    """How the clocks stand: the last run that went through, and what kind of fault stopped the latest, if one did."""

    last: ClockRun | None = None
    fault: str | None = None


class ClockKeeper:
    """Runs the clocks again and again. A fault is shown to everybody who reads notices, and the next run is tried."""

    def __init__(self, room: Callable[[], Workroom], now: Callable[[], datetime]) -> None:
        self._room, self._now = room, now
        self.state = ClockState()

    def run(self) -> ClockState:
        """Run the clocks once, and say how that went."""
        try:
            self.state = ClockState(run_clocks(self._room(), self._now()))
        except Exception as problem:
            # Its words may hold a title or a name; the log gets the kind alone.
            log.error("the clocks of matters did not run: %s", type(problem).__name__)
            self.state = ClockState(self.state.last, type(problem).__name__)
        return self.state

    def run_until(self, stopped: Event, every_s: float = EVERY_S) -> None:
        """Run the clocks every so many seconds until told to stop."""
        while not stopped.is_set():
            self.run()
            stopped.wait(every_s)

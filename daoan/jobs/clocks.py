"""The job behind the clocks: a deadline that has passed is written into the matter's log, once.

The step that it writes is what notifications follow from (:mod:`daoan.act.notices`); a second run finds nothing more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from daoan.act.notices import told_by
from daoan.act.workflow.engine import run_out
from daoan.jobs.companies.clearing import settle_clearing
from daoan.jobs.companies.proceedings import settle_proceedings
from daoan.jobs.keepers import Keeper
from daoan.jobs.watching import expire_watches
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import Conflict
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.notified import Told
from daoan.terms.records.people import LOOP

BATCH = 500
EVERY_S = 30.0


@dataclass(frozen=True, slots=True)
class ClockRun:
    """What one run wrote: deadlines that passed, how many a unit above is told of, how many somebody forestalled.

    ``ended``: watch entries whose time ran out, which ended of themselves.
    """

    at: datetime
    overdue: int
    climbed: int
    forestalled: int
    ended: int = 0


def run_clocks(room: Workroom, now: datetime) -> ClockRun:
    """Write ``overdue`` into the log of every open matter whose deadline passed by ``now`` and that does not say so.

    Watch entries that have run out end instead; clearing tasks whose register is clear are closed, ratings of
    companies held against it.
    """
    ended = expire_watches(room, now)
    settle_clearing(room, now)
    settle_proceedings(room, now)
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
            return ClockRun(now, overdue, climbed, forestalled, ended)


class ClockKeeper(Keeper[ClockRun]):
    """Runs the clocks; who reads notices sees how that went."""

    failed = "the clocks of matters did not run"

    def __init__(self, room: Callable[[], Workroom], now: Callable[[], datetime]) -> None:
        super().__init__()
        self._room, self._now = room, now

    def once(self, _by: str, /) -> ClockRun:
        """Run the clocks; they are nobody's, whoever asks."""
        return run_clocks(self._room(), self._now())

"""Works ahead of whoever reads: the map of a run drawn for every zoom, and what pages would else wait for at first."""

import logging
from collections.abc import Callable
from threading import Thread
from typing import ClassVar

from daoan.api.ahead import looks_ahead
from daoan.api.tiles import draw_ahead
from daoan.api.workdesk import WorkDesk
from daoan.jobs.keepers import Keeper

EVERY_S = 60.0

log = logging.getLogger(__name__)


class AheadKeeper(Keeper[int]):
    """Does what one process will be asked for; every process that answers keeps its own. Answers how many went well."""

    failed: ClassVar[str] = "working ahead failed"

    def __init__(self, work: WorkDesk) -> None:
        super().__init__()
        self._work = work
        self._drawn = ""

    def once(self, _by: str, /) -> int:
        """Draw a run that is new, then look at each thing; one that fails keeps no other from being done."""
        return sum(self._done(look) for look in (self._draw, *looks_ahead(self._work)) if not self.stopped.is_set())

    def _draw(self) -> None:
        view = self._work.desk.find_view()
        if view is not None and view.run.run_id != self._drawn:
            draw_ahead(view)
            self._drawn = view.run.run_id

    def _done(self, look: Callable[[], object]) -> bool:
        try:
            look()
        except Exception as problem:  # the page that asks for it tells; its words may hold a name
            log.warning("%s: %s", self.failed, type(problem).__name__)
            return False
        return True


def work_ahead(work: WorkDesk) -> None:
    """Begin, beside whatever this process does, for as long as it lives."""
    keeper = AheadKeeper(work)
    Thread(target=keeper.run_until, args=(keeper.stopped, EVERY_S), name="ahead", daemon=True).start()

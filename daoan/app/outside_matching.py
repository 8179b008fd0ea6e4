"""Outside lists of a city held against its passes: what is said of them in the log, and who follows it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.edge.clock import WallClock
from daoan.edge.tokens import subject_prefix
from daoan.jobs.outside_lists import MATCHED, outside_lists, tokens_of_list
from daoan.jobs.passes.intake import Intake
from daoan.jobs.passes.lists_followed import Matched, Telling, tell_keepers
from daoan.jobs.passes.lists_kept import KeptLists, ListRef, ListsRef
from daoan.jobs.passes.records import find_lists, write_listed
from daoan.store.framed_log import FramedLog, read_from
from daoan.terms.passes import SiteFrame
from daoan.warn.passes.listed import plate_key

LISTS_EVERY_S, KEEPERS_EVERY_S, COUNT_EVERY_S = 2.0, 0.5, 15.0
#: Tokens that were just written may not stand in the log yet.
_YOUNG_S = 3600.0


class OutsideMatching:
    """Says in the log which lists hold, and lets keepers hear of hits. ``folder``: of the passes of a workspace."""

    def __init__(self, workspace: Workspace, folder: Path, sites: Callable[[], SiteFrame]) -> None:
        self._workspace, self._log, self._sites = workspace, folder / "log", sites
        self._kept = KeptLists(folder / "outside")
        self._key = plate_key(subject_key(workspace), subject_prefix("plate"))
        self._said = self._kept.said()
        self._counted: dict[str, int] | None = None
        self._kept.put_state(self._kept.state())  # from here on what was said is found
        self._fresh = timedelta(minutes=float(workspace.packs["interception"].get("telling.fresh_minutes")))

    @property
    def position(self) -> int:
        """Up to here the log was held against lists."""
        return self._kept.state().position

    def look(self) -> ListsRef | None:
        """What is to be said; ``None`` where the log says it already, or a list is being changed just now."""
        store, found = self._workspace.store, outside_lists(self._workspace.store)
        ref = ListsRef(tuple(ListRef(list_id, one.keeper, one.stamp) for list_id, one in sorted(found.items())))
        if ref == (self._said or ListsRef()):
            return None
        return ref if self._kept.keep(ref, lambda one: tokens_of_list(store, one.list_id, one.stamp)) else None

    def write(self, log: FramedLog) -> None:
        """Say what is to be said in a log that is open for writing."""
        ref = self.look()
        if ref is not None:
            log.write(*write_listed(ref))
            log.sync()
            self._remember(ref)

    async def say(self, intake: Intake) -> None:
        """The same where an intake writes the log."""
        ref = await asyncio.to_thread(self.look)
        if ref is not None:
            await intake.say(*write_listed(ref))
            await asyncio.to_thread(self._remember, ref)

    def tell(self, until: int) -> Matched:
        """Hold what stands in the log up to a position, and is on disk, against the lists."""
        now = self._workspace.now
        telling = Telling(self._workspace.store, self._sites, now, self._fresh)
        return tell_keepers(self._log, until, self._kept, self._key, telling)

    def count(self) -> None:
        """Let everybody know how many passes each list was held against."""
        matched = self._kept.state().matched
        if matched != self._counted:
            self._workspace.store.put_setting(MATCHED, matched)
            self._counted = matched

    def tidy(self) -> None:
        """Let go of tokens that no record behind the position names."""
        state = self._kept.state()
        named = [state.at, self._said or ListsRef()]
        named += [ref for _, record in read_from(self._log, state.position) if (ref := find_lists(record)) is not None]
        stamps = {one.stamp for ref in named for one in ref.lists}
        self._kept.leave_out(stamps, WallClock().now().timestamp() - _YOUNG_S)

    def _remember(self, ref: ListsRef) -> None:
        self._kept.say(ref)
        self._said = ref

"""Logs of matters, kept in memory for counting and read on from where they were: no page reads them all again."""

from threading import Lock

from daoan.act.programme.cases import Case, Mark, case_of, mark_of
from daoan.act.workflow.registry import CONFINED
from daoan.store.work_protocol import WorkStore
from daoan.terms.records.working import Matter

AT_ONCE = 5_000


class MatterLog:
    """What happened to every matter. One for each server; safe to be asked by several at once."""

    def __init__(self, store: WorkStore) -> None:
        self.store = store
        self._lock = Lock()
        self._number = 0
        self._marks: dict[str, list[Mark]] = {}
        self._cases: dict[str, Case] = {}

    def cases(self) -> tuple[Case, ...]:
        """Every matter with its log, as it is now; without those that only a few may know of."""
        with self._lock:
            changed = self._read_on()
            for matter in self._matters(changed):
                if matter.kind in CONFINED:
                    continue
                self._cases[matter.matter_id] = case_of(matter, self._marks[matter.matter_id])
            return tuple(self._cases.values())

    def _read_on(self) -> set[str]:
        changed: set[str] = set()
        while news := self.store.list_news(self._number, AT_ONCE):
            for number, step in news:
                self._marks.setdefault(step.matter_id, []).append(mark_of(step))
                changed.add(step.matter_id)
                self._number = number
        return changed

    def _matters(self, wanted: set[str]) -> tuple[Matter, ...]:
        found = self.store.list_named(wanted)
        for matter_id in wanted - {m.matter_id for m in found}:  # its time of retention ended meanwhile
            self._cases.pop(matter_id, None)
        return found

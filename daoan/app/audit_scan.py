"""Every line that a store holds of the audit log, page by page, whatever somebody did to the store."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from daoan.store.work_protocol import AuditStore
from daoan.terms.records.audited import AuditEntry

PAGE = 500
BEFORE_ANY = -(2**62)  # a line numbered 0 or less is none of ours, and must be seen
GIVE_UP = 1000  # lines that cannot be read, one after another


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that the store holds and cannot read; ``number`` is the one that it should have."""

    number: int
    why: str


def scan(store: AuditStore) -> Iterator[AuditEntry | Unreadable]:
    """Lines by number. A page begins with the last line of the page before, so that a doubled one is seen as well.

    What the store chokes on, of whatever kind, comes out as :class:`Unreadable`, and the scan goes on behind it.
    """
    after: Any = BEFORE_ANY
    last, failed = 0, 0
    top: list[AuditEntry] = []  # lines under the highest number so far
    while failed < GIVE_UP:
        try:
            page = store.list_audit(after, (1 if failed else PAGE) + len(top))[len(top) :]
        except Exception as problem:
            failed += 1
            if failed > 1:  # one by one by now: it is the line behind the last that could be read
                after = last = max(last, 0) + 1
                top = []
                yield Unreadable(last, str(problem).partition("\n")[0][:200])
            continue
        if not page:
            return
        yield from page
        highest, failed = page[-1].number, 0
        if type(highest) is int:
            top = [line for line in (*top, *page) if line.number == highest]
            last, after = highest, highest - 1
        else:  # a store of loose types may hold anything in its place
            top, after = [], highest

"""The job that ends records: what is past its period, in no open case and under no hold goes, batch by batch.

:func:`plan_purge` says what would go and what stays for whose sake; :func:`run_purge` lets it go. Each batch is one
transaction with its line of the purge log and of the audit chain, so a killed run leaves no half, and a second run
finds nothing. Lines of the audit chain are never purged: every seal stands on the one before.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from daoan.act.retention import Tally, covers, due_for_purge, note_of, purge_line, read_periods, stands
from daoan.jobs.keepers import Keeper
from daoan.jobs.keeping_passes import PASS, compact_past, purge_passes, rows_of
from daoan.store.hold_protocol import PURGED_KINDS
from daoan.store.lake import PassLake
from daoan.store.page import pages_of
from daoan.store.protocol import Store
from daoan.terms.errors import Conflict
from daoan.terms.estimates import Text
from daoan.terms.records.retained import KeptRow, PurgeLine
from daoan.terms.rulepacks import RulePack

BATCH = 200
TRIES = 5  # of a batch on which somebody else is at work
EVERY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class KindPlan:
    """What a run would do to one kind. ``held``: records by hold; one under two holds counts under both."""

    kind: str
    name: Text
    keep_days: int
    at_least_days: int
    status: str
    source: str
    purged_here: bool  # False: none are kept here, or (the audit chain) none ever go
    due: int = 0
    oldest: datetime | None = None  # of those due
    held: Mapping[str, int] = field(default_factory=dict)
    in_open_cases: int = 0


@dataclass(frozen=True, slots=True)
class KeepRun:
    """What one run purged. ``put_off``: batches on which others were at work; the next run takes them."""

    at: datetime
    lines: tuple[PurgeLine, ...]
    put_off: int

    @property
    def purged(self) -> int:
        """How many records went."""
        return sum(line.purged for line in self.lines)


def plan_purge(store: Store, pack: RulePack, now: datetime, lake: PassLake | None = None) -> tuple[KindPlan, ...]:
    """What a run would do now, kind by kind in the order of the rule pack; nothing is changed.

    Passes are counted one by one, and go by whole days.
    """
    holds = store.list_holds()
    standing = [hold for hold in holds if stands(hold, now)]
    periods, plans = read_periods(pack), []
    for kind, period in periods.items():
        passes = lake if kind == PASS else None
        here = kind in PURGED_KINDS or passes is not None
        held: Counter[str] = Counter()
        oldest: datetime | None = None
        tally, due = Tally(), 0
        size: Counter[str] = Counter()
        if passes is not None:
            size.update({day.day: day.rows for day in passes.days()})
            pages: Iterable[Sequence[KeptRow]] = [[r for r in rows_of(size) if r.counted_from + period.keep <= now]]
        else:
            pages = _pages(store, kind, now - period.keep) if here else ()
        for rows in pages:
            for h in standing:
                held[h.hold_id] += sum(size.get(row.record_id, 1) for row in rows if covers(h, kind, row))
            going = {d.record_id for d in due_for_purge(kind, rows, now, holds, periods, tally)}
            due += sum(size.get(name, 1) for name in going)
            moments = [r.counted_from for r in rows if r.record_id in going]
            oldest = min([*moments, *([oldest] if oldest else [])], default=None)
        plans.append(
            KindPlan(
                kind=kind,
                name=period.name,
                keep_days=period.keep.days,
                at_least_days=period.at_least.days,
                status=period.status.value,
                source=period.source,
                purged_here=here,
                due=due,
                oldest=oldest,
                held=dict(+held),
                in_open_cases=tally.in_open_cases,
            )
        )
    return tuple(plans)


def run_purge(
    store: Store, pack: RulePack, now: datetime, by: str, batch: int = BATCH, lake: PassLake | None = None
) -> KeepRun:
    """Let go of everything that may go. ``by``: person id, or "loop". Copies go before what they are copies of."""
    periods = read_periods(pack)
    lines: list[PurgeLine] = []
    put_off = 0
    for kind in (k for k in PURGED_KINDS if k in periods):
        until, after = now - periods[kind].keep, None
        while True:
            page = store.list_kept(kind, until, after, batch)
            line, done = _purge_page(store, kind, page.rows, pack, now, by)
            lines += [line] if line else []
            put_off += not done
            if (after := page.next) is None:
                break
    if lake is not None and PASS in periods:
        gone, later = purge_passes(lake, store, pack, now, by)
        lines, put_off = lines + list(gone), put_off + later
    return KeepRun(now, tuple(lines), put_off)


def _purge_page(
    store: Store, kind: str, rows: Sequence[KeptRow], pack: RulePack, now: datetime, by: str
) -> tuple[PurgeLine | None, bool]:
    """Purge what is due of a page; the line, if any went, and whether the page was dealt with."""
    periods = read_periods(pack)
    for _ in range(TRIES):
        holds, tally = store.list_holds(), Tally()
        due = {d.record_id for d in due_for_purge(kind, rows, now, holds, periods, tally)}
        going = [row for row in rows if row.record_id in due]
        if not going:
            return None, True
        line = purge_line(kind, going, tally, now, by, pack)
        try:
            store.purge(kind, going, holds, line, note_of(line))
        except Conflict:  # a hold or a matter has changed since it was read
            rows = _read_again(store, kind, rows, now - periods[kind].keep)
            continue
        return line, True
    return None, False


def _read_again(store: Store, kind: str, rows: Sequence[KeptRow], until: datetime) -> Sequence[KeptRow]:
    names = {row.record_id for row in rows}
    return [row for page in _pages(store, kind, until) for row in page if row.record_id in names]


def _pages(store: Store, kind: str, until: datetime) -> Iterator[tuple[KeptRow, ...]]:
    return pages_of(lambda after: store.list_kept(kind, until, after, BATCH))


class RecordKeeper(Keeper[KeepRun]):
    """Lets go of records; who looks after retention sees how that went."""

    failed = "records were not purged"

    def __init__(
        self,
        store: Callable[[], Store],
        pack: Callable[[], RulePack],
        now: Callable[[], datetime],
        lake: Callable[[], PassLake | None] = lambda: None,
    ) -> None:
        super().__init__()
        self._store, self._pack, self._now, self._lake = store, pack, now, lake

    def once(self, by: str, /) -> KeepRun:
        """Purge what is due, and merge the files of past days of passes."""
        lake = self._lake()
        ran = run_purge(self._store(), self._pack(), self._now(), by, lake=lake)
        if lake is not None:
            compact_past(lake, self._now())
        return ran

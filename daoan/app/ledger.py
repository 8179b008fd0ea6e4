"""The outcome ledger of the latest run, for the command line."""

from dataclasses import dataclass

from daoan.store.protocol import Store
from daoan.terms.errors import InputError
from daoan.terms.records import Experiment, LedgerEntry, LoopReport


@dataclass(frozen=True, slots=True)
class Book:
    """``entries``: the rows that began last, latest first."""

    rows: int
    with_outcome: int
    entries: tuple[LedgerEntry, ...]
    experiments: tuple[Experiment, ...]
    loop_reports: tuple[LoopReport, ...]


def read_ledger(store: Store, limit: int) -> Book:
    """Read it. Raises :class:`daoan.terms.errors.NotFound` where the loop has not run, :class:`InputError` for a limit
    below 1."""
    if limit < 1:
        raise InputError(f"at least one row is shown, not {limit}")
    run_id = store.get_run().run_id
    entries = store.list_results(LedgerEntry, run_id)
    return Book(
        rows=len(entries),
        with_outcome=sum(e.crashes is not None for e in entries),
        entries=tuple(reversed(entries))[:limit],
        experiments=store.list_results(Experiment, run_id),
        loop_reports=store.list_results(LoopReport, run_id),
    )

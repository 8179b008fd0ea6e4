"""The balance of what was read: accepted + refused = read, file by file, and what lies in the store."""

from dataclasses import dataclass
from datetime import UTC, datetime

from daoan.app.workspace import Workspace
from daoan.store.protocol import Store
from daoan.terms.estimates import Share
from daoan.terms.records import Receipt


@dataclass(frozen=True, slots=True)
class Balance:
    """Totals over all files received.

    ``holds``: every row read is either accepted or kept as refused, and every record made of one is still there.
    """

    receipts: tuple[Receipt, ...]
    rows_read: int
    rows_accepted: int
    rows_refused: int
    refusals_kept: int
    records_lost: int
    crashes: int
    casualties: int
    placed: Share
    holds: bool


def balance_of(workspace: Workspace) -> Balance:
    """Count what was read against what is stored, as of the workspace's moment."""
    receipts = tuple(workspace.store.list_receipts())
    crashes = workspace.store.list_crashes(workspace.now)
    read = sum(r.rows_read for r in receipts)
    accepted = sum(r.rows_accepted for r in receipts)
    refused = sum(r.rows_refused for r in receipts)
    kept = sum(workspace.store.count_refusals().values())
    lost = _records_lost(workspace.store, sum(r.records_added for r in receipts), len(crashes))
    return Balance(
        receipts=receipts,
        rows_read=read,
        rows_accepted=accepted,
        rows_refused=refused,
        refusals_kept=kept,
        records_lost=lost,
        crashes=len(crashes),
        casualties=sum(len(c.parties) for c in crashes),
        placed=Share(sum(c.lon is not None for c in crashes), len(crashes)),
        holds=not lost and read == accepted + refused and kept >= refused and all(_adds_up(r) for r in receipts),
    )


def _records_lost(store: Store, added: int, crashes_now: int) -> int:
    """How many of the records that the receipts tell of are in no answer any more, for whatever moment."""
    end = datetime.max.replace(tzinfo=UTC)
    there = crashes_now + len(store.list_counts()) + len(store.list_measures(end))
    if there < added:  # a crash corrected to a later date is not lost
        there += len(store.list_crashes(end)) - crashes_now
    return max(0, added - there)


def _adds_up(receipt: Receipt) -> bool:
    return receipt.rows_read == receipt.rows_accepted + receipt.rows_refused

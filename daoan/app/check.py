"""The balance of what was read: accepted + refused = read, file by file, and what lies in the store."""

from dataclasses import dataclass

from daoan.app.workspace import Workspace
from daoan.terms.estimates import Share
from daoan.terms.records import Receipt


@dataclass(frozen=True, slots=True)
class Balance:
    """Totals over all files received. ``holds`` is whether every row read is either accepted or kept as refused."""

    receipts: tuple[Receipt, ...]
    rows_read: int
    rows_accepted: int
    rows_refused: int
    refusals_kept: int
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
    return Balance(
        receipts=receipts,
        rows_read=read,
        rows_accepted=accepted,
        rows_refused=refused,
        refusals_kept=kept,
        crashes=len(crashes),
        casualties=sum(len(c.parties) for c in crashes),
        placed=Share(sum(c.lon is not None for c in crashes), len(crashes)),
        holds=read == accepted + refused and kept >= refused and all(_adds_up(r) for r in receipts),
    )


def _adds_up(receipt: Receipt) -> bool:
    return receipt.rows_read == receipt.rows_accepted + receipt.rows_refused

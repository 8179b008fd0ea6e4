"""How long records are kept, as whoever keeps a workspace sees and runs it."""

from daoan.app.workspace import Workspace
from daoan.edge.clock import WallClock
from daoan.jobs.holding import Ordered as Ordered
from daoan.jobs.holding import order_hold, release_hold
from daoan.jobs.keeping import KeepRun, KindPlan, plan_purge, run_purge
from daoan.terms.records.retained import LegalHold, PurgeLine


def plan_of(workspace: Workspace) -> tuple[KindPlan, ...]:
    """What would go now, and what stays for whose sake."""
    return plan_purge(workspace.store, workspace.packs["retention"], workspace.now, workspace.lake)


def purge_now(workspace: Workspace, by: str) -> KeepRun:
    """Let go of what is due."""
    return run_purge(workspace.store, workspace.packs["retention"], workspace.now, by, lake=workspace.lake)


def read_purges(workspace: Workspace, limit: int) -> tuple[PurgeLine, ...]:
    """The last lines of the purge log, first to last."""
    store = workspace.store
    return tuple(line for _, line in store.list_purges(max(0, store.last_purge() - limit), limit))


def add_hold(workspace: Workspace, asked: Ordered, by: str) -> LegalHold:
    """Order that something be kept."""
    pack, real = workspace.packs["retention"], WallClock().now()
    return order_hold(workspace.store, pack, asked, by, workspace.now, real)


def end_hold(workspace: Workspace, hold_id: str, by: str) -> LegalHold:
    """Release a hold."""
    return release_hold(workspace.store, hold_id, by, workspace.now, WallClock().now())

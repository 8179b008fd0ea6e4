"""The clocks of matters, run once over a workspace."""

from daoan.app.workspace import Workspace
from daoan.jobs.clocks import ClockRun, run_clocks
from daoan.jobs.workroom import Workroom, workroom_over


def workroom_of(workspace: Workspace) -> Workroom:
    """What work is done with in a workspace."""
    return workroom_over(workspace.store, workspace.packs, workspace.city.zone)


def clocks_of(workspace: Workspace) -> ClockRun:
    """Write every deadline that has passed into the log of its matter."""
    return run_clocks(workroom_of(workspace), workspace.now)

"""The clocks of matters, run once over a workspace."""

from daoan.act.workflow.registry import WORKFLOWS
from daoan.act.working_days import calendar_of
from daoan.app.workspace import Workspace
from daoan.jobs.clocks import ClockRun, run_clocks
from daoan.jobs.workroom import Workroom


def workroom_of(workspace: Workspace) -> Workroom:
    """What work is done with in a workspace."""
    zone = workspace.city.zone
    return Workroom(workspace.store, workspace.packs["work"], zone, calendar_of(zone), WORKFLOWS)


def clocks_of(workspace: Workspace) -> ClockRun:
    """Write every deadline that has passed into the log of its matter."""
    return run_clocks(workroom_of(workspace), workspace.now)

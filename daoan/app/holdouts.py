"""What devices measured in cells of deployments that learn: a night's work over the passes of a workspace."""

from datetime import datetime, timedelta

from daoan.app.clocks import workroom_of
from daoan.app.pass_engine import network_stamp
from daoan.app.workspace import Workspace
from daoan.jobs.deployment.cell_speeds import speed_sites
from daoan.jobs.deployment.measuring import MeasuredPairs, measure
from daoan.jobs.devices import devices_at, place
from daoan.jobs.passes.site_rows import rows_of_sites

FOLDER = "holdouts"


def measured_pairs(workspace: Workspace) -> MeasuredPairs:
    """The measured pairs of a workspace."""
    return MeasuredPairs(workspace.config.workspace / FOLDER)


def measure_holdouts(workspace: Workspace, as_of: datetime | None = None) -> int:
    """Measure pairs that are over, late passes waited for; answers how many are new. Nothing where no loop has run."""
    stamp = network_stamp(workspace)
    if not stamp:
        return 0
    moment = workspace.now if as_of is None else as_of
    packs, network = workspace.packs, workspace.store.get_network(stamp)
    devices = devices_at(workspace.store, moment)
    sites = rows_of_sites(workspace.lake.sites(), devices, place(devices, network, packs["coverage"])).frame
    on = speed_sites(sites, network, float(packs["passes"].get("speed.tolerance")))
    until = moment - timedelta(minutes=float(packs["passes"].get("ground.lateness_minutes")))
    return measure(workroom_of(workspace), workspace.lake, on, measured_pairs(workspace), until, packs["deployment"])

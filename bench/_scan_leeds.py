"""Leeds for the scan: its stretches of road and the weeks of its collisions."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from daoan.app.leeds import LEEDS, prepare_leeds
from daoan.app.progress import silent
from daoan.app.workspace import create_workspace
from daoan.config import read_config
from daoan.jobs.turn import NETWORK
from daoan.sense.snapping import snap
from daoan.terms.frames import CrashFrame, Ints, Network, frame_of
from daoan.terms.times import moment64


@dataclass(frozen=True, slots=True)
class LeedsRoads:
    """The network, its snapped crashes, and crashes by stretch and week (n, T), the latest week last."""

    network: Network
    crashes: CrashFrame
    counts: Ints


def read_leeds(weeks: int) -> LeedsRoads:
    """Collisions and roads of the files that ship with the project, as ``make demo`` reads them."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = create_workspace(read_config({"workspace": Path(folder) / "ws"}, {}), LEEDS)
        prepare_leeds(workspace, silent)
        network = workspace.store.get_network(str(workspace.store.find_setting(NETWORK)))
        crashes = workspace.store.list_crashes(workspace.now)
        ends = moment64(workspace.now)
        frame = snap(frame_of(crashes, workspace.city.zone), network, workspace.city.snap_within_m)
        workspace.close()
    ago = ((ends - frame.happened_at).astype(np.int64) - 1) // (7 * 86_400)
    counted = (frame.segment >= 0) & (ago >= 0) & (ago < weeks)
    counts = np.zeros((len(network), weeks), dtype=np.int64)
    np.add.at(counts, (frame.segment[counted], weeks - 1 - ago[counted]), 1)
    return LeedsRoads(network, frame, counts)

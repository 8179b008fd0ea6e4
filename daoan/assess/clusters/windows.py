"""What a cluster may cover: stretches within reach along the roads, and the weeks up to now."""

from datetime import datetime

import numpy as np
from scipy.spatial import cKDTree

from daoan.kernels.scan import Zones, network_zones
from daoan.terms.frames import CrashFrame, Floats, Ints, Network
from daoan.terms.places import plane_of
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import WEEK, moment64


def zones_of(network: Network, pack: RulePack) -> Zones:
    """Around each stretch those within ``windows.farthest_m`` along the roads, nearest first."""
    return network_zones(
        network.from_node,
        network.to_node,
        network.length_m,
        network.length_m,
        float(pack.get("windows.share_of_length")),
        float(pack.get("windows.farthest_m")),
        dead_ends_near(network, float(pack.get("windows.step_m"))),
    )


def dead_ends_near(network: Network, step_m: float) -> tuple[Ints, Floats]:
    """Pairs of nodes (g, 2) at most ``step_m`` apart, one of them at least a dead end, and their distances (g,)."""
    xy = np.column_stack(plane_of(network.node_lon, network.node_lat).to_metres(network.node_lon, network.node_lat))
    ends = np.bincount(np.concatenate([network.from_node, network.to_node]), minlength=len(xy))
    pairs = cKDTree(xy).query_pairs(step_m, output_type="ndarray").reshape(-1, 2)
    pairs = pairs[(ends[pairs] == 1).any(axis=1)].astype(np.int64)
    return pairs, np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)


def weeks_ago(crashes: CrashFrame, as_of: datetime) -> Ints:
    """Whole weeks between each crash and the moment: 0 for the last seven days; negative for what lies ahead."""
    end = moment64(as_of)
    seconds = (end - crashes.happened_at.astype("datetime64[s]")).astype(np.int64)
    return np.asarray(seconds // int(WEEK.total_seconds()))

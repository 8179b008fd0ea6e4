"""Coverage and siting over what the latest run of the loop knows: risk of stretches, crashes on them, their flow."""

from collections.abc import Iterable, Mapping

import numpy as np

from daoan.assess.coverage.gaps import Coverage, Happened, find_gaps
from daoan.assess.coverage.standards import read_standards
from daoan.assess.siting.propose import Siting, propose_sites
from daoan.terms.codes import KSI
from daoan.terms.devices import DeviceState, Placing
from daoan.terms.frames import Floats, Network
from daoan.terms.passes import SiteFrame
from daoan.terms.records import Crash, SegmentEstimate, Snap
from daoan.terms.rulepacks import RulePack


def standing(placing: Placing) -> SiteFrame:
    """Sites that stand; planned ones cover nothing yet."""
    rows = [k for k, d in enumerate(placing.devices) if d.state is not DeviceState.PLANNED]
    return placing.sites.take(np.array(rows, dtype=np.int64))


def happened_on(
    network: Network, estimates: Iterable[SegmentEstimate], snaps: Mapping[str, Snap], crashes: Mapping[str, Crash]
) -> Happened:
    """What lies on each stretch, from results of a run."""
    row_of = {str(name): i for i, name in enumerate(network.segment_id)}
    on = [
        (row_of[snap.segment_id], snap.offset_m or 0.0, crashes[snap.crash_id].severity in KSI)
        for snap in snaps.values()
        if snap.segment_id in row_of and snap.crash_id in crashes
    ]
    rates, ksi = np.zeros(len(network)), np.zeros(len(network))
    for estimate in estimates:
        row = row_of.get(estimate.segment_id)
        if row is not None:
            rates[row], ksi[row] = estimate.crashes_per_year.value, estimate.ksi_per_year.value
    return Happened(
        segment=np.array([row for row, _, _ in on], dtype=np.int64),
        offset_m=np.array([offset for _, offset, _ in on], dtype=np.float64),
        ksi=np.array([bad for _, _, bad in on], dtype=bool),
        crashes_per_year=rates,
        ksi_per_year=ksi,
    )


def flow_of(network: Network, estimates: Iterable[SegmentEstimate]) -> Floats:
    """Vehicles a day of each stretch, NaN where nobody says."""
    row_of = {str(name): i for i, name in enumerate(network.segment_id)}
    flow = np.full(len(network), np.nan)
    for estimate in estimates:
        if estimate.segment_id in row_of and estimate.vehicles_per_day is not None:
            flow[row_of[estimate.segment_id]] = estimate.vehicles_per_day.value
    return flow


def coverage_of(network: Network, placing: Placing, happened: Happened, pack: RulePack) -> Coverage:
    """Gaps of the sites that stand. ``pack``: the rule pack ``coverage``."""
    return find_gaps(network, standing(placing), read_standards(pack), happened)


def siting_of(network: Network, placing: Placing, happened: Happened, flow: Floats, pack: RulePack) -> Siting:
    """Where the next checkpoints should stand, as many as the pack says."""
    number = int(pack.get("siting.number"))
    return propose_sites(network, standing(placing), flow, happened.ksi_per_year, pack, number)

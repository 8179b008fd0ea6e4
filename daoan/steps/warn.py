"""预警 What of it needs a person."""

import numpy as np

from daoan.assess.risk.table import RiskTable
from daoan.steps.assess import Assessed
from daoan.steps.given import Given
from daoan.terms.frames import CrashFrame, Network
from daoan.terms.records import Alert
from daoan.terms.times import moment64, years_before
from daoan.warn.findings import Findings
from daoan.warn.raising import raise_alerts


def warn(given: Given, frame: CrashFrame, assessed: Assessed) -> tuple[Alert, ...]:
    """预警 What of it needs a person, no more than a person can bear."""
    findings = Findings(
        city=given.city.code,
        zone=given.city.zone,
        frame=frame,
        estimates=assessed.estimates,
        blackspots=assessed.blackspots,
        indicators=assessed.indicators,
        crashes_of=crashes_of(frame, given.network, assessed.table),
        standing=assessed.standing,
        breaks=assessed.breaks,
        surges=assessed.watch.surges,
        clusters=assessed.clusters,
        names={given.city.code: given.city.name, **{area.code: area.name for area in given.city.areas}},
    )
    return raise_alerts(findings, given.earlier_alerts, given.as_of, given.packs["warning"])


def crashes_of(frame: CrashFrame, network: Network, table: RiskTable) -> dict[str, tuple[str, ...]]:
    """Ids of the crashes behind each segment's estimate, by segment id."""
    first = moment64(years_before(table.tally.as_of, table.years))
    inside = np.flatnonzero((frame.segment >= 0) & (frame.happened_at >= first))
    found: dict[str, list[str]] = {}
    for row in inside:
        found.setdefault(network.segment_id[frame.segment[row]], []).append(frame.crash_id[row])
    return {segment: tuple(ids) for segment, ids in found.items()}

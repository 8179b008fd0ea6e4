"""Which kinds of results a turn holds, and by what id each is found."""

from collections.abc import Callable
from typing import Any

from daoan.terms.errors import Fault
from daoan.terms.records import (
    Alert,
    BlackSpot,
    Cluster,
    CountyAssessment,
    CountyWarning,
    DutyPlan,
    Experiment,
    GridCell,
    HazardTicket,
    IndicatorSet,
    LedgerEntry,
    LoopReport,
    Nowcast,
    Outlook,
    OutlookCell,
    OutlookScores,
    RecordingBreak,
    Scorecard,
    SegmentDensity,
    SegmentEstimate,
    Snap,
    Study,
    Surge,
    WatchedSeries,
)

#: Kind -> field of :class:`Turn` that holds it. A turn has exactly these and its run (a test compares).
TURN_FIELDS: dict[type, str] = {
    Snap: "snaps",
    SegmentEstimate: "segments",
    BlackSpot: "blackspots",
    GridCell: "cells",
    IndicatorSet: "indicators",
    Alert: "alerts",
    HazardTicket: "tickets",
    DutyPlan: "plans",
    Scorecard: "scorecards",
    Nowcast: "nowcasts",
    RecordingBreak: "breaks",
    Outlook: "outlooks",
    OutlookCell: "outlook_cells",
    OutlookScores: "outlook_scores",
    WatchedSeries: "watched",
    Surge: "surges",
    Experiment: "experiments",
    LedgerEntry: "ledger",
    LoopReport: "loop_reports",
    Study: "studies",
    Cluster: "clusters",
    SegmentDensity: "densities",
    CountyAssessment: "situation",
    CountyWarning: "warnings",
}

_KEYS: dict[type, Callable[[Any], str]] = {
    Snap: lambda r: r.crash_id,
    SegmentEstimate: lambda r: r.segment_id,
    BlackSpot: lambda r: r.blackspot_id,
    GridCell: lambda r: r.cell_id,
    IndicatorSet: lambda r: r.area,
    Alert: lambda r: r.alert_id,
    HazardTicket: lambda r: r.ticket_id,
    DutyPlan: lambda r: r.plan_id,
    Scorecard: lambda r: r.as_of.isoformat(),
    Nowcast: lambda r: f"{r.area}/{r.severity or 'all'}",
    RecordingBreak: lambda r: r.break_id,
    Outlook: lambda r: r.as_of.isoformat(),
    OutlookCell: lambda r: r.cell_id,
    OutlookScores: lambda r: r.as_of.isoformat(),
    WatchedSeries: lambda r: r.series_id,
    Surge: lambda r: r.surge_id,
    Experiment: lambda r: r.experiment_id,
    LedgerEntry: lambda r: r.entry_id,
    LoopReport: lambda r: r.plan_id,
    Study: lambda r: r.study_id,
    Cluster: lambda r: r.cluster_id,
    SegmentDensity: lambda r: r.segment_id,
    CountyAssessment: lambda r: r.unit,
    CountyWarning: lambda r: r.warning_id,
}


def name_of(kind: type) -> str:
    """The name under which a kind of result is kept. Raises :class:`Fault` for what no turn holds."""
    if kind not in TURN_FIELDS:
        raise Fault(f"{kind.__name__} is no result of a turn; those are {', '.join(k.__name__ for k in TURN_FIELDS)}")
    return TURN_FIELDS[kind]


def key_of(result: object) -> str:
    """A result's own id. Where several share it (an area's periods) the first in order is found."""
    return _KEYS[type(result)](result)

"""One turn of the loop: what was computed, and everything that it concluded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from daoan.terms.records.acted import DutyPlan, HazardTicket
from daoan.terms.records.assessed import BlackSpot, GridCell, IndicatorSet, SegmentEstimate, Snap
from daoan.terms.records.clustered import Cluster, SegmentDensity
from daoan.terms.records.counties import CountyAssessment, CountyWarning
from daoan.terms.records.learned import Scorecard
from daoan.terms.records.ledger import Experiment, LedgerEntry, LoopReport
from daoan.terms.records.outlook import Outlook, OutlookCell, OutlookScores
from daoan.terms.records.recent import Nowcast, RecordingBreak
from daoan.terms.records.studied import Study
from daoan.terms.records.surging import Surge, WatchedSeries
from daoan.terms.records.warned import Alert


@dataclass(frozen=True, slots=True)
class Run:
    """One turn of the loop: what was computed, as of when, with which rules, from what."""

    run_id: str
    city: str
    as_of: datetime
    rule_packs: Mapping[str, str]  # name -> version
    inputs: Mapping[str, str]  # what was read -> content hash
    seconds: Mapping[str, float] = field(default_factory=dict)  # stage -> time it took
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that one turn of the loop concluded; stored whole or not at all."""

    run: Run
    snaps: tuple[Snap, ...]
    segments: tuple[SegmentEstimate, ...]
    blackspots: tuple[BlackSpot, ...]
    cells: tuple[GridCell, ...]
    indicators: tuple[IndicatorSet, ...]
    alerts: tuple[Alert, ...]
    tickets: tuple[HazardTicket, ...]
    plans: tuple[DutyPlan, ...]
    scorecards: tuple[Scorecard, ...]
    nowcasts: tuple[Nowcast, ...] = ()
    breaks: tuple[RecordingBreak, ...] = ()
    outlooks: tuple[Outlook, ...] = ()
    outlook_cells: tuple[OutlookCell, ...] = ()
    outlook_scores: tuple[OutlookScores, ...] = ()
    watched: tuple[WatchedSeries, ...] = ()
    surges: tuple[Surge, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    loop_reports: tuple[LoopReport, ...] = ()
    studies: tuple[Study, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    densities: tuple[SegmentDensity, ...] = ()
    situation: tuple[CountyAssessment, ...] = ()
    warnings: tuple[CountyWarning, ...] = ()

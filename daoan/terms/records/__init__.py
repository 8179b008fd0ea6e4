"""The nouns of Daoan, as frozen records, one file a stage of the loop.

Times are aware datetimes in UTC: ``happened_at`` is when it happened in the world, ``known_at`` when we could first
have known it. Places are WGS-84 degrees. ``None`` means *not recorded by the source*. Change makes a new record.
Start at :mod:`daoan.terms.records.sensed` (what comes in); :class:`Turn` holds all that one turn of the loop concluded.
"""

from daoan.terms.records.acted import DutyPlacement, DutyPlan, HazardTicket
from daoan.terms.records.assessed import (
    BlackSpot,
    Breakdown,
    BreakdownRow,
    GridCell,
    Indicator,
    IndicatorSet,
    PacePoint,
    Pattern,
    SegmentEstimate,
    Snap,
)
from daoan.terms.records.clustered import Cluster, SegmentDensity
from daoan.terms.records.counties import (
    CountyAssessment,
    CountyWarning,
    RiskLens,
    SituationDimension,
    SituationIndicator,
    SituationMonth,
)
from daoan.terms.records.learned import CalibrationBin, Capture, Consistency, Gain, Scorecard, YearTotal
from daoan.terms.records.ledger import (
    Assignment,
    Experiment,
    LedgerEntry,
    LoopConcentration,
    LoopReport,
    LoopShare,
    RunawayPoint,
)
from daoan.terms.records.outlook import (
    Outlook,
    OutlookBin,
    OutlookCell,
    OutlookPeriod,
    OutlookReason,
    OutlookScore,
    OutlookScores,
    OutlookSkill,
    OutlookWeek,
)
from daoan.terms.records.recent import Nowcast, NowcastWeek, RecordingBreak
from daoan.terms.records.sensed import (
    Batch,
    Correction,
    Crash,
    CrashLayers,
    Notice,
    Party,
    Receipt,
    Refusal,
    TrafficCount,
)
from daoan.terms.records.studied import (
    Measure,
    Reading,
    Study,
    StudyCheck,
    StudyPoint,
    StudyPower,
    StudyWindow,
)
from daoan.terms.records.surging import Surge, WatchedSeries, WatchedWeek
from daoan.terms.records.turn import Run, Turn
from daoan.terms.records.warned import Alert, Evidence

__all__ = [
    "Alert",
    "Assignment",
    "Batch",
    "BlackSpot",
    "Breakdown",
    "BreakdownRow",
    "CalibrationBin",
    "Capture",
    "Cluster",
    "Consistency",
    "Correction",
    "CountyAssessment",
    "CountyWarning",
    "Crash",
    "CrashLayers",
    "DutyPlacement",
    "DutyPlan",
    "Evidence",
    "Experiment",
    "Gain",
    "GridCell",
    "HazardTicket",
    "Indicator",
    "IndicatorSet",
    "LedgerEntry",
    "LoopConcentration",
    "LoopReport",
    "LoopShare",
    "Measure",
    "Notice",
    "Nowcast",
    "NowcastWeek",
    "Outlook",
    "OutlookBin",
    "OutlookCell",
    "OutlookPeriod",
    "OutlookReason",
    "OutlookScore",
    "OutlookScores",
    "OutlookSkill",
    "OutlookWeek",
    "PacePoint",
    "Party",
    "Pattern",
    "Reading",
    "Receipt",
    "RecordingBreak",
    "Refusal",
    "RiskLens",
    "Run",
    "RunawayPoint",
    "Scorecard",
    "SegmentDensity",
    "SegmentEstimate",
    "SituationDimension",
    "SituationIndicator",
    "SituationMonth",
    "Snap",
    "Study",
    "StudyCheck",
    "StudyPoint",
    "StudyPower",
    "StudyWindow",
    "Surge",
    "TrafficCount",
    "Turn",
    "WatchedSeries",
    "WatchedWeek",
    "YearTotal",
]

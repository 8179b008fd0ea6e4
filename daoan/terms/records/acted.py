"""What is done about it 处置: hazard tickets and duty plans."""

from dataclasses import dataclass
from datetime import datetime

from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records.warned import Evidence


@dataclass(frozen=True, slots=True)
class HazardTicket:
    """A hazard 隐患 drafted for a person to check and grade; only a person sends it on."""

    ticket_id: str
    blackspot_id: str
    grade: str  # general 一般, larger 较大, major 重大
    title: Text
    finding: Text
    suggestions: tuple[Text, ...]
    road_name: str | None
    area: str | None
    lon: float
    lat: float
    drafted_at: datetime
    due_days: int
    injuries_per_year: Estimate | None
    evidence: tuple[Evidence, ...]
    state: str = "draft"
    rule_pack: str = ""


@dataclass(frozen=True, slots=True)
class DutyPlacement:
    """Patrol time on one stretch in one shift, and why."""

    rank: int
    segment_id: str
    road_name: str | None
    lon: float
    lat: float
    shift: str
    starts_at: datetime
    ends_at: datetime
    hours: float
    expected_injuries: Estimate  # severity-weighted, on this stretch in these hours, without patrol
    why: Text
    cost_of_moving: float  # severity-weighted injuries lost from cover if these hours went to the next best place

    @property
    def unit(self) -> str:
        """Stretch and shift: what the placement is called in every plan."""
        return f"{self.segment_id}|{self.shift}"


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """A number of patrol-hours spent where most injuries are expected."""

    plan_id: str
    kind: str  # "night", "month"
    title: Text
    starts_at: datetime
    ends_at: datetime
    patrol_hours: float
    placements: tuple[DutyPlacement, ...]
    covered: Share  # severity-weighted expected injuries covered, of all expected in the period
    covered_as_usual: Share  # the same hours spread in proportion to last year's raw counts
    gap_pct: float  # between the plan and the proven bound
    notes: tuple[Text, ...]
    rule_pack: str

"""Deeds and what came of them 成效: the outcome ledger, experiments, and whether the loop feeds on itself."""

from dataclasses import dataclass
from datetime import datetime

from daoan.terms.estimates import Estimate, Share, Text


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whether one stretch in one shift of one week is patrolled or held out, and by what chance."""

    unit: str  # stretch and shift, as "s1|1-evening"; the same in every week of a plan
    segment_id: str
    shift: str
    starts_at: datetime
    ends_at: datetime
    arm: str  # "treat", "hold_out"
    chance: float  # of "treat"; 1 where nothing was drawn
    pair: str  # what was drawn together
    counts: bool  # False: never drawn, or too soon after the other arm
    expected_injuries: Estimate  # severity-weighted, in these hours, without patrol


@dataclass(frozen=True, slots=True)
class Experiment:
    """A duty plan as an experiment: which of its nearly equal placements are held out, drawn from a stored seed.

    Police presence is not recorded yet, so ``effect`` is by intention to treat; ``effect_where_present`` is ``None``
    until positions exist. Effects are rate ratios: crashes with patrol over crashes without.
    """

    experiment_id: str
    plan_id: str
    design: str  # "hold_out", "switch_back"
    seed: str
    drawn_at: datetime
    starts_at: datetime
    ends_at: datetime
    assignments: tuple[Assignment, ...]
    held_hours: Share  # patrol-hours held out, of all of the plan
    held_injuries: Share  # severity-weighted injuries expected under held-out placements, of all placements
    guarded: int  # placements never held out, because more is expected there than the rule pack lets be risked
    effect: Estimate | None
    effect_where_present: Estimate | None
    p_value: float | None  # of no effect on anybody, by drawing again
    crashes_treated: int  # counted so far
    crashes_held: int
    months_to_see: float | None  # until the effect that the duty pack calls middle could be seen; None: never
    power: Text
    notes: tuple[Text, ...]
    rule_pack: str
    state: str = "draft"  # only a person puts it into force


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One forecast or alert, what was ordered on it, who was there, and what happened. One row a unit of assignment.

    ``presence_hours`` ``None``: not recorded, which is not zero. Outcomes are as known at the turn's moment; ``None``
    before the period has begun. Reports that come late still change them until ``settled``.
    """

    entry_id: str
    kind: str  # "placement", "alert"
    source: str  # plan or alert
    segment_id: str
    road_name: str | None
    area: str | None
    shift: str  # empty for alerts
    starts_at: datetime
    ends_at: datetime
    predicted_injuries: Estimate | None  # severity-weighted, in this period
    predicted_crashes: float | None
    arm: str  # "treat", "hold_out"; "planned" and "raised" where nothing was drawn
    chance: float
    pair: str
    counts: bool
    seed: str
    planned_hours: float | None
    presence_hours: float | None
    crashes: int | None
    injury_weight: float | None
    settled: bool


@dataclass(frozen=True, slots=True)
class LoopShare:
    """One area's or road class's share of where police are sent, and of where injuries are expected."""

    group: str  # "area", "road_class"
    key: str
    hours: Share
    expected: Share  # severity-weighted injuries a year, from crash records alone
    length: Share


@dataclass(frozen=True, slots=True)
class LoopConcentration:
    """How much of the whole the busiest part of the road length gets."""

    top_pct: float
    hours: Share
    expected: Share


@dataclass(frozen=True, slots=True)
class RunawayPoint:
    """After some weeks of a simulation: share of patrols in the tenth of squares with most expected injuries."""

    week: int
    discovered: Estimate  # planning from what patrols found
    reported: Estimate  # planning from crashes, which are reported wherever they happen


@dataclass(frozen=True, slots=True)
class LoopReport:
    """Whether police are only sent where police already are 反馈闭环报告."""

    as_of: datetime
    plan_id: str
    basis: str  # "planned" hours, or "presence" where it is recorded
    shares: tuple[LoopShare, ...]
    concentration: tuple[LoopConcentration, ...]
    correlation: Estimate | None  # rank correlation of hours and expected injuries over squares
    squares: int
    square_km: float
    top_expected: Share  # what the busiest tenth of squares holds of expected injuries
    runaway: tuple[RunawayPoint, ...]
    verdicts: tuple[Text, ...]
    rule_pack: str

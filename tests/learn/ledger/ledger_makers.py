"""A month of patrols on toy roads, with crashes and presence by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from daoan.act.experiments.draw import draw_experiment
from daoan.learn.ledger.outcomes import Outcomes
from daoan.terms.codes import Level, RoadClass
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records import Alert, DutyPlacement, DutyPlan, Evidence, Experiment, SegmentEstimate
from daoan.terms.rulepacks import RulePack, read_rule_pack

ROOT = Path(__file__).parents[3]
PACK = read_rule_pack((ROOT / "rulepacks" / "experiments.toml").read_text("utf-8"), "experiments")
MONTH = datetime(2020, 3, 2, tzinfo=UTC)  # a Monday
LATER = datetime(2020, 4, 6, tzinfo=UTC)
WORDS = Text("a", "甲")
STRETCHES = 60


def pack_with(**tables: dict) -> RulePack:
    values = {k: {**v, **tables.get(k, {})} for k, v in PACK.values.items()}
    return replace(PACK, values=values)


FREE = pack_with(
    draw={"near_best_share": 1.0, "most_held_share": 1.0, "ceiling_injuries": 9.0}, judge={"permutations": 99}
)


def stretch(k: int, weight: float = 2.0) -> SegmentEstimate:
    about = Estimate(weight, weight / 2, weight * 2)
    half = Estimate(weight / 2, weight / 4, weight)
    return SegmentEstimate(
        f"s{k}", "A1", RoadClass.PRIMARY if k % 2 else RoadClass.TRUNK, "north" if k < 20 else "south", 200.0,
        -1.5 + 0.04 * k, 53.8, None, "class", 5, 1, 5.0, half, half, about, 1.0, half, 0.9, k,
    )  # fmt: skip


def plan_of(plan_id: str = "duty-month-2020-03", starts: datetime = MONTH, hours: float = 4.0) -> DutyPlan:
    placements = tuple(
        DutyPlacement(k + 1, f"s{k}", "A1", -1.5, 53.8, "1-day", starts, starts + timedelta(hours=24), 4 * hours,
                      Estimate(0.04, 0.02, 0.08), WORDS, float(k))
        for k in range(STRETCHES)
    )  # fmt: skip
    return DutyPlan(
        plan_id, "month", WORDS, starts, starts + timedelta(days=28), 0.0, placements, Share(1, 2), Share(1, 3), 0.0,
        (), "duty@1",
    )  # fmt: skip


def trial_of(plan: DutyPlan, pack: RulePack = FREE) -> Experiment:
    return draw_experiment(plan, MONTH, "UTC", "toy", pack)


def alert(name: str, segment: str, raised_at: datetime = MONTH) -> Alert:
    return Alert(
        name, "credible_excess", Level.BLUE, WORDS, WORDS, "north", raised_at, (Evidence("segment", segment, WORDS),)
    )


def outcomes_of(crashes: list[tuple[int, datetime]], weight: float = 2.0) -> Outcomes:
    """Crashes as (stretch, moment); stretch −1 lies off the network."""
    frame = SimpleNamespace(
        segment=np.array([k for k, _ in crashes], dtype=np.int64),
        happened_at=np.array([at.replace(tzinfo=None) for _, at in crashes], dtype="datetime64[s]"),
    )
    network = SimpleNamespace(segment_id=np.array([f"s{k}" for k in range(STRETCHES)], dtype=object))
    return Outcomes(frame, network, np.full(len(crashes), weight))

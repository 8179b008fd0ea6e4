"""Stretches, weeks and places made for the tests of orders and plans."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from daoan.act.duty import WeekProfile
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records import BlackSpot, Pattern, SegmentEstimate
from daoan.terms.rulepacks import read_rule_pack

ROOT = Path(__file__).parents[2]
DUTY = read_rule_pack((ROOT / "rulepacks" / "duty.toml").read_text(encoding="utf-8"), "duty")
HAZARDS = read_rule_pack((ROOT / "rulepacks" / "hazards.toml").read_text(encoding="utf-8"), "hazards")
AS_OF = datetime(2020, 1, 1, tzinfo=UTC)
LONDON = "Europe/London"


def pack_with(**tables):
    """The duty pack with some tables replaced in part."""
    values = {k: {**v, **tables.get(k, {})} if isinstance(v, dict) else v for k, v in DUTY.values.items()}
    return replace(DUTY, values=values)


def flat_week() -> WeekProfile:
    """Every hour of the week alike."""
    flat = np.full(168, 1 / 168)
    return WeekProfile(flat, np.tile(flat, (len(RoadClass), 1)), 1.0, 1.0, 0)


def stretch(name: str, weight: float, lon: float = -1.5, lat: float = 53.8, rank: int = 1) -> SegmentEstimate:
    """A stretch with so many severity-weighted injuries a year."""
    about = Estimate(weight, weight * 0.5, weight * 2)
    return SegmentEstimate(
        segment_id=name,
        road_name="A660",
        road_class=RoadClass.PRIMARY,
        area="city",
        length_m=200.0,
        lon=lon,
        lat=lat,
        vehicles_per_day=None,
        exposure_source="class",
        crashes=5,
        ksi=1,
        years=5.0,
        crashes_per_year=about,
        ksi_per_year=about,
        injury_weight_per_year=about,
        model_crashes_per_year=1.0,
        excess_crashes_per_year=about,
        prob_excess=0.9,
        rank=rank,
    )


def spot(name, crashes, fatal=0, ksi=2, patterns=(), pack="p1", segments=("s1",)) -> BlackSpot:
    """A black spot over three years."""
    return BlackSpot(
        blackspot_id=name,
        rule_pack=pack,
        rule_title=Text(f"rule of {pack}", f"规则{pack}"),
        rule="r",
        kind="point",
        road_name="G309",
        route_id="r1",
        from_m=1_515_200.0,
        to_m=1_515_700.0,
        segment_ids=tuple(segments),
        crash_ids=tuple(crashes),
        area="621002",
        lon=107.6,
        lat=35.7,
        length_m=500.0,
        crashes=len(crashes),
        fatal=fatal,
        ksi=ksi,
        window_starts=date(2017, 1, 1),
        window_ends=date(2020, 1, 1),
        expected_crashes=None,
        prob_excess=0.97,
        eb_agrees=True,
        q_value=None,
        patterns=tuple(Pattern(k, Text(k, k), Share(4, 5), Share(3, 10), 0.01) for k in patterns),
    )

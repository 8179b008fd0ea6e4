"""Campaigns of the model town: what does nothing does not "work", what works is found, a choice gets no verdict."""

import pytest

from bench.publicity import COUNTIES, PLACES, carry_out, choose_worst
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.learn.education.judging import judge_campaign
from daoan.terms.errors import InputError
from daoan.town.publicity.draw import draw_campaigns, read_publicity_truth

PACK = read_rule_packs(ROOT / "rulepacks")["publicity"]
CAMPAIGNS = {c.name: c for c in draw_campaigns(30_001, PLACES, COUNTIES, read_publicity_truth())}


def test_a_strong_campaign_works_and_its_interval_holds_the_truth() -> None:
    comparison, counts = carry_out(CAMPAIGNS["helmets-strong"], 48, PACK)
    found = judge_campaign(comparison, counts, PACK)
    assert found.verdict == "works"
    assert found.effect.low < -0.35 < found.effect.high


def test_useless_ones_are_not_said_to_work_though_less_is_seen_everywhere() -> None:
    """Eight seeds, as a watch on the way between; ``python -m bench publicity`` judges two hundred."""
    said = 0
    for seed in range(30_001, 30_009):
        for campaign in draw_campaigns(seed, PLACES, COUNTIES, read_publicity_truth()):
            if not campaign.works:
                comparison, counts = carry_out(campaign, 24, PACK)
                said += judge_campaign(comparison, counts, PACK).verdict == "works"
    assert said <= 4  # of 40; more would come by chance in 1 of 300


def test_places_that_were_worst_fall_by_themselves_and_that_is_no_verdict() -> None:
    campaign = CAMPAIGNS["banners"]
    comparison = choose_worst(campaign, 20, PACK)
    found = judge_campaign(comparison, campaign.counted(set()), PACK)
    assert found.verdict == "not_drawn"


def test_who_is_reached_changes_nothing_elsewhere() -> None:
    campaign = CAMPAIGNS["helmets"]
    none, some = campaign.counted(set()), campaign.counted({"t000", "t001"})
    assert {p for p in PLACES if none[p] != some[p]} <= {"t000", "t001"}


def test_a_place_that_stopped_counting_is_no_success() -> None:
    comparison, counts = carry_out(CAMPAIGNS["helmets"], 24, PACK)
    del counts[comparison.pairs[0].reached]
    with pytest.raises(InputError, match="nothing was counted"):
        judge_campaign(comparison, counts, PACK)

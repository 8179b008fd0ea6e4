"""``publicity``: are useless campaigns of the model town said to work, and are working ones found as often as was told
before? On seeds nobody tuned on. ``peers``: before and after without comparison, and all other places as comparison."""

from collections import defaultdict
from time import perf_counter
from typing import Any

import numpy as np

from daoan.act.education.comparing import chosen_comparison, draw_comparison
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.kernels.effects.ratio import effect_ratio
from daoan.kernels.stats.shares import share_interval
from daoan.learn.education.judging import judge_campaign
from daoan.terms.education import CampaignEffect, Comparison
from daoan.terms.rulepacks import RulePack
from daoan.town.publicity.draw import TrueCampaign, draw_campaigns, read_publicity_truth

SEEDS, SMALL = range(31_001, 31_201), range(31_001, 31_021)
PLACES = [f"t{n:03d}" for n in range(119)]
COUNTIES = [f"c{n % 8}" for n in range(119)]
PAIRS = (12, 24, 48)


def run(small: bool = False) -> dict[str, Any]:
    """Figures over all seeds."""
    pack = read_rule_packs(ROOT / "rulepacks")["publicity"]
    began, seeds = perf_counter(), SMALL if small else SEEDS
    found: dict[tuple[str, bool], list[tuple[CampaignEffect, float]]] = defaultdict(list)
    naive: dict[bool, list[bool]] = defaultdict(list)
    others: dict[bool, list[bool]] = defaultdict(list)
    for seed in seeds:
        for campaign in draw_campaigns(seed, PLACES, COUNTIES, read_publicity_truth()):
            pairs = PAIRS[seed % len(PAIRS)]
            comparison, counts = carry_out(campaign, pairs, pack)
            found[campaign.name, campaign.works].append((judge_campaign(comparison, counts, pack), campaign.mean))
            naive[campaign.works].append(before_after_works(campaign, comparison, counts))
            others[campaign.works].append(all_others_works(campaign, comparison, counts))
    useless = [e for (_, works), rows in found.items() if not works for e, _ in rows]
    working = {name: rows for (name, works), rows in found.items() if works}
    told = {name: _working(rows) for name, rows in working.items()}
    return {
        "seeds": len(seeds),
        "useless": len(useless),
        "useless_said_to_work": _share(sum(e.verdict == "works" for e in useless), len(useless)),
        "useless_said_to_harm": _share(sum(e.verdict == "harms" for e in useless), len(useless)),
        "useless_excluded_what_was_hoped": _share(sum(e.verdict == "no_use" for e in useless), len(useless)),
        "useless_by_name": {
            name: _share(sum(e.verdict == "works" for e, _ in rows), len(rows))
            for (name, works), rows in found.items() if not works
        },
        "working": told,
        "working_found": _share(sum(v["found"] for v in told.values()), sum(v["campaigns"] for v in told.values())),
        "working_stated_power": round(
            float(np.mean([e.power.power for rows in working.values() for e, _ in rows])), 3
        ),
        "peers": {
            "before_after": {"useless_said_to_work": _rate(naive[False]), "working_found": _rate(naive[True])},
            "all_others": {"useless_said_to_work": _rate(others[False]), "working_found": _rate(others[True])},
        },
        "seconds": round(perf_counter() - began, 1),
    }  # fmt: skip


def carry_out(campaign: TrueCampaign, pairs: int, pack: RulePack) -> tuple[Comparison, dict[str, float]]:
    """Draw pairs, reach who was drawn, count. What is planned for is the campaign's true mean, or the pack's hope."""
    strata = dict(zip(campaign.places, campaign.counties, strict=True))
    series = campaign.before
    if campaign.worst:
        worst = sorted(series, key=lambda s: (-s.counts[-1], s.place_id))[: 2 * pairs + 10]
        series = tuple(worst)
    hoped = campaign.mean or None
    seed = f"bench-{campaign.seed}-{campaign.name}"
    comparison = draw_comparison("seen", series, strata, seed, pack, hoped=hoped, most_pairs=pairs)
    reached, beside = ({getattr(p, s) for p in comparison.pairs} for s in ("reached", "beside"))
    return comparison, campaign.counted(reached, beside)


def choose_worst(campaign: TrueCampaign, pairs: int, pack: RulePack) -> Comparison:
    """A comparison for places that somebody chose because they were worst."""
    strata = dict(zip(campaign.places, campaign.counties, strict=True))
    worst = sorted(campaign.before, key=lambda s: (-s.counts[-1], s.place_id))[:pairs]
    return chosen_comparison("seen", campaign.before, strata, [s.place_id for s in worst], pack)


def before_after_works(campaign: TrueCampaign, comparison: Comparison, counts: dict[str, float]) -> bool:
    """Fewer than in the last window before, by a Poisson interval: what offices do."""
    last = {s.place_id: s.counts[-1] for s in campaign.before}
    now, then = (sum(of[p.reached] for p in comparison.pairs) for of in (counts, last))
    return effect_ratio(now, then, 1.0 / max(then, 1.0)).high < 1.0


def all_others_works(campaign: TrueCampaign, comparison: Comparison, counts: dict[str, float]) -> bool:
    """Fewer than in the last window, beside all places that were not reached; Poisson chance alone."""
    last = {s.place_id: s.counts[-1] for s in campaign.before}
    reached = {p.reached for p in comparison.pairs}
    rest = [p for p in campaign.places if p not in reached]
    now, then, now0, then0 = (sum(of[p] for p in where) for where in (reached, rest) for of in (counts, last))
    expected = then * now0 / max(then0, 1.0)
    return effect_ratio(now, expected, 1 / max(then, 1) + 1 / max(now0, 1) + 1 / max(then0, 1)).high < 1.0


def _working(rows: list[tuple[CampaignEffect, float]]) -> dict[str, Any]:
    held = [e.effect.low <= mean <= e.effect.high for e, mean in rows if e.effect is not None]
    return {
        "campaigns": len(rows),
        "found": sum(e.verdict == "works" for e, _ in rows),
        "found_share": _share(sum(e.verdict == "works" for e, _ in rows), len(rows)),
        "stated_power": round(float(np.mean([e.power.power for e, _ in rows])), 3),
        "stated_power_if_spilled": round(float(np.mean([e.power.if_spilled or 0.0 for e, _ in rows])), 3),
        "interval_held_truth": _rate(held),
    }


def _share(part: int, whole: int) -> dict[str, float]:
    low, high = share_interval(np.array([float(part)]), np.array([float(whole)]))
    return {"share": round(part / whole, 4), "low": round(float(low[0]), 4), "high": round(float(high[0]), 4)}


def _rate(rows: list[bool]) -> float:
    return round(float(np.mean(rows)), 4)

"""Like places: pairs within counties, a coin that can be thrown again, what can be seen told before."""

import numpy as np
import pytest

from daoan.act.education.comparing import chosen_comparison, draw_comparison
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.education import PlaceSeries
from daoan.terms.errors import InputError

PACK = read_rule_packs(ROOT / "rulepacks")["publicity"]


def series(n: int = 24, windows: int = 6, mean: float = 30.0) -> list[PlaceSeries]:
    rng = np.random.default_rng(5)
    level = mean * np.exp(rng.normal(0, 0.5, n))
    counts = rng.poisson(level[:, None], (n, windows))
    return [PlaceSeries(f"t{i:02d}", tuple(map(float, row))) for i, row in enumerate(counts)]


STRATA = {f"t{i:02d}": "AB"[i % 2] for i in range(40)}


def test_each_place_stands_in_one_pair_with_one_of_its_county_and_the_seed_draws_it_again() -> None:
    found = draw_comparison("seen", series(), STRATA, "seed-one", PACK)
    assert found == draw_comparison("seen", series(), STRATA, "seed-one", PACK)
    places = [p for pair in found.pairs for p in (pair.reached, pair.beside)]
    assert len(set(places)) == len(places) >= 20
    assert sum(STRATA[pair.reached] != STRATA[pair.beside] for pair in found.pairs) <= 1
    others = [draw_comparison("seen", series(), STRATA, f"seed-{n:04d}", PACK) for n in range(200)]
    reached = sum("t00" in {p.reached for p in o.pairs} for o in others)
    assert 70 < reached < 130  # a fair coin


def test_pairs_are_alike_in_what_is_expected_of_them() -> None:
    found = draw_comparison("seen", series(40), STRATA, "seed-one", PACK)
    apart = [abs(p.expected_reached - p.expected_beside) for p in found.pairs]
    alone = [p.expected_reached for p in found.pairs]
    assert np.mean(apart) < 0.25 * np.std(alone)


@pytest.mark.parametrize("spill", [0.0, PACK.get("effect.spill")])
def test_power_is_that_of_many_campaigns_that_work_so(spill: float) -> None:
    """A change of 25 % planted in Poisson counts is found about as often as was told before; so is one of which a share
    reaches the places beside."""
    from daoan.learn.education.judging import judge_campaign

    rng, found, told = np.random.default_rng(9), 0, []
    level = 12 * np.exp(np.random.default_rng(8).normal(0, 0.5, 24))
    for n in range(120):
        before = rng.poisson(level[:, None], (24, 6))
        given = [PlaceSeries(f"t{i:02d}", tuple(map(float, row))) for i, row in enumerate(before)]
        comparison = draw_comparison("seen", given, STRATA, f"seed-{n:03d}", PACK, hoped=-0.25)
        reached = {p.reached for p in comparison.pairs}
        factor = [0.75 if f"t{i:02d}" in reached else 1 - 0.25 * spill for i in range(24)]
        counts = {f"t{i:02d}": float(c) for i, c in enumerate(rng.poisson(level * factor))}
        found += judge_campaign(comparison, counts, PACK).verdict == "works"
        told.append(comparison.power.if_spilled if spill else comparison.power.power)
    assert abs(found / 120 - np.mean(told)) < 0.13


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(InputError, match="pairs"):
        draw_comparison("seen", series(8), STRATA, "seed-one", PACK)
    with pytest.raises(InputError, match="windows"):
        draw_comparison("seen", series(windows=2), STRATA, "seed-one", PACK)
    with pytest.raises(InputError, match="once"):
        draw_comparison("seen", [*series(), series()[0]], STRATA, "seed-one", PACK)
    with pytest.raises(InputError, match="nothing was counted"):
        draw_comparison("seen", [], STRATA, "seed-one", PACK)
    with pytest.raises(InputError, match="seed"):
        draw_comparison("seen", series(), STRATA, "x", PACK)


def test_places_with_too_little_are_left_out_and_named() -> None:
    given = [*series(), PlaceSeries("quiet", (0.0,) * 6)]
    found = draw_comparison("seen", given, STRATA, "seed-one", PACK)
    assert "quiet" in found.left_out


def test_beside_a_chosen_place_stands_the_likest_that_is_not_reached_and_no_verdict_is_promised() -> None:
    reached = [f"t{i:02d}" for i in range(8)]
    found = chosen_comparison("seen", series(), STRATA, reached, PACK)
    assert not found.drawn
    assert {p.reached for p in found.pairs} == set(reached)
    assert not {p.beside for p in found.pairs} & set(reached)
    assert any("chosen" in w.en for w in found.words)

"""Lights and bumps: which junctions count, how risk is shared out, the best choice, what is told of its sureness."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from daoan.act.improvements.ground import Ground, effects_of, ground_of
from daoan.act.improvements.junctions import concentration_of, junctions_of, reaches_of
from daoan.act.improvements.plan import plan_improvements
from daoan.act.improvements.told import Asked
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Estimate, Share
from daoan.terms.frames import Network
from daoan.terms.records import Snap
from daoan.terms.rulepacks import read_rule_pack
from tests.act.improvement_makers import TOY, WEIGHT, estimate, roads

PACK = read_rule_pack(
    (Path(__file__).parents[2] / "rulepacks" / "improvements.toml").read_text("utf-8"), "improvements"
)
CLASSES = list(RoadClass)
REACH = 75.0


def ground(network: Network = TOY, weights: list[float] | None = None, k: float = 1.0) -> Ground:
    weights = WEIGHT if weights is None else weights
    found = ground_of(network, [estimate(i, network, w) for i, w in enumerate(weights)], (), PACK)
    return replace(found, concentration=Estimate(k, k / 1.2, k * 1.2))


def snap(name: int, segment: str | None, offset: float) -> Snap:
    return Snap(f"c{name}", segment, offset, 1.0, None, None)


def test_a_junction_is_where_a_main_road_meets_a_lower_side_road() -> None:
    junctions = junctions_of(TOY, PACK)
    assert junctions.node.tolist() == [1, 2]
    assert [CLASSES[int(TOY.road_class[r])].value for r in junctions.side] == ["local", "tertiary"]
    motorway = roads([(0, 1, "motorway", 9, "A"), (1, 2, "motorway", 9, "A"), (1, 3, "local", 9, "A")])
    assert len(junctions_of(motorway, PACK)) == 0
    bend = roads([(0, 1, "primary", 9, "A"), (1, 2, "local", 9, "A")])
    assert len(junctions_of(bend, PACK)) == 0
    assert len(set(junctions.site_id)) == 2
    order = [3, 1, 0, 2, 5, 4, 6]  # the same roads read in another order
    lines = list(zip(TOY.from_node[order], TOY.to_node[order], strict=True))
    other = replace(
        TOY,
        **{c: getattr(TOY, c)[order] for c in ("segment_id", "from_node", "to_node", "road_class", "length_m", "area")},
    )
    assert len(lines) == 7
    assert set(junctions_of(other, PACK).site_id) == set(junctions.site_id)


def test_reach_is_told_apart_by_end_and_shares_never_leave_the_stretch() -> None:
    junctions = junctions_of(TOY, PACK)
    reaches = reaches_of(TOY, junctions, REACH)
    assert reaches.metres[1].tolist() == [25.0, 50.0, 25.0]  # 100 m between two junctions
    assert reaches.metres[0].tolist() == [0.0, 0.0, 75.0]
    assert reaches.metres[3].tolist() == [0.0, 0.0, 0.0]
    stretch, part = np.repeat(np.arange(7), 3), np.tile(np.arange(3), 7)
    for k in (0.5, 1.0, 4.0):
        shares = reaches.shares(np.array([k]), stretch, part)[0].reshape(7, 3)
        assert (shares.sum(axis=1) <= 1.0 + 1e-12).all()
        assert shares[1].sum() == pytest.approx(1.0)
        assert shares[0, 2] == pytest.approx(k * 75 / (k * 75 + 325))


@pytest.mark.parametrize("planted", [1.0, 3.0])
def test_a_planted_concentration_is_found_whatever_the_levels_of_the_stretches(planted: float) -> None:
    lines = [line for n in range(60) for line in ((3 * n, 3 * n + 1, "primary", 500.0, "A"),
             (3 * n + 1, 3 * n + 2, "local", 400.0, "A"), (3 * n + 1, 3 * n + 3, "primary", 300.0, "A"))]  # fmt: skip
    network = roads(lines)
    reaches = reaches_of(network, junctions_of(network, PACK), REACH)
    inside_share = planted * reaches.metres.sum(axis=1)
    outside = network.length_m - reaches.metres.sum(axis=1)
    held = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        snaps = []
        for row in range(len(network)):
            for _ in range(rng.poisson(rng.gamma(1.0, 6.0))):
                near = rng.random() < inside_share[row] / (inside_share[row] + outside[row])
                first, both, _ = reaches.metres[row]
                at = rng.random() * (inside_share[row] / planted if near else outside[row])
                if near:
                    offset = at if at < first + both else network.length_m[row] - (at - first)
                else:
                    offset = first + both + at
                snaps.append(snap(len(snaps), str(network.segment_id[row]), float(offset)))
        k, firsts, lasts = concentration_of(network, reaches, snaps)
        held.append(k.low <= planted <= k.high)
        assert (firsts.sum() + lasts.sum()) > 0
    assert sum(held) >= 17  # of 20, at 95 %


def test_without_crashes_near_or_elsewhere_nothing_is_claimed() -> None:
    reaches = reaches_of(TOY, junctions_of(TOY, PACK), REACH)
    k, firsts, lasts = concentration_of(TOY, reaches, [snap(1, "s0", 390.0), snap(2, None, 0.0)])
    assert (k.value, k.low, k.high) == (1.0, 0.5, 2.0)
    assert (firsts.tolist(), lasts.tolist()) == ([0] * 7, [1, 0, 0, 0, 0, 0, 0])


def prevented(chosen: set[tuple[int, str]], k: float) -> float:
    """Injuries prevented in the toy, from scratch, metre by metre. Junctions by node."""
    total = 0.0
    keeps = {e.kind: e.cmf.value for e in effects_of(PACK)}
    for row, (a, b) in enumerate(zip(TOY.from_node.tolist(), TOY.to_node.tolist(), strict=True)):
        length = int(TOY.length_m[row])
        near = [[n for n in (a, b) if n in (1, 2) and (m if n == a else length - 1 - m) < REACH] for m in range(length)]
        density = [k if n else 1.0 for n in near]
        for n, d in zip(near, density, strict=True):
            left = 1.0
            for node, kind in chosen:
                left *= keeps[kind] if node in n else 1.0
            total += WEIGHT[row] * d / sum(density) * (1.0 - left)
    return total


@pytest.mark.parametrize(("lights", "bumps", "k"), [(1, 1, 1.0), (2, 1, 3.0), (2, 2, 0.5), (1, 0, 2.0), (0, 1, 1.0)])
def test_the_plan_is_worth_what_it_says_and_nothing_is_better(lights: int, bumps: int, k: float) -> None:
    plan = plan_improvements(ground(k=k), Asked(lights, bumps))
    node = dict(zip(junctions_of(TOY, PACK).site_id, (1, 2), strict=True))
    chosen = {(node[r.site_id], r.kind) for r in plan.rows}
    assert plan.prevented_per_year.value == pytest.approx(prevented(chosen, k), rel=1e-9)
    every = [{(n, "light") for n in ls} | {(n, "bump") for n in bs}
             for ls in combinations((1, 2), lights) for bs in combinations((1, 2), bumps)]  # fmt: skip
    best = max(prevented(c, k) for c in every)
    assert plan.prevented_per_year.value == pytest.approx(best, rel=1e-9)
    assert plan.prevented_per_year.value >= best * (1 - plan.gap_pct / 100) - 1e-9
    assert [r.prevented_so_far for r in plan.rows] == pytest.approx(
        np.cumsum([r.prevented_per_year.value for r in plan.rows])
    )


def test_it_is_exact_where_nothing_is_reached_twice() -> None:
    apart = roads([(0, 1, "primary", 400.0, "A"), (1, 2, "primary", 800.0, "A"), (2, 3, "primary", 400.0, "A"),
                   (1, 4, "local", 200.0, "A"), (2, 5, "local", 200.0, "A")])  # fmt: skip
    far = ground(apart, [1.0, 1.0, 5.0, 0.1, 0.1])
    plan = plan_improvements(far, Asked(1, 0))
    assert (plan.exact, plan.gap_pct, plan.rows[0].segment_id) == (True, pytest.approx(0.0, abs=1e-9), "s1")
    assert not plan_improvements(far, Asked(1, 1)).exact  # a light and a bump may share a junction


def test_sureness_is_told_and_a_light_may_do_nothing() -> None:
    plan = plan_improvements(ground(), Asked(2, 2))
    by_kind = {r.kind: r for r in plan.rows}
    light, bump = by_kind["light"].prevented_per_year, by_kind["bump"].prevented_per_year
    assert light.low < 0 < light.value < light.high  # the interval of its effect holds 1
    assert 0 < bump.low < bump.value < bump.high
    assert plan.prevented_per_year.low < plan.prevented_per_year.value < plan.prevented_per_year.high
    assert plan == plan_improvements(ground(), Asked(2, 2))


def test_every_county_gets_its_due_and_what_that_costs_is_told() -> None:
    poor = ground(weights=[9.0, 9.0, 0.1, 0.1, 1.0, 0.1, 0.1])
    free = plan_improvements(poor, Asked(1, 1))
    due = plan_improvements(poor, Asked(2, 2, 1))
    assert {r.area for r in free.rows} == {"A"}
    assert [(c.area, c.junctions, c.lights, c.bumps) for c in due.coverage] == [("A", 1, 1, 1), ("B", 1, 1, 1)]
    assert free.coverage_cost == 0.0
    only = plan_improvements(poor, Asked(1, 1, 0, "B"))
    assert {r.area for r in only.rows} == {"B"}
    assert only.junctions == 1


def test_what_has_no_side_road_is_told_and_not_passed_over() -> None:
    plan = plan_improvements(ground(), Asked(1, 1))
    assert [u.segment_id for u in plan.unrecorded] == ["s3", "s6"]  # most risk a metre first
    assert 0 < plan.within_reach.part < plan.within_reach.whole == pytest.approx(sum(WEIGHT))
    snaps = [snap(1, None, 0.0), snap(2, "s0", 10.0)]
    told = ground_of(TOY, [], snaps, PACK)
    assert told.off_network == Share(1, 2)
    assert plan_improvements(told, Asked(3, 3)).rows == ()  # no estimates, nothing to prevent
    assert plan_improvements(ground(), Asked(0, 0)).prevented_per_year == Estimate(0.0, 0.0, 0.0)

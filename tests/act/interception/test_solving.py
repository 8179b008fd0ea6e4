"""The solver: in time, where the vehicle goes, no unit twice, no beat laid bare for nothing."""

from itertools import product

import numpy as np
import pytest

from daoan.act.interception.rings import rings_around
from daoan.act.interception.solving import Unit, solve
from daoan.act.interception.telling import best_first, differs_by, reasons_for
from tests.act.interception.interception_makers import PACK, chase, place, unit

MINUTE = 60.0


def test_the_unit_that_is_there_first_is_sent_and_a_late_one_is_not() -> None:
    travel = np.array([[30.0], [5.0]]) * MINUTE
    (advice,) = solve(0, [chase("c", {0: (0.9, 12.0)})], [unit(0), unit(1)], [place(0)], travel, PACK)
    assert advice.best is not None
    assert advice.best.unit == 1
    assert advice.best.p_stop == pytest.approx(0.9, abs=0.01)
    assert advice.others == ()


def test_two_minutes_before_the_vehicle_is_in_time_and_less_is_not() -> None:
    vehicle = chase("c", {0: (1.0, 10.0)})
    for travel_min, chance in ((8.0, 0.5), (6.0, 0.97), (10.0, 0.07)):
        (advice,) = solve(0, [vehicle], [unit(0)], [place(0)], np.array([[travel_min * MINUTE]]), PACK)
        assert advice.best is not None
        assert advice.best.p_stop == pytest.approx(chance, abs=0.03)


def test_time_that_has_passed_counts() -> None:
    vehicle, travel = chase("c", {0: (1.0, 10.0)}), np.array([[5.0 * MINUTE]])
    assert solve(0, [vehicle], [unit(0)], [place(0)], travel, PACK)[0].best is not None
    assert solve(600_000, [vehicle], [unit(0)], [place(0)], travel, PACK)[0].best is None


def test_a_beat_that_loses_more_than_the_stop_is_worth_keeps_its_unit() -> None:
    travel = np.array([[5.0], [6.0]]) * MINUTE
    dear, cheap = Unit("dear", 5.0), Unit("cheap", 0.01)
    (advice,) = solve(0, [chase("c", {0: (0.9, 20.0)})], [dear, cheap], [place(0)], travel, PACK)
    assert advice.best is not None
    assert advice.best.unit == 1
    (alone,) = solve(0, [chase("c", {0: (0.9, 20.0)})], [dear], [place(0)], travel[:1], PACK)
    assert alone.best is None
    assert alone.others[0].utility < 0.0
    assert differs_by(alone.others[0], alone.best).zh == "暂无值得出警的方案"


def test_two_vehicles_never_get_one_unit_and_the_sum_is_best() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        chases = [chase(f"c{k}", {p: (rng.uniform(0.2, 0.5), rng.uniform(5, 25)) for p in range(3)}) for k in range(3)]
        travel = rng.uniform(1, 20, (4, 3)) * MINUTE
        units, places = [unit(k) for k in range(4)], [place(k) for k in range(3)]
        advice = solve(0, chases, units, places, travel, PACK)
        used = [a.best.unit for a in advice if a.best is not None]
        assert len(used) == len(set(used))
        total = sum(a.best.utility for a in advice if a.best is not None)
        assert total == pytest.approx(_plainly_best(chases, units, places, travel), abs=1e-9)


def _plainly_best(chases, units, places, travel) -> float:
    """Every way of giving units to vehicles, one vehicle at a time reckoned alone."""
    alone = np.zeros((len(chases), len(units)))
    for c, u in product(range(len(chases)), range(len(units))):
        (advice,) = solve(0, [chases[c]], [units[u]], places, travel[u : u + 1], PACK)
        alone[c, u] = 0.0 if advice.best is None else advice.best.utility
    ways = product(range(-1, len(units)), repeat=len(chases))
    fit = (w for w in ways if len({u for u in w if u >= 0}) == sum(u >= 0 for u in w))
    return max(sum(alone[c, u] for c, u in enumerate(w) if u >= 0) for w in fit)


def test_a_standing_plan_is_not_left_for_a_trifle() -> None:
    vehicle = chase("c", {0: (0.60, 20.0), 1: (0.61, 20.0)})
    travel = np.full((1, 2), 5.0 * MINUTE)
    given = ([vehicle], [unit(0)], [place(0), place(1)], travel, PACK)
    assert solve(0, *given)[0].best.place == 1
    assert solve(0, *given, {"c": (0, 0)})[0].best.place == 0


def test_two_others_differ_and_say_why() -> None:
    travel = np.full((2, 2), 5.0 * MINUTE)
    vehicle = chase("c", {0: (0.6, 20.0), 1: (0.5, 30.0)})
    (advice,) = solve(0, [vehicle], [unit(0), unit(1)], [place(0), place(1)], travel, PACK)
    shown = best_first(advice.best, advice.others)
    assert len({(o.unit, o.place) for o in shown}) == 3
    told = reasons_for(shown[0], 0, "甲组", "G309")
    assert told[0].zh == "车辆经过G309的概率60%，预计20分钟后（20至20分钟）"
    assert "5 min" in told[1].en
    assert all(t.en and t.zh for t in (*told, differs_by(shown[1], shown[0])))


def test_units_by_ring() -> None:
    units = [Unit("near", 0.0, 107.02, 36.0), Unit("far", 0.0, 107.1, 36.0), Unit("out", 0.0, 108.0, 36.0)]
    inner, outer = rings_around(107.0, 36.0, [*units, Unit("lost", 0.0)], PACK)
    assert [u for u, _ in inner.units] == ["near"]
    assert [u for u, _ in outer.units] == ["far"]
    assert inner.units[0][1] == pytest.approx(1800, abs=20)

"""Units that may be busy: against every way of placing them, by shift and with moves; bounds; what is refused."""

from dataclasses import replace
from itertools import combinations_with_replacement, pairwise, permutations, product

import numpy as np
import pytest

from daoan.kernels.optimise.expected import Fleet, station, station_greedily


def drawn(seed: int, *, shifts: int = 1, places: int = 9, sites: int = 4, most: int = 3) -> Fleet:
    rng = np.random.default_rng(seed)
    return Fleet(
        demand=rng.gamma(1.0, 1.0, (shifts, places)),
        busy=rng.uniform(0.1, 0.8, shifts),
        units=rng.integers(1, most + 1, shifts),
        reach=rng.random((places, sites)) < 0.4,
    )


def ways(units: int, sites: int, room: np.ndarray | None) -> list[np.ndarray]:
    """Every way of placing so many units at so many sites."""
    told = [np.bincount(w, minlength=sites) for w in combinations_with_replacement(range(sites), units)]
    return [w for w in told if room is None or (w <= room).all()]


def covered(fleet: Fleet, shift: int, at: np.ndarray) -> float:
    """The definition, place by place."""
    total = 0.0
    for place, demand in enumerate(fleet.demand[shift]):
        units = sum(int(at[j]) for j in range(len(at)) if fleet.reach_in(shift)[place, j])
        total += demand * (1 - fleet.busy[shift] ** units)
    return total


def best_of_all(fleet: Fleet, shift: int) -> float:
    return max(covered(fleet, shift, w) for w in ways(int(fleet.units[shift]), fleet.reach.shape[-1], fleet.room))


def move_cost(fleet: Fleet, before: np.ndarray, after: np.ndarray) -> float:
    """Every way of sending units: as many pairs as both shifts have; others end or begin for nothing."""
    stand, want = np.repeat(np.arange(len(before)), before), np.repeat(np.arange(len(after)), after)
    few, many, turn = (stand, want, False) if len(stand) <= len(want) else (want, stand, True)
    costs = fleet.move_cost.T if turn else fleet.move_cost
    return min(
        sum(float(costs[a, b]) for a, b in zip(few, order, strict=False)) for order in permutations(many, len(few))
    )


@pytest.mark.parametrize("seed", range(15))
def test_no_way_of_placing_covers_more(seed):
    fleet = drawn(seed, shifts=2, most=4)
    found = station(fleet)
    for t in range(2):
        assert found.units[t].sum() == fleet.units[t]
        assert found.covered[t] == pytest.approx(best_of_all(fleet, t), abs=1e-9)
        assert found.covered[t] == pytest.approx(covered(fleet, t, found.units[t]))
    assert found.gap <= 1e-9
    assert found.bound >= sum(best_of_all(fleet, t) for t in range(2)) - 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_moves_cost_what_they_cost_and_no_plan_of_shifts_is_better(seed):
    rng = np.random.default_rng(seed + 100)
    cost = rng.uniform(0.0, 0.6, (3, 3)) * (1 - np.eye(3))
    fleet = replace(drawn(seed, shifts=3, sites=3, most=3), move_cost=cost)
    choices = [ways(int(k), 3, None) for k in fleet.units]
    best = max(
        sum(covered(fleet, t, at) for t, at in enumerate(day)) - sum(move_cost(fleet, a, b) for a, b in pairwise(day))
        for day in product(*choices)
    )
    found = station(fleet)
    assert found.value == pytest.approx(best, abs=1e-8)
    assert found.gap <= 1e-8
    assert found.cost == pytest.approx(sum(move_cost(fleet, a, b) for a, b in pairwise(found.units)))
    for t, moves in enumerate(found.moves):
        assert moves.sum() == min(fleet.units[t], fleet.units[t + 1])
        assert (moves.sum(axis=1) <= found.units[t]).all()
        assert (moves.sum(axis=0) <= found.units[t + 1]).all()


def test_dear_moves_keep_units_where_they_are():
    demand = np.array([[1.0, 0.0], [0.0, 1.0]])
    fleet = Fleet(
        demand, np.array([0.5, 0.5]), np.array([1, 1]), np.eye(2, dtype=bool), np.array([[0.0, 0.2], [0.2, 0.0]])
    )
    assert station(fleet).units.tolist() == [[1, 0], [0, 1]]
    dear = station(replace(fleet, move_cost=np.array([[0.0, 0.7], [0.7, 0.0]])))
    assert dear.cost == 0.0
    assert dear.value == pytest.approx(0.5)


@pytest.mark.parametrize("seed", range(8))
def test_room_and_reach_by_shift_are_kept(seed):
    fleet = drawn(seed, shifts=2, most=4)
    rng = np.random.default_rng(seed)
    fleet = replace(fleet, room=np.array([1, 1, 1, 1]), reach=rng.random((2, 9, 4)) < 0.4)
    for found in (station(fleet), station_greedily(fleet)):
        assert (found.units <= 1).all()
        assert (found.units.sum(axis=1) == fleet.units).all()
    assert station(fleet).value == pytest.approx(sum(best_of_all(fleet, t) for t in range(2)))


def test_greedy_misses_where_two_outer_sites_beat_the_middle():
    reach = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 0], [0, 0, 1]], dtype=bool)
    fleet = Fleet(np.array([[0.2, 1.0, 1.0, 0.9, 0.9]]), np.array([0.0]), np.array([2]), reach)
    assert station(fleet).units.tolist() == [[0, 1, 1]]
    greedy = station_greedily(fleet)
    assert greedy.value < station(fleet).value
    assert greedy.bound >= station(fleet).value


def test_the_last_unit_counts_although_it_adds_little():
    """HiGHS stops at an absolute gap of 1e-6; what matters here is a hundredth of that."""
    fleet = Fleet(np.array([[3e-8, 1e-8]]), np.array([0.5]), np.array([1]), np.eye(2, dtype=bool))
    assert station(fleet).units.tolist() == [[1, 0]]
    assert station(fleet).gap <= 1e-9


def test_no_units_and_no_demand_are_answered():
    fleet = drawn(0)
    nobody = station(replace(fleet, units=np.array([0])))
    assert (nobody.value, nobody.gap) == (0.0, 0.0)
    nothing = station(replace(fleet, demand=np.zeros((1, 9))))
    assert nothing.units.sum() == fleet.units[0]
    assert (nothing.value, nothing.bound) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"demand": np.array([[1.0, -1.0]])}, "negative"),
        ({"demand": np.array([[1.0, np.nan]])}, "finite"),
        ({"busy": np.array([1.0])}, "less than 1"),
        ({"busy": np.array([np.nan])}, "less than 1"),
        ({"busy": np.array([0.1, 0.2])}, "once a shift"),
        ({"units": np.array([-1])}, "not negative"),
        ({"units": np.array([9]), "room": np.array([4, 4])}, "find room"),
        ({"room": np.array([4])}, "each site"),
        ({"reach": np.ones((3, 2), dtype=bool)}, "does not fit"),
        ({"reach": np.ones((2, 0), dtype=bool)}, "at least one site"),
        ({"move_cost": np.ones((1, 2))}, "from each site to each"),
        ({"move_cost": np.full((2, 2), np.nan)}, "finite"),
    ],
)
def test_what_cannot_be_used_is_refused(wrong, why):
    right = {"demand": np.ones((1, 2)), "busy": np.array([0.5]), "units": np.array([1]), "reach": np.eye(2, dtype=bool)}
    with pytest.raises(ValueError, match=why):
        Fleet(**{**right, **wrong})

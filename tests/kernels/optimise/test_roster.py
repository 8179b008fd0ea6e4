"""Sequences against plain counting; climbing, settling, bounds and whole searches against every answer there is."""

from itertools import product

import numpy as np
import pytest

from daoan.kernels.optimise.patterns import Limits, Past, Periods, allowed_patterns
from daoan.kernels.optimise.roster import Roster, Rostered
from daoan.kernels.optimise.roster_bound import bound_of
from daoan.kernels.optimise.roster_climb import climb, gains
from daoan.kernels.optimise.roster_exact import best_small, find_any, search, settle
from daoan.kernels.optimise.roster_solve import Effort, NoAnswer, solve_roster

EFFORT = Effort(rel_gap=1e-4, quick_rounds=10, rounds=20, steps=20, settle=True, max_nodes=200, whole_columns=10_000)


def periods(rng: np.random.Generator, n: int) -> Periods:
    start = np.cumsum(rng.choice([240, 360, 480, 720], n))
    day = start // 1440
    night = np.where(rng.random(n) < 0.4, day, -1)
    return Periods(start, start + rng.choice([240, 480], n), day, day // 3, night)


def plainly_allowed(p: Periods, limits: Limits, past: Past, worked: list[int]) -> bool:
    """The limits as a person would count them."""
    ends = [past.end, *(int(p.end[h]) for h in worked)]
    if any(int(p.start[h]) - ends[i] < (limits.gap_minutes or 0) for i, h in enumerate(worked)):
        return False
    for of, most, before in ((p.day, limits.day_minutes, (past.day, past.day_minutes)),
                             (p.week, limits.week_minutes, (past.week, past.week_minutes))):  # fmt: skip
        for key in {int(of[h]) for h in worked}:
            used = sum(int(p.end[h] - p.start[h]) for h in worked if of[h] == key)
            if most is not None and used + (before[1] if key == before[0] else 0) > most:
                return False
    last, row = past.night, past.row
    for h in worked:
        night = int(p.night[h])
        if night < 0:
            continue
        row = row if night == last else row + 1 if night == last + 1 else 1
        last = night
        if limits.nights_in_row is not None and row > limits.nights_in_row:
            return False
    for week in {int(p.week[h]) for h in worked}:
        nights = len({int(p.night[h]) for h in worked if p.week[h] == week and p.night[h] >= 0})
        before_nights = past.week_nights if week == past.week else 0
        if nights and limits.nights_a_week is not None and nights + before_nights > limits.nights_a_week:
            return False
    return True


@pytest.mark.parametrize("seed", range(25))
def test_the_graph_allows_just_what_the_limits_allow(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = periods(rng, 8)
    limits = Limits(*(int(x) if rng.random() < 0.8 else None for x in (480, 1200, rng.choice([0, 480, 660]), 2, 2)))
    past = Past(end=int(rng.choice([-5000, 0])), day=int(p.day[0]), day_minutes=int(rng.choice([0, 240])),
                week=int(p.week[0]), week_minutes=int(rng.choice([0, 480])), night=int(p.day[0]) - 1,
                row=int(rng.integers(0, 3)))  # fmt: skip
    graph, roots = allowed_patterns(p, [(limits, past), (Limits(), Past())])
    for marks in product([False, True], repeat=8):
        worked = [h for h, mark in enumerate(marks) if mark]
        assert graph.allows(int(roots[0]), np.array(marks)) == plainly_allowed(p, limits, past, worked)
        assert graph.allows(int(roots[1]), np.array(marks)) == plainly_allowed(p, Limits(), Past(), worked)


def test_equal_futures_are_one_state() -> None:
    start = np.arange(21) * 480
    p = Periods(
        start,
        start + 480,
        start // 1440,
        np.zeros(21, dtype=np.int64),
        np.where(np.arange(21) % 3 == 2, start // 1440, -1),
    )
    graph, _ = allowed_patterns(p, [(Limits(720, 2640, 660, 2, 3), Past())] * 3)
    assert len(graph.level) < 400


def drawn(seed: int, *, tasks: int = 0, forced: bool = False) -> Roster:
    """Three workers of two kinds, four periods, three places, five cells."""
    rng = np.random.default_rng(seed)
    H, S, P = 4, 5, 3
    start = np.arange(H) * 480
    p = Periods(start, start + 480, start // 1440, np.zeros(H, dtype=np.int64), np.full(H, -1))
    limits = [(Limits(480, 960, 300), Past(end=int(rng.choice([-999, -100])))) for _ in range(3)]
    graph, roots = allowed_patterns(p, limits)
    cells = [np.sort(rng.choice(S, int(rng.integers(1, 4)), replace=False)) for _ in range(P)]
    pointer, place, task = [0], [], []
    for _, h in product(range(2), range(H)):
        mine = np.flatnonzero(rng.random(P) < 0.8).tolist() or [0]
        own = [d for d in range(tasks) if d % H == h]
        place += mine + [int(rng.integers(0, P)) for _ in own]
        task += [-1] * len(mine) + own
        pointer.append(len(place))
    must = np.zeros((2, H), dtype=bool)
    must[0, 1] = forced
    return Roster(
        weight=rng.gamma(1.0, 1.0, (S, H)) * (rng.random((S, H)) < 0.8),
        step=np.tile(0.6 * 0.4 ** np.arange(3), (H, 1)),
        place_ptr=np.r_[0, np.cumsum([len(c) for c in cells])], cell=np.concatenate(cells),
        option_ptr=np.array(pointer), place=np.array(place), task=np.array(task), bonus=rng.normal(0, 0.1, len(place)),
        forced=must, kind=np.array([0, 1, 1]), root=roots, need=np.ones(tasks, dtype=np.int64), graph=graph,
    )  # fmt: skip


def best_of_all(r: Roster) -> float:
    rows = [
        [row for row in product(*[[-1, *r.options(int(r.kind[w]), h)] for h in range(r.periods)])
         if r.graph.allows(int(r.root[w]), np.array(row) >= 0)]
        for w in range(r.workers)
    ]  # fmt: skip
    allowed = (np.array(t) for t in product(*rows))
    return max((r.worth(t) for t in allowed if r.allows(t)), default=-np.inf)


@pytest.mark.parametrize(("tasks", "forced"), [(0, False), (2, False), (0, True), (3, True)])
@pytest.mark.parametrize("seed", range(5))
def test_an_answer_is_the_best_of_all_and_its_bound_not_below(seed: int, tasks: int, forced: bool) -> None:
    r = drawn(seed, tasks=tasks, forced=forced)
    best = best_of_all(r)
    if best == -np.inf:
        assert find_any(r).impossible
        with pytest.raises(NoAnswer):
            solve_roster(r, EFFORT)
        return
    found = solve_roster(r, EFFORT)
    assert r.allows(found.taken)
    assert found.value == pytest.approx(best, rel=1e-4)
    assert found.bound >= best - 1e-9
    assert search(r, rel_gap=0.0, max_nodes=1000).bound == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(10))
def test_climbing_and_settling_never_lose(seed: int) -> None:
    r = drawn(seed)
    taken = climb(r, rounds=0)
    for h in range(r.periods):
        settled = settle(r, taken, h)
        assert r.worth(settled) >= r.worth(taken) - 1e-12
        assert r.allows(settled)
        taken = settled
    assert r.worth(climb(r, taken, rounds=10)) >= r.worth(taken) - 1e-12
    assert best_small(r, Rostered(taken, r.worth(taken), np.inf), rel_gap=0.0, max_nodes=999).gap < 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_a_gain_is_what_one_more_worker_saves(seed: int) -> None:
    r = drawn(seed)
    taken = climb(r, rounds=0)
    gain = gains(r, taken)
    x = r.presence(taken)
    for place, h in product(range(3), range(r.periods)):
        more = x.copy()
        more[r.cells(place), h] += 1
        assert gain[place, h] == pytest.approx(float((r.weight * (r.covered(more) - r.covered(x))).sum()))


def test_more_search_for_prices_never_worsens_the_bound() -> None:
    r = drawn(1)
    taken = climb(r)
    assert bound_of(r, taken, steps=40) <= bound_of(r, taken, steps=0) + 1e-12


def test_rising_steps_and_periods_without_length_are_refused() -> None:
    with pytest.raises(ValueError, match="end after"):
        Periods(*(np.zeros(1, dtype=np.int64) for _ in range(5)))
    r = drawn(1)
    with pytest.raises(ValueError, match="rise"):
        type(r)(**{**{f: getattr(r, f) for f in r.__dataclass_fields__}, "step": np.tile([0.1, 0.5], (4, 1))})

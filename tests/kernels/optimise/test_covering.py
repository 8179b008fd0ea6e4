"""Sites that share what they reach: the lazy greedy against every choice there is, and its bound."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from daoan.kernels.optimise.covering import Covering, cover


def drawn(seed: int, *, overlap: bool, kinds: int = 2, sites: int = 5, cells: int = 8, least: int = 0) -> Covering:
    """Small problems: every site reaches two cells, others' too where they overlap."""
    rng = np.random.default_rng(seed)
    n = kinds * sites
    pairs = rng.integers(0, cells, (n, 2)) if overlap else np.arange(2 * n).reshape(n, 2)
    cells = cells if overlap else 2 * n
    return Covering(
        effect=rng.uniform(0.1, 0.9, n),
        kind=np.repeat(np.arange(kinds), sites),
        group=rng.integers(0, 2, n),
        pair_site=np.repeat(np.arange(n), 2),
        pair_cell=pairs.ravel(),
        mass=rng.gamma(1.0, 1.0, cells),
        limit=rng.integers(1, 4, kinds),
        least=least,
    )


def worth(problem: Covering, chosen: tuple[int, ...]) -> float:
    left = np.ones(len(problem.mass))
    for site, cell in zip(problem.pair_site, problem.pair_cell, strict=True):
        if site in chosen:
            left[cell] *= 1.0 - problem.effect[site]
    return float((problem.mass * (1.0 - left)).sum())


def best_of_all(problem: Covering) -> float:
    sites = range(len(problem.effect))
    best = 0.0
    for size in range(int(problem.limit.sum()) + 1):
        for chosen in combinations(sites, size):
            used = np.bincount(problem.kind[list(chosen)], minlength=len(problem.limit)) if chosen else [0]
            if (np.array(used) <= problem.limit[: len(used)]).all():
                best = max(best, worth(problem, chosen))
    return best


def once(problem: Covering) -> Covering:
    """The same with every pair of site and cell told once, as the caller promises."""
    pairs = np.unique(np.column_stack([problem.pair_site, problem.pair_cell]), axis=0)
    return replace(problem, pair_site=pairs[:, 0], pair_cell=pairs[:, 1])


@pytest.mark.parametrize("seed", range(12))
def test_without_overlap_the_answer_is_the_best_and_proves_it(seed: int) -> None:
    problem = drawn(seed, overlap=False)
    assert problem.additive
    found = cover(problem)
    assert found.value == pytest.approx(best_of_all(problem))
    assert found.gap == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("seed", range(25))
def test_with_overlap_it_lies_between_the_bound_and_half_of_the_best(seed: int) -> None:
    problem = once(drawn(seed, overlap=True))
    assert not problem.additive
    found, best = cover(problem), best_of_all(problem)
    assert found.value == pytest.approx(worth(problem, tuple(found.sites.tolist())))
    assert 0.5 * best - 1e-9 <= found.value <= best + 1e-9
    assert found.bound >= best - 1e-9
    assert (np.bincount(problem.kind[found.sites], minlength=2) <= problem.limit).all()


def test_a_lazy_greedy_takes_what_a_plain_one_takes() -> None:
    problem = once(drawn(3, overlap=True, sites=40, cells=30))
    problem = replace(problem, limit=np.array([12, 9]))
    left, room, taken = np.ones(len(problem.mass)), problem.limit.copy(), []
    while True:
        gains = problem.gains(left)
        gains[taken] = -1.0
        gains[room[problem.kind] <= 0] = -1.0
        site = int(np.argmax(gains))
        if gains[site] <= 0:
            break
        taken.append(site)
        room[problem.kind[site]] -= 1
        left[problem.pair_cell[problem.pair_site == site]] *= 1.0 - problem.effect[site]
    assert cover(problem).sites.tolist() == taken


@pytest.mark.parametrize("seed", range(12))
def test_every_group_gets_its_least_as_far_as_there_are_sites_and_room(seed: int) -> None:
    problem = once(drawn(seed, overlap=True, least=1))
    found = cover(problem)
    for kind in range(2):
        there = set(problem.group[problem.kind == kind].tolist())
        served = set(problem.group[found.sites][problem.kind[found.sites] == kind].tolist())
        owed = min(len(there), int(problem.limit[kind]))
        unworthy = (problem.gains(np.ones(len(problem.mass))) <= 0).any()
        assert len(served) >= owed or unworthy


def test_nothing_asked_nothing_taken_and_what_cannot_be_is_refused() -> None:
    problem = drawn(1, overlap=False)
    none = replace(problem, limit=np.array([0, 0]))
    assert (cover(none).value, cover(none).bound, cover(none).gap) == (0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        Covering(
            np.array([1.5]), np.array([0]), np.array([0]), np.array([0]), np.array([0]), np.array([1.0]), np.array([1])
        )

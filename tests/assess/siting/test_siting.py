"""Siting: small cases against every choice there is; the gap is told honestly."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from daoan.assess.siting.candidates import places_on
from daoan.assess.siting.propose import propose_sites
from daoan.kernels.optimise.most_covered import most_covered
from daoan.terms.codes import RoadClass
from daoan.terms.passes import Heading, SiteKind
from daoan.terms.rulepacks import read_rule_pack
from tests.assess.coverage.lines_made import network_of, sites_at

PACK = read_rule_pack(
    (Path(__file__).parents[3] / "rulepacks" / "coverage.toml").read_text(encoding="utf-8"), "coverage"
)
ROAD = [("G309", 1000.0 * k, 1000.0) for k in range(40)]


@pytest.mark.parametrize("seed", range(12))
def test_the_bound_is_what_trying_every_choice_finds(seed) -> None:
    rng = np.random.default_rng(seed)
    sites, cells, number = 9, 25, 1 + seed % 4
    site, cell = np.nonzero(rng.random((sites, cells)) < 0.2)
    mass = rng.gamma(0.7, 10.0, cells)
    reach = [set(cell[site == s].tolist()) for s in range(sites)]
    best = max(
        sum(mass[c] for c in set().union(*(reach[s] for s in chosen))) for chosen in combinations(range(sites), number)
    )
    found = most_covered(site, cell, mass, sites, number)
    assert found.proved
    assert found.bound == pytest.approx(best, rel=1e-6)
    assert sum(mass[c] for c in set().union(*(reach[s] for s in found.sites.tolist()))) == pytest.approx(best, rel=1e-6)


def test_a_trap_for_the_greedy_shows_in_the_bound() -> None:
    """One site reaches the middle of both halves; two others reach a half each."""
    site = np.array([0] * 4 + [1] * 3 + [2] * 3)
    cell = np.array([1, 2, 3, 4, 0, 1, 2, 3, 4, 5])
    found = most_covered(site, cell, np.array([1.0, 1.1, 1.0, 1.0, 1.1, 1.0]), 3, 2)
    assert found.bound == pytest.approx(6.2)
    assert found.sites.tolist() == [1, 2]


@pytest.mark.parametrize("seed", range(6))
def test_proposals_lie_within_their_gap_of_every_choice(seed) -> None:
    network = network_of(ROAD)
    rng = np.random.default_rng(seed)
    flow, ksi = rng.gamma(2.0, 2000.0, len(network)), rng.gamma(0.5, 0.2, len(network))
    sites = sites_at(network, [("G309", 9000.0, SiteKind.CHECKPOINT, Heading.UNKNOWN)])
    found = propose_sites(network, sites, flow, ksi, PACK, 2)
    places = places_on(network, sites, (RoadClass.TRUNK,), 2000.0, 5000.0)
    mass = np.where(places.free, flow * ksi, 0.0) / (flow * ksi).sum()
    reach = [set(places.pair_segment[places.pair_place == p].tolist()) for p in range(len(places.node))]
    best = max(sum(mass[c] for c in a | b) for a, b in combinations(reach, 2))
    total = found.proposals[-1].total
    assert found.proved
    assert total == pytest.approx(best * (1.0 - found.gap), rel=1e-6)
    assert total == pytest.approx(sum(p.gain for p in found.proposals))
    assert [p.gain for p in found.proposals] == sorted((p.gain for p in found.proposals), reverse=True)


def test_what_is_covered_is_not_proposed_again_and_cameras_cover_nothing() -> None:
    network = network_of(ROAD)
    flow, ksi = np.full(40, 5000.0), np.full(40, 0.1)
    places = [
        ("G309", 5000.0, SiteKind.CHECKPOINT, Heading.UNKNOWN),
        ("G309", 30_000.0, SiteKind.CAMERA, Heading.UNKNOWN),
    ]
    found = propose_sites(network, sites_at(network, places), flow, ksi, PACK, 3)
    assert found.covered.value == pytest.approx(10 / 40)
    first = found.proposals[0]
    assert (first.chainage_m, first.covers_m, first.gain) == (16_000.0, 10_000.0, pytest.approx(0.25))
    assert first.nearest_m == 11_000.0
    assert all(p.chainage_m > 10_000 for p in found.proposals)
    assert sum(p.covers_m for p in found.proposals) == 29_000.0  # places stand by even kilometres
    assert (found.gap, found.proved) == (pytest.approx(0.0), True)
    assert "11 km" in first.reasons[2].en


def test_places_stand_apart_and_the_danger_is_covered_first() -> None:
    network = network_of(ROAD)
    ksi = np.where(np.arange(40) == 33, 2.0, 0.05)
    found = propose_sites(network, sites_at(network, []), np.full(40, 5000.0), ksi, PACK, 1)
    (only,) = found.proposals
    assert abs(only.chainage_m - 33_500) <= 5000
    assert only.nearest_m is None
    assert found.candidates == 20


def test_where_nothing_is_left_to_cover_nothing_is_proposed() -> None:
    network = network_of(ROAD)
    found = propose_sites(network, sites_at(network, []), np.zeros(40), np.full(40, np.nan), PACK, 3)
    assert (found.proposals, found.gap, found.covered.value) == ((), 0.0, None)

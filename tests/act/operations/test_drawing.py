"""Sites drawn by chance: as often as their chances say, the same again with the same seed, others with another."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.act.operations.drawing import Candidate, as_values, draw_sites
from daoan.kernels.experiments.unequal import chances, draw
from daoan.terms.errors import InputError

PLACES = [Candidate(f"p{k}", float(w)) for k, w in enumerate([8, 4, 2, 1, 1, 0])]


def test_chances_add_up_and_the_heaviest_are_certain() -> None:
    assert chances(np.array([8.0, 4, 2, 1, 1, 0]), 2).tolist() == [1.0, 0.5, 0.25, 0.125, 0.125, 0.0]
    assert chances(np.array([1.0, 1, 0]), 5).tolist() == [1.0, 1.0, 0.0]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_so_many_are_drawn_as_were_asked_for_each_once_and_none_without_weight(weights, n, seed) -> None:
    weight = np.array(weights)
    n = min(n, int((weight > 0).sum()))
    pi = chances(weight, n)
    assert pi.sum() == pytest.approx(n)
    assert ((pi >= 0) & (pi <= 1 + 1e-12)).all()
    rng = np.random.default_rng(seed)
    rows = draw(weight, n, rng.random(len(weight)), float(rng.random()))
    assert len(rows) == len(set(rows.tolist())) == n
    assert (pi[rows] > 0).all()


def test_places_come_up_as_often_as_their_chances_say() -> None:
    drawn = np.zeros(len(PLACES))
    for k in range(4000):
        for site in draw_sites(PLACES, 2, f"seed-{k:06d}", "list").sites:
            drawn[int(site.candidate.name[1:])] += 1
    assert drawn / 4000 == pytest.approx([1.0, 0.5, 0.25, 0.125, 0.125, 0.0], abs=0.03)


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    places = [Candidate(f"p{k}", 1.0 + k % 3) for k in range(60)]
    first = draw_sites(places, 6, "a seed that is kept", "run r1")
    assert draw_sites(places, 6, "a seed that is kept", "run r1") == first
    assert draw_sites(places, 6, "another seed", "run r1").sites != first.sites
    assert draw_sites([*places[:-1], Candidate("p59", 9.0)], 6, "x" * 8, "").fingerprint != first.fingerprint
    told = as_values(first)
    assert told["draw"]["seed"] == "a seed that is kept"
    assert sum(s["chance"] for s in told["sites"]) > 0


@pytest.mark.parametrize(
    ("places", "n", "seed"),
    [
        ([], 1, "long enough"),
        ([*PLACES, PLACES[0]], 1, "long enough"),
        (PLACES, 6, "long enough"),
        (PLACES, 0, "long enough"),
        ([Candidate("x", -1.0)], 1, "long enough"),
        ([Candidate("x", float("nan"))], 1, "long enough"),
        (PLACES, 1, "short"),
    ],
)
def test_what_cannot_be_drawn_is_said(places, n, seed) -> None:
    with pytest.raises(InputError):
        draw_sites(places, n, seed, "list")

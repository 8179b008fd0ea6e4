"""Draws: the same from the same key, as many as stated, each with its stated chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.kernels.experiments.drawing import hold_out, keyed_uniforms, switch_back, washed_out


def test_the_same_key_and_name_give_the_same_number_whatever_else_is_drawn() -> None:
    alone = keyed_uniforms("k", ["b"])[0]
    assert keyed_uniforms("k", ["a", "b", "c"])[1] == alone
    assert keyed_uniforms("other", ["b"])[0] != alone
    assert keyed_uniforms("x" * 200, ["b"])[0] != keyed_uniforms("x" * 201, ["b"])[0]


def test_the_numbers_are_uniform() -> None:
    u = np.sort(keyed_uniforms("k", [str(i) for i in range(4000)]))
    assert np.abs(u - (np.arange(4000) + 0.5) / 4000).max() < 1.95 / np.sqrt(4000)  # Kolmogorov–Smirnov, p = 0.001


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), st.floats(0, 1), st.integers(0, 99))
def test_each_stratum_holds_out_its_share(strata: list[int], share: float, key: int) -> None:
    u = keyed_uniforms(str(key), [str(i) for i in range(len(strata))])
    held = hold_out(u, np.array(strata), share)
    for stratum in set(strata):
        rows = np.array(strata) == stratum
        assert abs(held[rows].sum() - share * rows.sum()) < 1 + 1e-9


@pytest.mark.parametrize("share", [0.2, 0.37])
def test_each_unit_has_its_stated_chance(share: float) -> None:
    names = [str(i) for i in range(7)]
    times = 4000
    held = np.mean([hold_out(keyed_uniforms(f"k{k}", names), np.zeros(7, int), share) for k in range(times)], axis=0)
    assert np.abs(held - share).max() < 4.5 * np.sqrt(share * (1 - share) / times)


def test_of_each_pair_one_block_is_held_out() -> None:
    pair, second = np.repeat(np.arange(200), 2), np.tile([False, True], 200)
    held = switch_back(keyed_uniforms("k", [str(i) for i in range(200)]), pair, second)
    assert (held[::2] != held[1::2]).all()
    assert 60 < held[::2].sum() < 140


def test_an_assignment_right_after_the_other_arm_does_not_count() -> None:
    unit, day = np.array([0, 0, 0, 0, 1]), np.array([0, 7, 14, 16, 1])
    held = np.array([False, True, True, False, True])
    assert washed_out(unit, day, held, 3).tolist() == [False, False, False, True, False]
    assert washed_out(unit, day, held, 8).tolist() == [False, True, False, True, False]

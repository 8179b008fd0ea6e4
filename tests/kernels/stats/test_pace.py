"""The end of a period told from its beginning: right as often as it says, over counts of more than one kind."""

import numpy as np
import pytest

from daoan.kernels.stats.pace import count_at_end, dispersion_of


def coverage(draw, runs: int = 600) -> float:
    """How often the interval, told after five of twelve months, holds the year's count."""
    held = 0
    for _ in range(runs):
        months = draw()
        _, low, high = count_at_end(months[:5].sum(), 5 / 12, dispersion_of(months[:5]))
        held += low <= months.sum() <= high
    return held / runs


def test_it_holds_the_count_as_often_as_it_says() -> None:
    rng = np.random.default_rng(20260101)
    assert 0.93 <= coverage(lambda: rng.poisson(8.0, 12).astype(float)) <= 1.0
    assert 0.93 <= coverage(lambda: rng.poisson(0.4, 12).astype(float)) <= 1.0


def test_work_that_comes_in_heaps_gets_a_wider_interval() -> None:
    even, heaps = np.array([6.0, 6.0, 6.0, 6.0]), np.array([24.0, 0.0, 0.0, 0.0])
    assert dispersion_of(even) == 1.0
    assert dispersion_of(heaps) > 10
    narrow, wide = (count_at_end(24.0, 4 / 12, dispersion_of(months)) for months in (even, heaps))
    assert wide[2] - wide[1] > 2 * (narrow[2] - narrow[1])
    assert wide[0] == narrow[0]


def test_at_the_end_nothing_is_left_to_come() -> None:
    assert count_at_end(7.0, 1.0) == (7.0, 7.0, 7.0)
    with pytest.raises(ValueError, match="share of a period"):
        count_at_end(7.0, 0.0)


def test_too_few_parts_say_nothing_of_their_spread() -> None:
    assert dispersion_of(np.array([0.0, 30.0])) == 1.0
    assert dispersion_of(np.zeros(6)) == 1.0

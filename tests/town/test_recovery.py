"""Planted truth is recovered: on seeds that nobody tuned on, three of them always, twenty in the long run.

Each bound is the promise, not what was measured; ``docs/models/town.md`` has the figures.
"""

import numpy as np
import pytest
from scipy.stats import binom

from tests.town.recovery import Recovery, measure, pack

pytestmark = pytest.mark.xdist_group("recovery")  # the towns are built once

FEW = range(101, 104)
ALL = range(101, 121)


@pytest.fixture(scope="module")
def few() -> list[Recovery]:
    return [measure(seed) for seed in FEW]


@pytest.fixture(scope="module")
def every() -> list[Recovery]:
    return [measure(seed) for seed in ALL]


def check_intervals(results: list[Recovery]) -> None:
    """The 95 % intervals of segment risk hold the truth for 93 to 97 % of segments."""
    assert 0.93 <= np.mean([r.covered for r in results]) <= 0.97, [r.line for r in results]


def check_spots(results: list[Recovery]) -> None:
    """At least 80 % of the planted spots are among the first as many found."""
    found, planted = sum(r.found for r in results), sum(r.planted for r in results)
    assert planted == 12 * len(results)
    assert found >= 0.8 * planted, [r.line for r in results]


def check_null(results: list[Recovery]) -> None:
    """Towns without a planted spot give a finding no more often than the pack states (at 5 % error of this test)."""
    stated = pack("blackspots-excess").get("rule")[0]["max_q"]
    towns = sum(r.null_reported > 0 for r in results)
    assert towns <= binom.ppf(0.95, len(results), stated), [r.line for r in results]


def test_intervals_hold_the_truth(few: list[Recovery]) -> None:
    check_intervals(few)


def test_planted_spots_are_found(few: list[Recovery]) -> None:
    check_spots(few)


def test_empty_towns_stay_quiet(few: list[Recovery]) -> None:
    check_null(few)


@pytest.mark.slow
def test_intervals_hold_the_truth_on_twenty_seeds(every: list[Recovery]) -> None:
    check_intervals(every)


@pytest.mark.slow
def test_planted_spots_are_found_on_twenty_seeds(every: list[Recovery]) -> None:
    check_spots(every)


@pytest.mark.slow
def test_empty_towns_stay_quiet_on_twenty_seeds(every: list[Recovery]) -> None:
    check_null(every)

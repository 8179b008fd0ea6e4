"""Pairs of the model town: matched stretches in weeks, one of each patrolled by a coin, a planted effect of presence.

Crashes are the town's own, with its own risk, weeks and chance; presence lets a planted share around it happen.
``python -m tests.learn.holdouts.holdout_towns 401 420 10``: towns, draws of each. Simulated.
"""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from daoan.learn.holdouts.judging import judge_pairs
from daoan.terms.records.holdouts import HoldoutResult, HoldoutRow
from daoan.terms.rulepacks import RulePack
from daoan.town.course import Course, draw_course
from tests.act.deployment.deployment_given import pack

LEARN_YEARS, WEEKS, STRETCHES = 4, 52, 200
START = datetime(2025, 1, 6, tzinfo=UTC)
PACK = pack(holdout__draws=399)


@dataclass(frozen=True)
class Beat:
    """Stretches that are drawn, worst known first: expected crashes a week, and crashes (weeks, stretches)."""

    expected: np.ndarray
    crashes: np.ndarray


def beat_of(course: Course) -> Beat:
    """Stretches by the crashes of the first years; those of later weeks are counted."""
    day, segment, roads = course.what.day, course.what.segment, len(course.roads.network)
    begins = 365 * LEARN_YEARS
    before = np.bincount(segment[day < begins], minlength=roads)
    rows = np.argsort(-before, kind="stable")[:STRETCHES]
    week = (day - begins) // 7
    later = (week >= 0) & (week < WEEKS)
    crashes = np.zeros((WEEKS, roads))
    np.add.at(crashes, (week[later], segment[later]), 1)
    shrunk = (before[rows] + before[rows].mean()) / 2 / (52 * LEARN_YEARS)
    return Beat(shrunk, crashes[:, rows])


def judged(beat: Beat, factor: float, followed: float, seed: int, rules: RulePack = PACK) -> HoldoutResult:
    """A year of drawn pairs: neighbours in rank, one patrolled; ``factor``: crashes left under presence, ``followed``:
    patrols that came."""
    rng, rows = np.random.default_rng(seed), []
    for week in range(WEEKS):
        for k in range(0, STRETCHES, 2):
            one, other = (k, k + 1) if rng.uniform() < 0.5 else (k + 1, k)
            came = rng.uniform() < followed
            seen = rng.binomial(int(beat.crashes[week, one]), factor if came else 1.0)
            begin = START + timedelta(weeks=week)
            rows.append(
                HoldoutRow(
                    f"w{week}", f"{week} {k}", begin, begin + timedelta(weeks=1), float(beat.crashes[week, other]),
                    float(seen), float(beat.expected[other]), float(beat.expected[one]), False, came,
                )
            )  # fmt: skip
    return judge_pairs("crashes", rows, [(f"w{w}", 7.0) for w in range(WEEKS)], rules)


def truth(beat: Beat, factor: float, followed: float) -> float:
    """The effect of the order, as a share of what was expected."""
    return -(1 - factor) * followed * float(beat.crashes.sum()) / (WEEKS * float(beat.expected.sum()))


@dataclass
class Tally:
    """Draws, intervals that hold the truth, verdicts."""

    draws: int = 0
    held: int = 0
    works: int = 0
    harms: int = 0


def measure(seeds: range, draws: int, factors: tuple[float, ...], followed: float = 0.8) -> dict[float, Tally]:
    """Every town with every effect, each drawn so often."""
    tallies = {factor: Tally() for factor in factors}
    for seed in seeds:
        beat = beat_of(draw_course(seed, years=LEARN_YEARS + 2))
        for factor, tally in tallies.items():
            for draw in range(draws):
                found = judged(beat, factor, followed, 1000 * seed + draw)
                assert found.effect is not None
                tally.draws += 1
                tally.held += found.effect.low <= truth(beat, factor, followed) <= found.effect.high
                tally.works += found.verdict == "works"
                tally.harms += found.verdict == "harms"
    return tallies


if __name__ == "__main__":
    first, last, times = (int(x) for x in sys.argv[1:4])
    for left, tally in measure(range(first, last + 1), times, (1.0, 0.5)).items():
        sys.stdout.write(f"left {left}: {tally}\n")

"""Measure on towns how well experiments recover a planted effect of police presence, and print it.

``python -m tests.town.presence 301 310 10``: in each of ten towns the stretches with most crashes of four years are
patrolled for the next four, drawn as a switch-back by week ten times over; presence follows most of the draws and
prevents a planted share of the crashes around it; every draw is judged as the ledger judges.
"""

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from daoan.act.experiments.arms import draw_switch_back
from daoan.act.experiments.times import Times, times_of
from daoan.kernels.experiments.effect import rate_ratio
from daoan.learn.ledger.judging import Trial, where_present
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records import DutyPlacement, DutyPlan
from daoan.town.course import Course, draw_course
from daoan.town.streams import stream

LEARN_YEARS, STRETCHES = 4, 300  # years that the plan knows, and how many stretches it patrols
FOLLOWED = 0.8  # share of ordered patrols that came
WEEK = timedelta(days=7)
WORDS = Text("", "")


@dataclass(frozen=True)
class Judged:
    """One draw, judged."""

    effect: tuple[float, float, float]
    where_present: Estimate
    crashes: int
    naive: float  # rate of crashes on ordered stretches over the rate elsewhere, as somebody might compare


@dataclass(frozen=True)
class Beat:
    """The stretches of a town that are patrolled, and its crashes on them by week."""

    times: Times
    rows: np.ndarray  # of the network, by placement
    yearly: np.ndarray  # crashes of the first years, by placement
    crash_time: np.ndarray  # row of ``times`` of each later crash on them
    elsewhere: float  # later crashes a stretch and week on all other stretches


def beat_of(course: Course) -> Beat:
    first = date(course.span[0] + LEARN_YEARS, 1, 1)
    begins, what = (first - course.first_day).days, course.what
    count = np.bincount(what.segment[what.day < begins], minlength=len(course.roads.network))
    rows = np.sort(np.argsort(-count, kind="stable")[:STRETCHES])
    times = times_of(_plan(course, rows, first), "Asia/Shanghai")
    weeks = int(times.number[0])
    week = (what.day - begins) // 7
    placement = np.searchsorted(rows, what.segment).clip(0, STRETCHES - 1)
    later = (week >= 0) & (week < weeks)
    mine = later & (rows[placement] == what.segment)
    elsewhere = (later & ~mine).sum() / (len(course.roads.network) - STRETCHES) / weeks
    return Beat(times, rows, count[rows] / LEARN_YEARS, placement[mine] * weeks + week[mine], float(elsewhere))


def _plan(course: Course, rows: np.ndarray, first: date) -> DutyPlan:
    """Whole-week patrols of some stretches until the end of the town's last year, as one long month."""
    starts = datetime(first.year, 1, 1, tzinfo=UTC) - timedelta(hours=8)
    ends = datetime(course.span[-1] + 1, 1, 1, tzinfo=UTC) - timedelta(hours=8) - WEEK
    placements = tuple(
        DutyPlacement(rank, course.roads.network.segment_id[row], None, 0.0, 0.0, "week", starts, starts + WEEK, 1.0,
                      Estimate(1.0, 0.5, 2.0), WORDS, 0.0)
        for rank, row in enumerate(rows, 1)
    )  # fmt: skip
    return DutyPlan("long", "month", WORDS, starts, ends, 0.0, placements, Share(0, 1), Share(0, 1), 0.0, (), "")


def judge_draw(course: Course, beat: Beat, factor: float, draw: int) -> Judged:
    rng, times = stream(course.seed, f"presence {draw}"), beat.times
    arms = draw_switch_back(times, np.ones(STRETCHES, dtype=bool), 1.0, f"{course.seed} {draw}")
    present = ~arms.held & (rng.uniform(size=len(arms.held)) < FOLLOWED)
    stays = ~present[beat.crash_time] | (rng.uniform(size=len(beat.crash_time)) < factor)
    crashes = np.bincount(beat.crash_time[stays], minlength=len(arms.held))
    ordered = arms.drawn & ~arms.held
    trial = Trial(
        crashes=crashes[arms.drawn],
        expected=beat.yearly[times.placement][arms.drawn],
        treated=~arms.held[arms.drawn],
        chance=np.full(int(arms.drawn.sum()), arms.chance),
        pair=(times.placement * 1000 + times.week // 2)[arms.drawn],
        shift=np.zeros(int(arms.drawn.sum()), dtype=np.int64),
        presence=40.0 * present[arms.drawn],
    )
    ratio = rate_ratio(trial.crashes, trial.expected, trial.treated, trial.chance, trial.pair)
    naive = crashes[ordered].sum() / ordered.sum() / beat.elsewhere
    effect = (ratio.value, ratio.low, ratio.high)
    return Judged(effect, where_present(trial, ratio, 0.95), int(trial.crashes.sum()), float(naive))


def measure(seeds: range, draws: int, factors: tuple[float, ...]) -> dict[float, list[Judged]]:
    results: dict[float, list[Judged]] = {factor: [] for factor in factors}
    for seed in seeds:
        course = draw_course(seed)
        beat = beat_of(course)
        for factor in factors:
            results[factor] += [judge_draw(course, beat, factor, draw) for draw in range(draws)]
    return results


def ordered_effect(factor: float) -> float:
    """The planted effect of an order: presence followed only some."""
    return 1.0 - FOLLOWED * (1.0 - factor)


def line(results: list[Judged], factor: float) -> str:
    """Coverage of the effect by intention to treat and where present, and what was counted."""
    true = ordered_effect(factor)
    covered = np.mean([r.effect[1] <= true <= r.effect[2] for r in results])
    present = np.mean([r.where_present.low <= factor <= r.where_present.high for r in results])
    seen = np.mean([r.effect[2] < 1.0 for r in results])
    return (
        f"factor {factor:g}: {len(results)} draws, {np.mean([r.crashes for r in results]):.0f} crashes each; "
        f"effect of the order {true:.2f}, mean {np.exp(np.mean([np.log(r.effect[0]) for r in results])):.3f}, "
        f"covered {covered:.1%}; where present covered {present:.1%}; a fall seen {seen:.0%}; "
        f"naive comparison of places {np.mean([r.naive for r in results]):.2f}"
    )


def main(first: int, last: int, draws: int) -> None:
    for factor, results in measure(range(first, last + 1), draws, (0.7, 1.0)).items():
        sys.stdout.write(line(results, factor) + "\n")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:4]))

"""A planted effect of police presence is recovered from experiments, where comparing places would mislead."""

import numpy as np

from daoan.town.course import known_course
from tests.town.presence import beat_of, judge_draw, ordered_effect


def test_intervals_hold_what_was_planted_in_a_few_draws() -> None:
    course = known_course(7, False, 8)
    beat = beat_of(course)
    for factor in (0.7, 1.0):
        results = [judge_draw(course, beat, factor, draw) for draw in range(12)]
        true = ordered_effect(factor)
        covered = sum(r.effect[1] <= true <= r.effect[2] for r in results)
        assert covered >= 9  # of 12 at 95 %: fewer by chance in 1 of 500
        assert sum(r.where_present.low <= factor <= r.where_present.high for r in results) >= 9
        assert abs(np.mean([np.log(r.effect[0]) for r in results]) - np.log(true)) < 0.07
        assert min(r.naive for r in results) > 1.5  # patrolled places are the bad ones: it looks as if patrols did harm

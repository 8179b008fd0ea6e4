"""From a score to a level, with a lower bound for the level that is already reached."""

from collections.abc import Mapping

import numpy as np

from daoan.terms.codes import Level

#: Gravest first.
ORDER: tuple[Level, ...] = tuple(Level)


def level_of(score: float, thresholds: Mapping[str, float], reached: Level | None, keep: float) -> Level | None:
    """The gravest level whose threshold the score meets; ``None`` below all.

    ``thresholds`` by level name, some may lack. ``reached``: the level of the standing alert, kept down to ``keep``
    (0 to 1) times its threshold, so that noise around a threshold moves nothing.
    """
    for level in ORDER:
        if level.value not in thresholds:
            continue
        bound = thresholds[level.value] * (keep if level is reached else 1.0)
        if score >= bound:
            return level
    return None


def score_steps_lower(score: float, thresholds: Mapping[str, float], steps: int, keep: float) -> float:
    """The score that reaches just the level ``steps`` below the one that ``score`` reaches.

    Each threshold is mapped to the one so many steps lower, straight lines between. Above the gravest the score stays
    under ``keep`` times the lowest threshold that it must not hold, so that an alert of that level comes down too.
    """
    bounds = sorted(thresholds.values())
    if steps == 0:
        return score
    if steps >= len(bounds):
        return 0.0
    lower, barred = bounds[:-steps], bounds[-steps]
    ceiling = max(lower[-1], (lower[-1] + keep * barred) / 2)
    return float(np.interp(score, [0.0, *bounds[steps:], 2 * bounds[-1]], [0.0, *lower, ceiling]))


def rank_of(level: Level) -> int:
    """0 for the gravest."""
    return ORDER.index(level)

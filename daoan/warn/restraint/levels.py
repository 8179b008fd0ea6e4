"""From a score to a level, with a lower bound for the level that is already reached."""

from collections.abc import Mapping

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


def rank_of(level: Level) -> int:
    """0 for the gravest."""
    return ORDER.index(level)

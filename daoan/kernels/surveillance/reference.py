"""Which past weeks speak for a judged week, and which season each of them belongs to.

Around the judged week k and around the same week of each of the ``years`` before lie windows of 2h + 1 weeks: they are
of one season with the week judged. The weeks between two such windows are cut into ``seasons - 1`` blocks as even as
whole weeks allow, the longer ones first; the j-th blocks of all years are of one season. With one season only the
windows themselves are used (Farrington et al. 1996, doi:10.2307/2983331), with more the whole of the past (Noufaily et
al. 2013, doi:10.1002/sim.5595). The latest ``skip`` weeks are left out, so that a surge cannot raise its own baseline.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

#: Mean length of a Gregorian year in weeks.
WEEKS_PER_YEAR = 365.2425 / 7


@dataclass(frozen=True, slots=True)
class Reference:
    """Past weeks of one judged week, as distances, so that one layout serves every week alike."""

    ago: Ints  # (n,) weeks before the judged week, falling
    season: Ints  # (n,) 0 … seasons − 1; the judged week's own season is the last
    recent_season: Ints  # (window,) seasons of the weeks 0, 1, … window − 1 ago
    seasons: int


def lay_reference(
    years: int, half_width: int, seasons: int, skip: int, window: int = 1, weeks_per_year: float = WEEKS_PER_YEAR
) -> Reference:
    """Lay the reference out.

    ``years`` back ≥ 1; ``half_width`` h of the windows in weeks; ``seasons`` ≥ 1; ``skip`` latest weeks left out;
    ``window`` ≥ 1 weeks whose season is asked for. Raises ``ValueError`` where the blocks would be shorter than a week.
    """
    centres = np.rint(np.arange(years + 1) * weeks_per_year).astype(np.int64)
    season = np.full(centres[-1] + half_width + 1, -1, dtype=np.int64)
    for nearer, farther in pairwise(centres):
        season[farther - half_width : farther + half_width + 1] = seasons - 1
        if seasons > 1:
            between = farther - nearer - 2 * half_width - 1
            season[nearer + half_width + 1 : farther - half_width] = _blocks(between, seasons - 1)[::-1]
    season[: half_width + 1] = seasons - 1
    if window > len(season):
        raise ValueError(f"a window of {window} weeks is longer than the reference")
    recent = season[:window].copy()
    # With one season the weeks between the windows have none of their own: they are of the only one.
    recent[recent < 0] = seasons - 1
    ago = np.flatnonzero((season >= 0) & (np.arange(len(season)) > skip))[::-1]
    return Reference(ago=ago, season=season[ago], recent_season=recent, seasons=seasons)


def _blocks(weeks: int, blocks: int) -> Ints:
    """Block of each of so many weeks, oldest first."""
    if weeks < blocks:
        raise ValueError(f"{weeks} weeks between the windows cannot be cut into {blocks} seasons; ask for fewer")
    length, rest = divmod(weeks, blocks)
    return np.repeat(np.arange(blocks, dtype=np.int64), length + (np.arange(blocks) < rest))

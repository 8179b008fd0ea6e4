"""Three tests of how stable a method's list of worst sites is from one period to the next.

======  =======================================================================================================
symbol  meaning
======  =======================================================================================================
A, B    two periods that follow one another; each method ranks the sites from one period's data alone
p_i     part of site i inside the top α of sites in A (1, 0, or between for ties at the cut); q_i the same in B
site    Σ p_i c_i, c_i the crashes of site i in B: higher is better
method  Σ p_i q_i: how many sites stay on the list: higher is better
rank    Σ p_i |R_A(i) − R_B(i)|: how far the sites of A's list move: lower is better
======  =======================================================================================================

Source: Cheng & Washington (2008) doi:10.3141/2083-09. α is a share of the sites.
"""

from dataclasses import dataclass

import numpy as np

from daoan.learn.scorecard.ranking import mean_ranks, share_taken
from daoan.terms.frames import Floats

#: Tests by key, and whether a higher figure is better.
TESTS = {"site": True, "method": True, "rank_difference": False}


@dataclass(frozen=True, slots=True)
class Stability:
    """The three figures of one method at one pair of periods."""

    site: float
    method: float
    rank_difference: float


def measure_stability(score_a: Floats, score_b: Floats, crashes_b: Floats, top: float) -> Stability:
    """The three tests. ``score_a``, ``score_b`` (n,) from each period's own data; ``crashes_b`` (n,); ``top`` is α."""
    ones = np.ones(len(score_a))
    p, q = share_taken(score_a, ones, top), share_taken(score_b, ones, top)
    moved = np.abs(mean_ranks(score_a) - mean_ranks(score_b))
    return Stability(float(p @ crashes_b), float(p @ q), float(p @ moved))

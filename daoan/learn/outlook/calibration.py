"""Calibration: of cells and shifts given about the same probability, did that share see a crash?"""

import numpy as np
from scipy.stats import beta

from daoan.learn.outlook.tally import Tally
from daoan.terms.records import OutlookBin

#: Classes of probability are put together into so many bins with about as many expected crashes each.
BINS = 10


def calibration_bins(tally: Tally, level: float) -> tuple[OutlookBin, ...]:
    """Bins from the lowest probabilities to the highest, each with about a tenth of what was predicted.

    The interval is Clopper & Pearson's (1934, doi:10.1093/biomet/26.4.404) for the share observed; it takes the
    cell-shifts as independent, which crashes of one day are not quite, so it is, if anything, a little short.
    """
    predicted = tally.predicted.sum(axis=0)
    seen, count = tally.positive.sum(axis=0), (tally.positive + tally.negative).sum(axis=0)
    before = np.cumsum(predicted) - predicted / 2.0
    at = np.minimum((before / max(float(predicted.sum()), 1e-300) * BINS).astype(np.int64), BINS - 1)
    sums = [np.bincount(at, column, BINS) for column in (predicted, seen, count)]
    tail = 0.5 * (1 - level)
    return tuple(
        OutlookBin(
            predicted=float(p / n),
            observed=float(y / n),
            low=float(beta.ppf(tail, y, n - y + 1)) if y > 0 else 0.0,
            high=float(beta.ppf(1 - tail, y + 1, n - y)) if y < n else 1.0,
            count=int(n),
        )
        for p, y, n in zip(*sums, strict=True)
        if n > 0
    )

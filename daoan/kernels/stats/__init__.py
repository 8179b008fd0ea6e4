"""Statistics for rare counts: regression, posteriors, intervals, multiple testing.

In flow plain arrays: counts, exposures, design matrices. Out flow fits and intervals as frozen records of arrays.
Nothing here knows what is counted.

Start at :mod:`~daoan.kernels.stats.negative_binomial` (the regression) and :mod:`~daoan.kernels.stats.log_rate` (the
posterior of each unit's own rate), then :mod:`~daoan.kernels.stats.intervals`.
"""

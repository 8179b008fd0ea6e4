"""Surges in counted series: is this week, or are these last few weeks, more than season, trend and chance explain?

In flow counts by series and week, with exposure and completeness where known. Out flow expected counts, bounds,
p-values and recurrence intervals, with a state for every judged week that could not be judged.

Start at :mod:`~daoan.kernels.surveillance.surges` (our detector, :func:`detect_surges`), then
:mod:`~daoan.kernels.surveillance.farrington` (the classical bounds that it is measured against),
:mod:`~daoan.kernels.surveillance.baseline` (what both stand on) and :mod:`~daoan.kernels.surveillance.recurrence`.
"""

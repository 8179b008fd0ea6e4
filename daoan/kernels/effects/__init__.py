"""Effects: what a change did to counts, told apart from chance, from trend and from regression to the mean.

In flow plain arrays: counts before and after, expectations with their variances, panels of counts by unit and period.
Out flow effects as ratios (1: nothing changed) with intervals, tests of what a method assumes, and how long one must
wait to see anything. Nothing here knows what is counted.

Start at :mod:`~daoan.kernels.effects.before_after` (chosen units), then :mod:`~daoan.kernels.effects.differences`
(units against others, also where they changed at different times), :mod:`~daoan.kernels.effects.series` (one series
against its own past) and :mod:`~daoan.kernels.effects.power` (before anything is done).
"""

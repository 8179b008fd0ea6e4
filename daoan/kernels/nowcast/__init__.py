"""How many events of the last days are still to be heard of.

In flow ages and reporting delays of the events heard of so far, in whole days before the moment of looking. Out flow
the law of the delay, the share of each period's events that is known by now, and the distribution of those that are
not. Nothing here knows what is counted.

Start at :func:`~daoan.kernels.nowcast.reports.tally_reports`, then :func:`~daoan.kernels.nowcast.delays.fit_delays` and
:func:`~daoan.kernels.nowcast.unreported.unreported_pmf`.
"""

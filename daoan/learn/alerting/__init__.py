"""How often alerts of each kind were right, learned from what officers found on checking them.

In: verdicts (:class:`~daoan.learn.alerting.precision.Verdict`), one an alert that was judged.
Out: for each rule the share of right alerts with its interval, and the share of false ones to be expected.
Start at :func:`daoan.learn.alerting.precision.precisions_of`.
"""

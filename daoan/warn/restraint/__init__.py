"""Restraint: what keeps warnings few, steady and new.

In: the candidates of all rules, the alerts of the turn before, the rule pack ``warning``.
Out: alerts with level and state. Hysteresis first (``hysteresis``), then the budget of what a person can bear
(``budget``). Nothing is dropped: what is over the budget is held, what has passed is cleared and remembered.
Start at :func:`daoan.warn.restraint.hysteresis.settle`.
"""

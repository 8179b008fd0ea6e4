"""Choosing well under limits: who gets the next unit, proven by a bound.

In: arrays of gains with diminishing returns, costs, groups with an entry fee, pools with limits, one budget.
Out: how many units each item gets, what that is worth, and a bound that no other choice can exceed.
Start at :mod:`daoan.kernels.optimise.problem` (the statement), then :mod:`daoan.kernels.optimise.solve`.
:mod:`daoan.kernels.optimise.covering` chooses sites where what two reach counts once, and
:mod:`daoan.kernels.optimise.most_covered` bounds or proves it; :mod:`daoan.kernels.optimise.medians` chooses sites from
which all is served at the least cost; :mod:`daoan.kernels.optimise.expected` places units that may be busy, by shift;
:mod:`daoan.kernels.optimise.grouping` puts sets together that share enough members.
"""

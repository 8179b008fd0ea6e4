"""Hold-outs 对照留空: a deployment that was asked to learn leaves some nearly indifferent places empty by chance.

In: a request, its plan, a budget, the rule pack ``deployment``. Out: a
:class:`daoan.terms.records.holdouts.HoldoutDesign` with its price and its power, and once it is drawn the request
whose plans keep to it. Start at :func:`daoan.act.holdouts.designing.design_of`; ``drawing`` draws, ``keeping`` says
what broke.
"""

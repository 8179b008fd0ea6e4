"""Plans 预案: what is done when the weather turns, a road closes or a crowd comes.

In: entries of the register ``plan``, what the latest run and other registers say of today, the tree of units. Out:
plans that should be activated (:func:`daoan.act.plans.proposing.proposals`; a person does it), the orders of an
activation (:func:`daoan.act.plans.activating.activate`), how each step stands (:mod:`daoan.act.plans.progress`).
"""

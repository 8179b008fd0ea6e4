"""派警建议 Dispatch advice: whom to send to a crash, what their beats lose meanwhile, and how to cover it.

In: an event with the number of units it needs, units on the road with the time that each takes
(:class:`~daoan.act.dispatch.advising.Candidate`), the cover of the deployment, the rule pack ``presence``.
Out: units in order with arrival, loss and reasons; a shortfall where they are too few; a warning where a county would
fall below its floor, with the move that heals it best (:mod:`.guarding`). Nothing here sends anybody: a person decides.
Start at :func:`daoan.act.dispatch.advising.advise`.
"""

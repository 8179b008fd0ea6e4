"""Rural governance 农村强基: which advice stations open when, how ledgers are approved, what the loudspeaker says.

In: stations and wardens (:mod:`daoan.terms.rural`), gatherings by day, risk of the roads around, the rule pack
``rural``. Out: a plan of openings, a workflow, a text. Start at :func:`daoan.act.rural.opening.plan_openings`.
"""

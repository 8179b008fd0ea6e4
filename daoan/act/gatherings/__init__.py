"""Gatherings 群体性出行: on which days they are, which are usual in a city, and the risk of the roads around them.

In: entries of the register ``mass_event``, the rule pack ``gatherings``, a span of days. Out:
:class:`~daoan.terms.gatherings.Occurrence` rows. Start at :func:`daoan.act.gatherings.occurring.occurrences`.
"""

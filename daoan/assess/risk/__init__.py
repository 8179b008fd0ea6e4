"""Risk of every stretch of road: expected crashes and injuries per year, with how sure we are.

In flow a network, crashes snapped to it, an exposure (:mod:`daoan.assess.exposure`) and the severity rule pack. Out
flows a :class:`~daoan.assess.risk.table.RiskTable`, one row a stretch; ``estimates.estimates_of`` turns it into records
and ``forecast.predict_year`` into next year's expectation.

The steps, one file each: ``tally`` counts, ``neighbours`` looks around, ``spf`` fits what such roads have, ``severity``
says how bad crashes are, ``table`` joins them by empirical Bayes, ``reasons`` puts it in words. Start at ``table``.
"""

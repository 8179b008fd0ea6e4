"""Key transport companies 重点运输企业: rates by unit and month, overdue lists, and the monthly risk of each company.

In: companies, vehicles, drivers and events as known at a moment, the day that is judged, a rule pack ``companies-…``.
Out: shares with numerator and denominator, lists of what is overdue, ratings high/middle/low with every line that made
them. Nothing here decides about a person: a rating is of a company, and its reasons are rows that anybody can check.
Start at :func:`daoan.assess.companies.rating.rate_companies`; direct grounds are in ``grounds.py``, the score in
``scoring.py``, rates in ``rates.py``.
"""

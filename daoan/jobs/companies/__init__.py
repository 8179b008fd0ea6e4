"""Key companies, vehicles and drivers at work: files taken in, rates and overdue lists, clearing tasks, monthly risk.

In: bytes of files, the roster of the store, rule packs ``companies-…``, an actor, a moment. Out: previews, kept
records, lists within the actor's scope, and in the clear only what somebody had a purpose and a case for.
Start at :mod:`daoan.jobs.companies.importing`; what is computed lives in :mod:`daoan.assess.companies`.
"""

"""Scheduled passes over the store.

In: a store, the rule packs, a moment (``as_of``).
Out: the store again, with one more turn of the loop in it.
Start at :mod:`daoan.jobs.turn`: read what is known, run :func:`daoan.loop.run_loop`, keep what it concluded.
"""

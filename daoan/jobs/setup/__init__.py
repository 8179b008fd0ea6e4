"""How far a city is set up: which steps there are, what was recorded of each, and what is there.

In: a store, its city, a moment. Out: the state of every step, for ``daoan init``, which goes on where it stopped, and
for the page *Set-up*. Start at :mod:`daoan.jobs.setup.steps`.
"""

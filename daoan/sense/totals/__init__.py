"""The city's own totals held against what a register gives, row by row, before anything is written.

In: a table of published totals (year, month, county, severity → crashes, deaths, injured), batches as the feeds read
them, which county each crash lies in. Out: one line a row of the totals with ours, theirs, the difference, and the rows
of the register that explain it. Start at :mod:`daoan.sense.totals.reconcile`.
"""

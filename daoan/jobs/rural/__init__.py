"""The rural desk over a store: registers read into records, plans made and confirmed, coverage, examination, ledgers.

In: the workroom, who asks, a moment, the rule pack ``rural``, what stations did
(:data:`daoan.jobs.rural.ground.Activity`). Out: what the pages and the terminal show. Start at
:func:`daoan.jobs.rural.ground.ground_of`.
"""

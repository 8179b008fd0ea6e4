"""What any keyed stream of records needs: waiting until late ones have come, putting them in order, once each.

In: batches of columns as they arrive, late, doubled and out of order. Out: the same rows in the order in which they
happened, each once, as soon as nothing earlier can come any more. Knows nothing of what the records are about.
Start at :mod:`.ordering`.
"""

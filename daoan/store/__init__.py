"""Where records rest.

In: batches of records from ``sense``, corrections by people, whole turns of the loop.
Out: the same records, as of a moment; pages of them for people.
Three stores keep one contract (:class:`daoan.store.protocol.Store`): memory (the reference, slow and obvious), SQLite
(the embedded default) and PostgreSQL. ``tests/store`` runs unchanged on all of them. Start at ``protocol.py``.
"""

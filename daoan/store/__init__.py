"""Where records rest.

In: batches of records from ``sense``, corrections by people, whole turns of the loop, acts of people on matters.
Out: the same records, as of a moment; pages of them for people; the audit chain, a line for every act.
Three stores keep one contract (:class:`daoan.store.protocol.Store`): memory (the reference, slow and obvious), SQLite
(the embedded default) and PostgreSQL. ``tests/store`` runs unchanged on all of them. Start at
``protocol.py``, then ``work_protocol.py``.
"""

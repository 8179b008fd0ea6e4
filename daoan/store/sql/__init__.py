"""One store for SQLite and PostgreSQL, written once over SQLAlchemy Core.

In: the calls of :class:`daoan.store.protocol.Store`, each run whole inside one transaction.
Out: rows whose payload is the record as JSON, beside the few columns that are sorted and filtered by; and back.
What differs between the engines (pragmas, locks, error words) is all in ``engine.py``. Start at ``store.py``, the list
of calls; then ``tables.py``; each concern has its file beside them.
"""

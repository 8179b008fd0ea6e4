"""How the tables came to be, one step a file, oldest first.

In: a database of any earlier version, or an empty one.
Out: the same database in the shape that ``daoan/store/sql/tables.py`` describes (a test compares the two).
Steps are never edited once published. ``daoan.store.sql.migrate`` runs them when a store is opened.
"""

"""What documents say 公文: records of a run in, a tree of words, tables, charts and maps out.

Each document is a pure function of a :class:`~daoan.learn.documents.material.Material`; each figure in it carries the
route that answers the same number. How it looks on paper is decided in :mod:`daoan.edge.documents`.

Start at :mod:`daoan.learn.documents.kinds`.
"""

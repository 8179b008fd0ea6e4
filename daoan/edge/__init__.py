"""Everything that touches the world: the clock, files, documents.

In: moments from a clock (the real one, or a replay), bytes from disk, bulletins as content.
Out: ``as_of`` for everybody else, bytes for feeds, docx and PDF files.
Start at :mod:`daoan.edge.clock`; nothing outside this package may ask what time it is.
"""

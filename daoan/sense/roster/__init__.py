"""Files of companies, key vehicles, drivers and events 企业名册, as people fill them in: Excel or CSV.

In: bytes of a file and which :class:`~daoan.sense.roster.columns.Layout` it should have.
Out: :class:`~daoan.sense.roster.reading.RosterRead`: rows of typed values, and for each cell that cannot be used what
is wrong with it; which heading was read as which column, what looks exchanged. Nothing is kept here.
The province's examination of the city 省考市 comes in such files, too (``province.py``).
Start at :func:`daoan.sense.roster.reading.read_roster`; columns with their headings are in ``columns.py``.
"""

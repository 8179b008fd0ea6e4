"""How complete the latest weeks are, and how many of their crashes are still to be heard of.

In: crashes known at ``as_of`` with the moments at which they happened and became known, the rule pack ``recent``.
Out: a :class:`~daoan.terms.records.Nowcast` per area and severity. Where a source does not record when a crash became
known, completeness is unknown and says so. Start at :func:`~daoan.assess.nowcast.nowcasts.list_nowcasts`; the
mathematics is in :mod:`daoan.kernels.nowcast`.
"""

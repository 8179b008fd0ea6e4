"""感知 Sense: from the bytes of a source to records that the house can trust.

In: bytes of files (crash registers, traffic counts, road networks) and the moment ``as_of`` at which they are read.
Out: :class:`daoan.terms.records.Batch` of records, with every row that could not be used kept as a refusal; roads as
:class:`daoan.terms.frames.Network`; crashes snapped to them.
Start at :mod:`daoan.sense.feeds` (one file a source), then :mod:`daoan.sense.quality` (one file a rule).
"""

"""Where a source began to record otherwise, so that nothing is compared across it unawares.

In: the crash frame as known at ``as_of``, the rule pack ``recent``.
Out: a :class:`~daoan.terms.records.RecordingBreak` for each share that jumped or drifted by more than its months vary.
Start at :func:`~daoan.assess.breaks.find.find_breaks`; what heeds them, at :mod:`~daoan.assess.breaks.comparable`.
"""

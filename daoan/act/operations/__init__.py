"""Operations 专项行动 and what surrounds them: disorder points, measure packs, violation sets, precursors.

In: entries of the registers ``disorder_point`` and ``operation_day``, the rule packs ``operations``, ``measure-packs``
and ``violation-sets``, matters, crashes. Out: tables that matters move by (:mod:`~daoan.act.operations.disorder`,
:mod:`~daoan.act.operations.measures`, :mod:`~daoan.act.operations.operation`,
:mod:`~daoan.act.operations.precursor`), sites drawn by chance (:mod:`~daoan.act.operations.drawing`), daily tables
added up with their ratios (:mod:`~daoan.act.operations.daily`), the four relations
(:mod:`~daoan.act.operations.relations`). What an operation changed is judged in :mod:`daoan.learn.operations`.
Start at :mod:`daoan.act.operations.operation`.
"""

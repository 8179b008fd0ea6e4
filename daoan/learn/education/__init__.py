"""What came of publicity campaigns: change among those reached, beside like places fixed beforehand.

In: a comparison that was fixed before (:class:`daoan.terms.education.Comparison`), counts of its window. Out: the
effect with interval and verdict. Start at :func:`daoan.learn.education.judging.judge_campaign`.
"""

"""The scorecard: rolling origins, each forecast made from what was known before the year it is judged on.

In flow a network of stretches, crashes snapped to it and forecasters; out flows a
:class:`~daoan.terms.records.Scorecard`: captured shares and their paired differences, calibration, three tests of how
stable a ranking is, and verdicts in two languages that also say where empirical Bayes does not win.

Start at :func:`~daoan.learn.scorecard.card.build_scorecard`; ``ranking`` holds the rules for ties.
"""

"""Weekly scores of the outlook, in public: past weeks are forecast again from what was known, then judged.

In flow crashes and a function that replays forecasts; out flow
:class:`~daoan.terms.records.OutlookScores`: hit rates, recall, average precision, AUC, log loss, calibration, the gain
over each dull baseline with intervals from drawing whole days again, and verdicts in two languages.

Start at :func:`~daoan.learn.outlook.card.build_outlook_scores`; ``tally`` says what is summed of one week.
"""

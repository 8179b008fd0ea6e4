"""Learn 反馈: what came of what was thought and done, so that the next estimate knows.

In flow forecasts as they would have been made at past moments and what then happened; out flow scorecards whose losses
are as plain as their wins. In flow measures; out flow studies of what came of them. Forecasters and regressions are
handed in as functions: nothing here knows how a forecast is made.

Start at :func:`daoan.learn.scorecard.card.build_scorecard` and :func:`daoan.learn.studies.conduct.conduct_studies`;
what came of orders and alerts is in :mod:`daoan.learn.ledger`, what stood at a moment in :mod:`daoan.learn.replay`.
"""

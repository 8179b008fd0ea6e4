"""How good were some forecasts? Scores of predicted against seen arrays, with intervals by blocks of days.

In flow arrays (periods, cells): what was seen and what was predicted, and the block (the day) each period belongs to.
Out flow scores that know their value under any weighing of the blocks, so that one bootstrap serves them all.

Start at :mod:`~daoan.kernels.scores.blocks` (what a score is, and paired differences); ``ranking`` (recall at k, MAP,
AUC, hit rate, PAI), ``probability`` (log loss, Brier, calibration) and ``published`` (a published benchmark's RMSE)
make scores.
"""

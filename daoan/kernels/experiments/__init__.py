"""Experiments on rates of rare events: drawing who is treated, judging what it did, knowing what can be seen.

In flow a key and names of units, or counts with what was expected of them; out flow arms, effects with intervals, and
months. Start at :mod:`daoan.kernels.experiments.drawing`, then :mod:`daoan.kernels.experiments.effect`.
"""

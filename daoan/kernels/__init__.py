"""Mathematics without a word of traffic: arrays in, arrays out.

What flows in: NumPy arrays (coordinates on a metric plane, counts, weights, costs). What flows out: NumPy arrays of the
same kind. Nothing here imports the rest of the house. Start at :mod:`daoan.kernels.geo` (lines and points), ``stats``
(counts and intervals), ``windows`` (sliding along lines) or ``optimise`` (who goes where).
"""

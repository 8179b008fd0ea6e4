"""Mathematics of lights: how long each green, when it begins, and what to show next.

In: arrays of flows per lane, of which lane is open in which phase, of volumes and seconds between junctions, of
vehicles with their seconds to the stop line. Out: seconds of green, offsets, the row of the next phase. Start at
:mod:`daoan.kernels.signals.critical`; offsets are in ``waves``, the look ahead in ``horizon``.
"""

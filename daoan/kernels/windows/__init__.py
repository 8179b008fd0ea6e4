"""Sliding windows over points on lines.

In: points sorted by line and position, a profile of what is expected along each line, the length of a window.
Out: how far each window reaches, what it was expected to hold, disjoint windows in order of merit, and how often
chance alone would give windows as full as these.
Start at :mod:`daoan.kernels.windows.sliding`, then :mod:`daoan.kernels.windows.scan`.
"""

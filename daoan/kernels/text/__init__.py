"""Text in bulk, never as Python strings: bytes of many cells beside the place where each begins and ends.

In: one buffer of UTF-8 bytes with two int32 columns, starts and ends, as an Arrow string column lays them out and as
:func:`daoan.kernels.text.json_rows.scan_rows` finds them in JSON. Out: columns of numbers, moments, rows of a code
table, hashes; packed texts by :mod:`daoan.kernels.packing`. An empty cell is a missing one.
Start at :mod:`daoan.kernels.text.cells`.
"""

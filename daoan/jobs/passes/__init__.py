"""Passes from the wire to the engine: decoded, written into the durable log, handed on once they are on disk.

In: bodies of requests with the moment at which they came. Out: for the sender, what became of each row, once it is
durable; for the engine, :class:`daoan.terms.passes.PassFrame` after frame, in the order of the log, each with the
position to save beside a snapshot. Start at :mod:`daoan.jobs.passes.intake`.
"""

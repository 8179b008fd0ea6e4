"""Passes 过车 on their way in: bodies of GA/T 1400, records of checkpoints as CSV and Parquet, streams of Arrow.

In: bytes as a device or a platform sent them, the moment at which they reached us, the sites that the city knows.
Out: :class:`daoan.sense.passes.decoded.Decoded`: a :class:`daoan.terms.passes.PassFrame`, and every row that could not
be used with the code of what is wrong and its raw text. Whatever the source, its cells go through one file:
:mod:`daoan.sense.passes.columns`. Start there; then :mod:`daoan.sense.passes.gat1400` for a source.
"""

"""Feeds, one file a source: a pure function from bytes to a :class:`daoan.terms.records.Batch`.

In: the bytes of one file, its name, and the moment ``as_of`` at which it is read; no feed opens anything.
Out: records, a refusal for every row that made none (``accepted + refused = read``, always), and notices.
Start at :mod:`daoan.sense.feeds.leeds`; :mod:`daoan.sense.feeds.table` turns bytes into rows for all of them.

To add a feed:

1. Write a source card in ``docs/sources``: what it can answer, lag, gaps, who is missing, licence, known faults.
2. Write its dictionaries with :func:`daoan.sense.feeds.dictionary.dictionary` and its columns as a table.
3. Write ``read_<source>(data, file, as_of) -> Batch``: :func:`daoan.sense.feeds.table.read_table` for the rows, a
   :class:`daoan.sense.feeds.cell_reader.CellReader` for each row, :func:`daoan.sense.feeds.positions.read_positions`
   for the places of all rows, and the rules of :mod:`daoan.sense.quality` for what is wrong.
4. Name it in :data:`daoan.sense.feeds.replay.READERS`, which puts it under the fuzzing of all feeds.
5. Put a real head of it into the tests as a golden.
"""

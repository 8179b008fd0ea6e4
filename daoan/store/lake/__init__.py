"""The lake of passes 过车: hundreds of millions of rows as immutable Parquet files, one folder a day.

In: a :class:`~daoan.terms.passes.PassFrame`, appended; acknowledged when it is on disk. Out: the passes of a span, of a
plate, of a site; whole days that go when their period is over. A pass that comes twice appears once on reading.
Start at :class:`daoan.store.lake.lake.PassLake`; how a file looks is in ``files``, how a plate is found in ``tracks``.

Days are UTC days of the moment at which a pass happened, so a late one lies beside those it happened with: a day has
one file after it was compacted, and one more for each batch that came since.
"""

from daoan.store.lake.lake import PassLake
from daoan.store.lake.sites import LakeSite

__all__ = ["LakeSite", "PassLake"]

"""Two networks, one city: what is carried between inside 内网 and outside 外网 by signed files.

In: the store of either side, the rule pack ``exchange``. Out: inside, copies of what people who work outside must see;
outside, the same copies in place of what stood there, except where acts are still under way; on both, how it stands.
Start at :mod:`daoan.jobs.exchange.offering`; the files are :mod:`daoan.edge.bundles`, the commands ``daoan exchange``.
"""

"""Open data 开放数据: what of a city's crashes, black spots and forecasts anybody may have.

In flow crashes, black spots and scorecards of a run; out flow tables in which every row stands for at least ``k``
crashes, with what was held back counted. How a table becomes a file is in :mod:`daoan.edge.open_files`; which releases
there are, in :mod:`daoan.jobs.open_data`.

Start at :mod:`daoan.learn.open_data.anonymity`; assumptions and proof: ``docs/models/open-data.md``.
"""

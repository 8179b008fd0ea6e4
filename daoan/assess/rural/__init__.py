"""Rural governance, measured: are stations open when they have to be, is each village spoken to, are vans known.

In: villages, stations, vans, days on which stations had to open, what they did (:mod:`daoan.terms.rural`), the rule
pack ``rural``. Out: coverage by village, station, township, county and city; the month's examination line by line.
Start at :func:`daoan.assess.rural.coverage.coverage_of`.
"""

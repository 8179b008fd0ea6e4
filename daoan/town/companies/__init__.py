"""Transport companies of the model town: fleets, drivers, a year of what happened to them, and which are truly bad.

In: a seed, a last day, the stated parameters (``companies.toml``). Out: the records that a register would tell on any
day of that year, and the truth apart. Names are made up; numbers of drivers are of nobody. Everything is *simulated*.
Start at :func:`daoan.town.companies.draw.draw_companies`, then :mod:`daoan.town.companies.snapshot`.
"""

"""Monitoring of fleet positions as a job: from the positions that are kept to alarms, days and rates that are kept.

In: the rolled positions of a workspace by day, the live log, the register of vehicles with terminals, a network.
Out: tables by day beside the positions; start at :mod:`.monitoring`, then :mod:`.rates` (what a company is told).
"""

"""Villagers' reports: codes for villages, reports that come by them, what a township does with one.

In: a code from a wall with what somebody wrote, sent without signing in; whoever works in the township. Out: reports as
matters, hazards that they become, the answer that a receipt shows. Start at :mod:`daoan.jobs.villagers.taking`.
"""

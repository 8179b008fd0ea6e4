"""Advice records 劝导台账 at work: records come in one by one, photos part by part.

Start at :mod:`daoan.jobs.advice.book` (what all of it is done with), then :mod:`daoan.jobs.advice.taking` (a phone's
batch becomes versions), :mod:`daoan.jobs.advice.settling` (conflicts and hand-overs), :mod:`daoan.jobs.advice.presence`
(check-ins and codes), :mod:`daoan.jobs.advice.days` (a station's day).
"""

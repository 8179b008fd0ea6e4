"""Villagers' hazard reports 群众上报: a suggestion until somebody in the township looked at it.

In: a report that came by a code on a wall (:mod:`daoan.jobs.villagers`). Out: a hazard that it became, a known hazard
that it was joined to, or a reason why not. Start at :data:`daoan.act.villagers.report.REPORT`; what its sender is told
of it is :func:`daoan.act.villagers.answer.answer_to`.
"""

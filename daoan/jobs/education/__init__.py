"""宣教 Publicity at work: segments of registers by month, campaigns with their deliveries, comparisons and effects.

In: the store's registers and matters, the rule pack ``publicity``. Out: releases of segments
(:mod:`~daoan.jobs.education.segments`), campaigns (:mod:`~daoan.jobs.education.campaigns`) with whom they reached, what
they are compared with and what came of them, lights of companies of riders. Start at the campaigns.
"""

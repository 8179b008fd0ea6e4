"""Duty plans as experiments 对照试验: some nearly equal placements are held out by chance, so that a plan can learn.

In: a duty plan, a stored key, rule pack ``experiments``. Out: an :class:`daoan.terms.records.Experiment` in draft, with
every time of every placement and its arm. Only a person puts one into force.
Start at :func:`daoan.act.experiments.draw.draw_experiment`.
"""

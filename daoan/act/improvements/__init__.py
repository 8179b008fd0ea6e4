"""Lights and bumps 千灯万带: at which side roads a number of warning lights and speed bumps prevents most injuries.

In: network, estimates of its stretches, where crashes lie on them, the rule pack ``improvements``. Out: a ranked list
with what each adds, and what it cannot say. Start at :func:`daoan.act.improvements.plan.plan_improvements`.
"""

"""What deployments that were asked to learn have shown 对照评估: effects of presence from the draw alone.

In: pairs with what was counted in their cells (:class:`daoan.terms.records.holdouts.HoldoutRow`), the rule pack
``deployment``. Out: a :class:`daoan.terms.records.holdouts.HoldoutResult`, intention to treat first, spill-over apart,
"not yet able to tell" where it is not. Start at :func:`daoan.learn.holdouts.judging.judge_pairs`.
"""

"""宣教 Publicity: 圈群—方案—投放—回执—评估—调整, the library of messages, reach, and like places to compare with.

In: segments (:mod:`daoan.assess.audiences`), counts of an outcome by place, deliveries from a register, the rule pack
``publicity``. Out: a campaign's next state (:mod:`~daoan.act.education.campaign`), coverage and depth with bounds
(:mod:`~daoan.act.education.reach`), pairs of like places with what they can show
(:mod:`~daoan.act.education.comparing`). Start at the campaign.
"""

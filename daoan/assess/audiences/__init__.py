"""圈群 Audiences: whom publicity is for, built from coarse group facts; no answer is about fewer than ten people.

In: tokens of a register with coarse traits, month by month; numbers of people by place; the rule pack ``publicity``.
Out: a published partition of each register (:mod:`~daoan.assess.audiences.partition`), its counts by month
(:mod:`~daoan.assess.audiences.release`), answers to who asks for a segment (:mod:`~daoan.assess.audiences.asking`), and
a group's own risk out of crashes (:mod:`~daoan.assess.audiences.risk`). Start at
:mod:`~daoan.assess.audiences.release`, whose head has the proof.
"""

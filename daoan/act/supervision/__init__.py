"""Supervision 督办: the ladder 提示—督办函—通报—约谈—挂牌督办—责任倒查.

Matters and their logs flow in; what is due for supervision flows out (:func:`daoan.act.supervision.rungs.due_rungs`).
A person issues it, and it moves by :data:`daoan.act.supervision.supervision.SUPERVISION`: nothing is sent in anybody's
name by the system.
"""

"""Coverage: where cameras and checkpoints stand farther apart than the standard allows.

In: the network, sites on it, standards of the rule pack ``coverage``, what happened and is expected on each stretch.
Out: :class:`~daoan.assess.coverage.gaps.Coverage`, gaps by road and heading, with what share of the roads meets each
standard. Start at :mod:`daoan.assess.coverage.gaps`; ``roads`` lays stretches along their roads.
"""

"""Siting: where the next checkpoints should stand, so that most traffic past most danger is covered.

In: the network, checkpoints there are, flow and risk of each stretch, settings of the rule pack ``coverage``. Out:
:class:`~daoan.assess.siting.propose.Siting`, places in the order of what each adds, with how far any choice could be
better. Start at :mod:`daoan.assess.siting.propose`; ``candidates`` says where one may stand and what it reaches.
"""

"""信号 Signal plans: greens, cycles and offsets that cost everybody least, simulated before they are proposed.

In: the junctions of a network with their shipped programmes, who drove which way, a function that simulates programmes
under seeds, the rule pack ``signals``. Out: a :class:`~daoan.act.signals.proposal.Proposal` with before and after per
seed, checked by :mod:`daoan.act.signals.checking`, which shares no code with the search. Start at
:func:`daoan.act.signals.seeking.seek`; what may change is in ``limits`` and ``space``; ``adaptive`` decides phases
while traffic runs.
"""

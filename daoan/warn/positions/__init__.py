"""Positions of fleets, one after another: what do they give reason to suspect?

In: positions as columns in the order in which they happened, what the register says of vehicles, a network with limits.
Out: alarms (suspicions until a person confirms them), each with the slice of the track that is its evidence, and each
terminal's day in numbers. Start at :mod:`.monitor` (in order, each once, then seen), then :mod:`.engine` and
:mod:`.kernel`; where a position lies on the network says :mod:`.matching`.
"""

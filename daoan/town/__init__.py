"""模型城市 The model town: Qingyang's real counties, townships and villages, and a simulated life on simulated roads.

In: a seed, the shipped places (``places/``) and the stated parameters (``truth.toml``).
Out: a :class:`daoan.town.build.Town` of the same records and network that a real city gives, and its truth apart:
which segments are dangerous and by how much, where black spots were planted, what is wrong with the register.
Everything is marked *simulated*; whatever is ranked or blamed carries a fictional name (``name_shown``).
Start at :func:`daoan.town.build.build_town`, which is the order of everything here; then ``truth.toml``. What
passes its cameras and checkpoints is in :mod:`daoan.town.traffic`, drawn from ``passes.toml``.
"""

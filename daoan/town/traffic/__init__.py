"""过车 Passes of the model town: who drives where on its roads, and what its cameras and checkpoints make of it.

In: a :class:`daoan.town.build.Town`, a seed, days, a scale, and what ``passes.toml`` states.
Out: a :class:`daoan.town.traffic.build.Traffic`: sites, distances, a register of vehicles, passes in the order in which
they became known, watch entries; and the truth of all of it apart: cloned plates, tired drivers, wrong clocks.
Everything is simulated, and no plate in it can be a real one: each bears an I or an O, which no real serial does.
Start at :func:`daoan.town.traffic.build.build_traffic`, which is the order of everything here.
"""

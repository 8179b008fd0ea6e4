"""SUMO, the traffic simulator, at arm's length: in processes of its own, through files.

In: a folder with a network, routes and a window of time; programmes of lights; a seed. Out: what each simulated hour
came to (:class:`daoan.terms.signals.Simulated`). Nothing here imports SUMO unless :mod:`daoan.edge.sumo.driving` runs
inside a process that has it, so that its one global state and its crashes are nobody else's. Start at
:mod:`daoan.edge.sumo.places` (where it is), then ``scenario``, ``network``, ``running``.
"""

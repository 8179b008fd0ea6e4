"""Wiring: what the command line calls, made of the rooms below.

In: a :class:`daoan.config.Config`, paths of files, the name of a city.
Out: a workspace with records, roads and turns of the loop in it; a running server.
Start at :mod:`daoan.app.workspace`, then :mod:`daoan.app.demo`, which does all of it for a whole city.
"""

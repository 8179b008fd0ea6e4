"""Setting up a city, step by step: each says what it will do, asks, does it by the importers there are, is recorded.

In: settings, answers (of flags, of a file, of a person). Out: a workspace with roads, records, accounts and a first
turn of the loop. Start at :mod:`daoan.app.setup.walk`; one file beside it holds a few steps.
"""

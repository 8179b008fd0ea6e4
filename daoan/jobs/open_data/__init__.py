"""Releases of open data: made from a run by a person, kept as they were, never changed.

In flows a run with its crashes, out flow files with a manifest; they rest as settings of the workspace, one a release.

Start at :mod:`daoan.jobs.open_data.releasing`.
"""

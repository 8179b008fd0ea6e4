"""The HTTP door, one file a resource.

In: requests to ``/api/v1``; a store, read as of the moment of the latest run.
Out: JSON in the shapes of :mod:`daoan.terms.records`, vector tiles, CSV, documents; errors as RFC 9457 problems.
Start at :mod:`daoan.api.server`, which puts the resources together. Public views coarsen age, time and place.
"""

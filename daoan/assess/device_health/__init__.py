"""Health of field equipment 外场设备: is each site alive, prompt, legible, rightly turned, its clock right.

In: passes of a window as columns, hourly counts of the weeks before, sites as columns, the rule pack. Out:
:class:`~daoan.assess.device_health.records.SiteHealth`, one a site, every figure with its interval. No clock is read:
the moment is a parameter. Start at :mod:`daoan.assess.device_health.health`; the rest is one idea a file: ``rhythm``
(what should come), ``silence``, ``quality`` (delays and shares), ``clocks``.
"""

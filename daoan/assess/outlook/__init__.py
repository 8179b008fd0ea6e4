"""The short-term outlook 短期预报 of a city: where and when injuries are to be expected in the coming days.

In flow crashes, a road network and the calendar; out flow :class:`~daoan.terms.records.Outlook` and one
:class:`~daoan.terms.records.OutlookCell` a square of the city. Weather and light written on a crash describe it and
are never read here. Start at :func:`~daoan.assess.outlook.outlook.make_outlook`; ``record`` turns crashes into counts.
"""

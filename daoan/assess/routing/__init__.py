"""Routes 去向: where vehicles go from where they were seen, and how long they take, learned from passes alone.

In: passes (:class:`~daoan.terms.passes.PassFrame`), the road between sites, hours of local time, the rule pack
``interception``.
Out: a :class:`~daoan.assess.routing.model.RouteModel`; from it and a last read, the chance of coming by at every site
ahead and when (:class:`~daoan.terms.arrivals.Arrivals`).

Start at :func:`daoan.assess.routing.model.fit_routes`, then :func:`daoan.assess.routing.ahead.look_ahead`. What goes in
are journeys (:mod:`.hops`); what is learned are choices at each site (:mod:`.choices`) and times on each link
(:mod:`.times`).
"""

"""勤务部署 Deployments of a city: asked for from what the city knows, planned, changed by people, issued as shifts.

In: units, stations, kept shifts, the latest run's risk (:class:`~daoan.jobs.deployment.ground.Ground`), and what a
person wants. Out: versions in the store (:class:`~daoan.terms.records.deployed.DeploymentVersion`), of which none is
ever overwritten; shifts of people once one is issued. Start at :func:`daoan.jobs.deployment.beginning.begin`;
``changing`` is for what people change and for units called away, ``issuing`` for shifts.
"""

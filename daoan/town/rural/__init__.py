"""Rural governance of the model town: advice stations, wardens of different zeal, vans, and who does not do their part.

In: the town's villages and markets, a seed, ``rural.toml``. Out: register entries as records, each day's activity, and
the truth of who is silent. Start at :func:`daoan.town.rural.draw.draw_rural`; days are in ``days``.
"""

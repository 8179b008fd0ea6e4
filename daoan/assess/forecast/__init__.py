"""The short-term forecast: where and when crashes are more likely in the days to come, and why.

In flow a :class:`~daoan.assess.forecast.panel.Panel` (counts by period and cell, calendar, covariates) and the rule
pack ``forecast``. Out flow probabilities and expected counts per period and cell, with intervals and with the factors
they are made of. Everything about a day is computed from the days before it.

Start at :func:`daoan.assess.forecast.model.fit_forecast`; ``baselines`` are the dull forecasts to beat.
"""

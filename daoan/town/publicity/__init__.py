"""Publicity campaigns of the model town with planted truth: some work, some do nothing, some only seem to.

In: a seed, places, the stated parameters (``publicity.toml``). Out: counts of an outcome by place and window before
campaigns, and, once somebody was reached, counts of the campaign's window with the planted effect. Families are other
than the estimators': lognormal places, shocks that remember, effects that differ from place to place. *Simulated*.
Start at :func:`daoan.town.publicity.draw.draw_campaigns`.
"""

"""新业态 Companies of riders: a light for each month out of numbers that the company's riders came to.

In: a month's numbers of every company (no rider is named), a scheme of the rule pack ``publicity``. Out: green, yellow
or red with every reason, or none where too few riders say nothing. Start at
:func:`daoan.assess.riders.lights.light_companies`.
"""

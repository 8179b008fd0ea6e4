"""What is asked of units about their companies: clearing tasks 清零任务, which end when the register says so; and what
follows from a monthly rating, from review to lifting, talk or publication (:mod:`.rating`).

In: a matter, an event, a moment, as every kind of matter. Out: its next version, or why not.
Start at :data:`daoan.act.companies.clearing.CLEARING`; who opens and closes them is ``jobs/companies/clearing.py``.
"""

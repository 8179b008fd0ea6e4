"""Interception 拦截查缉: which unit stands where, safely, before a vehicle comes by, without laying bare its own beat.

In: where vehicles may come by and when (:class:`~daoan.terms.arrivals.Arrivals`), units with the loss that their beats
run while nobody is there, stopping places judged for safety (:mod:`.safety`), travel times, the rule pack
``interception``.
Out: for each vehicle the best plan and two others with reasons in both languages (:mod:`.solving`, :mod:`.telling`);
two distance rings for the map (:mod:`.rings`); the figures of signing, feedback and interception (:mod:`.rates`).
Nothing here sends anybody: a plan is read by a person, who issues an order or does not.
"""

"""Shuttling 非法营运嫌疑: cars and vans that carry people to and fro between the same two ends, day after day.

In: the passes of each local day, reduced at once to a few numbers a plate; then the days of a span together. Out: the
vehicles that went to and fro on many days, each with the chance that it is what it looks like, and with the days and
reads that say so. Start at :mod:`.day` (one day), then :mod:`.span` (many days), :mod:`.chance` (how sure),
:mod:`.telling` (as detections).

Nobody is suspected for driving a road often. Builders' trucks, coaches and whoever is licensed are left out; what
passes cannot tell (a taxi that no list names, a courier) is weighed in the chance.
"""

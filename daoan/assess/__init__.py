"""Assess 研判: what the records mean for each stretch of road, place and area, with how sure we are.

In flow a road network, crashes snapped to it, traffic counts and rule packs; out flow estimates per stretch, black
spots, indicators, each with intervals and the reasons for it. Everything takes ``as_of`` and sees nothing known later.

Start at :func:`daoan.assess.segments.assess_segments`, then :mod:`daoan.assess.risk.table`.
"""

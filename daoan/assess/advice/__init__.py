"""Figures of advice: records of a span flow in with their townships, counts with their denominators flow out.

Start at :func:`daoan.assess.advice.figures.figures_of`. 农村两违 are overfull vans, and people carried on lorries,
tricycles and tractors; whichever behaviour is one of them says so in the rule pack ``advice``.
"""

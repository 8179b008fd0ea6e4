"""The province's marks beside the city's own sheet, and what the difference comes of.

A share line's difference splits without a rest into three, with own weight and share :math:`w, s` and the province's
:math:`w', s'` and points :math:`p`:

.. math:: p - ws = \\underbrace{w(s'-s)}_{counted} + \\underbrace{(w'-w)s'}_{weighed} + \\underbrace{p-w's'}_{judged}

*Judged* is what the province's own counts do not account for. Where one side says nothing there is no difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daoan.assess.rural.city import COUNT, SHARE, CityLine, CitySheet, bounded
from daoan.terms.estimates import Share
from daoan.terms.rural import ProvinceMark

TOTAL = "total"
OWN = "own:"  # before the name of a line that only the province has


@dataclass(frozen=True, slots=True)
class Difference:
    """Theirs minus ours, in points; the three parts add up to ``points``, and are ``None`` where the province's result
    does not say what it counted."""

    points: float
    counted: float | None
    weighed: float | None
    judged: float | None


@dataclass(frozen=True, slots=True)
class BesideLine:
    """A line of either side. ``ours`` ``None``: only the province has it; ``theirs`` ``None``: its result lacks it;
    ``counties``: its marks of counties, where it has such."""

    ours: CityLine | None
    theirs: ProvinceMark | None
    difference: Difference | None
    counties: tuple[ProvinceMark, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A month of both sides. ``theirs_total``: as the result says it, else its lines added up; ``ours_compared`` and
    ``theirs_compared``: points of the lines that both know, the only ones that can be held against each other."""

    lines: tuple[BesideLine, ...]
    theirs_total: float
    total_told: bool
    ours_compared: float
    theirs_compared: float
    compared: int


def beside(sheet: CitySheet, marks: Sequence[ProvinceMark]) -> Beside:
    """Both sides line by line: the sheet's order, then lines that only the province has."""
    city = {mark.code: mark for mark in marks if not mark.area}
    ours = {line.code: line for line in sheet.lines}
    codes = [*ours, *(code for code in dict.fromkeys(m.code for m in marks) if code not in ours and code != TOTAL)]
    lines = tuple(_line(ours.get(code), city.get(code), code, marks) for code in codes)
    both = [line for line in lines if line.difference is not None]
    total = city.get(TOTAL)
    told = total.points if total is not None else None
    return Beside(
        lines=lines,
        theirs_total=marks_total(city) if told is None else told,
        total_told=told is not None,
        ours_compared=sum(line.ours.points or 0.0 for line in both if line.ours is not None),
        theirs_compared=sum(line.theirs.points or 0.0 for line in both if line.theirs is not None),
        compared=len(both),
    )


def marks_total(city: Mapping[str, ProvinceMark]) -> float:
    """The city's marks added up, by code, without the total that the result tells."""
    return sum(mark.points or 0.0 for code, mark in city.items() if code != TOTAL)


def _line(ours: CityLine | None, theirs: ProvinceMark | None, code: str, marks: Sequence[ProvinceMark]) -> BesideLine:
    counties = tuple(mark for mark in marks if mark.area and mark.code == code)
    return BesideLine(ours, theirs, _difference(ours, theirs), counties)


def _difference(ours: CityLine | None, theirs: ProvinceMark | None) -> Difference | None:
    if ours is None or ours.points is None or theirs is None or theirs.points is None:
        return None
    points = theirs.points - ours.points
    counted = _counted_alone(ours, theirs)
    if counted is None:
        return Difference(points, None, None, None)
    after_count, after_weight = counted
    return Difference(points, after_count - ours.points, after_weight - after_count, theirs.points - after_weight)


def _counted_alone(ours: CityLine, theirs: ProvinceMark) -> tuple[float, float] | None:
    """Points by the province's counts under our weight, then under its own; ``None`` where it does not say them."""
    if ours.kind == SHARE and ours.most is not None and theirs.part is not None and theirs.whole:
        share = Share(theirs.part, theirs.whole).value or 0.0
        return ours.most * share, (ours.most if theirs.most is None else theirs.most) * share
    if ours.kind == COUNT and ours.each is not None and theirs.part is not None:
        points = bounded(ours.each * theirs.part, ours.each, max(abs(ours.least or 0.0), abs(ours.most or 0.0)))
        return points, points
    return None

"""What earlier months left open, and months in a row at the level high: facts beside a rating that change no level."""

from collections.abc import Collection
from dataclasses import dataclass

from daoan.assess.companies.schemes import InRow
from daoan.terms.records.warned import Evidence

HIGH = "high"


@dataclass(frozen=True, slots=True)
class Carried:
    """What is carried over into a month. ``left``: a row for each matter of an earlier month that was open, earliest
    first; ``months``: months in a row that were high, this one last, ``()`` below ``rule.months`` of them."""

    left: tuple[Evidence, ...]
    months: tuple[int, ...]
    rule: InRow


def months_in_row(month: int, level: str, high: Collection[int]) -> tuple[int, ...]:
    """Months that were high one after another up to a month of a level, that one last; ``high``: earlier ones."""
    if level != HIGH:
        return ()
    first = month
    while first - 1 in high:
        first -= 1
    return tuple(range(first, month + 1))


def carried_into(
    rule: InRow, month: int, level: str, left: Collection[Evidence], high: Collection[int]
) -> Carried | None:
    """What is carried into a month, ``None`` for nothing."""
    found = months_in_row(month, level, high)
    months = found if len(found) >= rule.months else ()
    return Carried(tuple(left), months, rule) if left or months else None

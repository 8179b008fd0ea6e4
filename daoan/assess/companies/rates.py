"""The two vehicle rates 检验率·报废率 and three driver rates 换证率·审验率·体检率, and the two that practice adds.

Each is a share with its numerator and denominator; records that do not say the day are counted beside it and in
neither. A scrapping rate is of vehicles past their last day: how many of them were scrapped.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from daoan.assess.companies.dues import DUES, STANDING, Item, is_overdue
from daoan.terms.estimates import Share, Text
from daoan.terms.records.companies import KeyVehicle, Standing

#: Violations of vehicles that were dealt with: no deadline, so no row of :data:`DUES`.
PROCESSED = "processed"

RATES: Mapping[str, Text] = {
    **{due.code: due.rate for due in DUES.values()},
    PROCESSED: Text("without open violations", "违法处理率"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate of one unit, with what lies below it. ``not_recorded``: vehicles or drivers whose day is unknown."""

    code: str
    share: Share
    not_recorded: int

    def plus(self, other: "Rate") -> "Rate":
        """The rate of both together."""
        return Rate(self.code, self.share.plus(other.share), self.not_recorded + other.not_recorded)


def rates_of(items: Sequence[Item], day: date) -> tuple[Rate, ...]:
    """Every rate of some vehicles and drivers on a day."""
    return tuple(_rate(code, items, day) for code in RATES)


def rates_by_unit(
    items: Iterable[Item], below: Mapping[str, Sequence[str]], day: date
) -> Mapping[str, tuple[Rate, ...]]:
    """Rates of each unit together with all below it. ``below``: those units by unit, itself among them."""
    own: dict[str, list[Item]] = {}
    for item in items:
        own.setdefault(item.unit_id, []).append(item)
    single = {unit: rates_of(rows, day) for unit, rows in own.items()}
    return {unit: _together([single[u] for u in units if u in single]) for unit, units in below.items()}


def _together(parts: Sequence[tuple[Rate, ...]]) -> tuple[Rate, ...]:
    total = [Rate(code, Share(0, 0), 0) for code in RATES]
    for part in parts:
        total = [one.plus(other) for one, other in zip(total, part, strict=True)]
    return tuple(total)


def _rate(code: str, items: Sequence[Item], day: date) -> Rate:
    if code == PROCESSED:
        told = [i.unprocessed for i in items if isinstance(i, KeyVehicle) and i.standing in STANDING]
        known = [n for n in told if n is not None]
        return Rate(code, Share(sum(n == 0 for n in known), len(known)), len(told) - len(known))
    due = DUES[code]
    own = [i for i in items if isinstance(i, due.of)]
    standing = [i for i in own if i.standing in STANDING]
    unknown = sum(getattr(i, due.field) is None for i in standing)
    late = sum(is_overdue(i, due, day) for i in standing)
    if code == "scrapping":
        done = sum(i.standing is Standing.SCRAPPED for i in own)
        return Rate(code, Share(done, done + late), unknown)
    return Rate(code, Share(len(standing) - unknown - late, len(standing) - unknown), unknown)

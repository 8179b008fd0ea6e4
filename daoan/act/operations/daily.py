"""Daily tables of an operation added up: totals, the ratios of domain §2, positive rates with their intervals.

What was not recorded is not nought: a total says over how many tables it goes, and a ratio goes only over tables that
have both of its numbers. The ratios are those of a vendor's table of daily figures (domain §2): is enforcement pointed
at what kills?
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from daoan.kernels.stats.shares import share_interval
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records.registered import Entry
from daoan.terms.registers import FieldKind, Register

PERIODS: Mapping[str, Text] = {
    "afternoon": Text("afternoon", "下午"),
    "early": Text("first half of the night", "前半夜"),
    "late": Text("second half of the night", "后半夜"),
}
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Ratio:
    """One ratio. ``share``: ``None`` where no table has both numbers. ``per``: it is not a share but so many each."""

    code: str
    name: Text
    share: Share | None
    tables: int  # that have both numbers
    per: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """Drink-drivers among those tested in a part of the day. ``estimate``: in per cent, with its interval."""

    period: str  # of PERIODS, or "all"
    name: Text
    share: Share | None
    estimate: Estimate | None
    tables: int


@dataclass(frozen=True, slots=True)
class Total:
    """A field added up. ``tables``: how many recorded it; ``value``: ``None`` where none did."""

    field: str
    value: float | None
    tables: int


@dataclass(frozen=True, slots=True)
class Group:
    """Tables of one day, one unit, or all, added up."""

    of: str
    tables: int
    totals: Mapping[str, Total]


#: Code, name, numerators, denominator, whether it is so many each and no share.
_RATIOS: Sequence[tuple[str, Text, str, str, bool]] = (
    ("hw_on_site", Text("expressways: on site of all", "高速：现场/总数"), "hw_on_site", "hw_all", False),
    ("hw_key", Text("expressways: key of on site", "高速：重点/现场"), "hw_key", "hw_on_site", False),
    ("hw_speed20", Text("expressways: 20 % too fast", "高速：超速20%/现场"), "hw_speed20", "hw_on_site", False),
    ("nr_on_site", Text("national and provincial: on site of all", "国省道：现场/总数"), "nr_on_site", "nr_all", False),
    ("nr_key", Text("national and provincial: key of on site", "国省道：重点/现场"), "nr_key", "nr_on_site", False),
    ("ru_on_site", Text("rural: on site of all", "农村：现场/总数"), "ru_on_site", "ru_all", False),
    ("ru_key", Text("rural: key of on site", "农村：重点/现场"), "ru_key", "ru_on_site", False),
    ("drink_afternoon", Text("drink-drivers: afternoon of all", "酒醉驾：下午占比"), "drink_afternoon", "drink", False),
    ("drink_early", Text("drink-drivers: early night", "酒醉驾：前半夜占比"), "drink_early", "drink", False),
    ("drink_late", Text("drink-drivers: late night", "酒醉驾：后半夜占比"), "drink_late", "drink", False),
    ("drunk", Text("drunk of all drink-drivers", "醉驾/酒醉驾"), "drunk", "drink", False),
    ("educated", Text("first offences educated of all dealt with", "首违教育/现场处理"), "educated", "dealt", False),
    ("ebikes", Text("violations per e-bike rider killed", "电动自行车：违法/死亡"), "ebikes", "ebike_deaths", True),
    ("trucks", Text("violations per death by heavy lorry", "工程、货车：违法/死亡"), "trucks", "truck_deaths", True),
)  # fmt: skip


def figures_of(register: Register) -> tuple[str, ...]:
    """The numbers of a daily table, in the register's order."""
    return tuple(f.name for f in register.fields if f.kind is FieldKind.NUMBER)


def group_of(name: str, tables: Sequence[Entry], fields: Sequence[str]) -> Group:
    """Tables added up, field by field."""
    totals = {}
    for field in fields:
        told = [float(t.values[field]) for t in tables if field in t.values]
        totals[field] = Total(field, sum(told) if told else None, len(told))
    return Group(name, len(tables), totals)


def groups_by(key: str, tables: Iterable[Entry], fields: Sequence[str]) -> tuple[Group, ...]:
    """Tables added up by a field (``day``, ``unit``), in its order."""
    groups: dict[str, list[Entry]] = {}
    for table in tables:
        groups.setdefault(str(table.values.get(key, "")), []).append(table)
    return tuple(group_of(name, groups[name], fields) for name in sorted(groups))


def ratios_of(tables: Sequence[Entry]) -> tuple[Ratio, ...]:
    """Every ratio over tables that have both of its numbers."""
    found = []
    for code, name, part, whole, per in _RATIOS:
        share, many = _share(tables, part, whole)
        found.append(Ratio(code, name, share, many, per))
    return tuple(found)


def rates_of(tables: Sequence[Entry], level: float = LEVEL) -> tuple[Rate, ...]:
    """Positive rates by part of the day, and of all: Jeffreys' interval."""
    parts = [(code, name, f"drink_{code}", f"tests_{code}") for code, name in PERIODS.items()]
    found = []
    for code, name, part, whole in (*parts, ("all", Text("all", "合计"), "drink", "tests")):
        share, many = _share(tables, part, whole)
        found.append(Rate(code, name, share, rate_of(share, level), many))
    return tuple(found)


def rate_of(share: Share | None, level: float = LEVEL) -> Estimate | None:
    """A share in per cent with its interval; ``None`` where nobody was tested."""
    if share is None or not share.whole:
        return None
    low, high = share_interval(np.asarray(share.part), np.asarray(share.whole), level=level)
    return Estimate(100.0 * share.part / share.whole, 100.0 * float(low), 100.0 * float(high), level)


def _share(tables: Sequence[Entry], part: str, whole: str) -> tuple[Share | None, int]:
    both = [(float(t.values[part]), float(t.values[whole])) for t in tables if part in t.values and whole in t.values]
    if not both:
        return None, 0
    return Share(sum(p for p, _ in both), sum(w for _, w in both)), len(both)

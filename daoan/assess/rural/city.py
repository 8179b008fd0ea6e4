"""The city's month as the province examines it 省考市: the lines of its own examination, added up over its counties.

Numbers are added, never rates: a line's share is the sum of the counties' numerators over the sum of their
denominators. A city has no peers here, so that nothing is drawn towards any: :math:`w_k\\,(\\sum_c a_{kc} / \\sum_c
b_{kc})` points. What each county costs is its part of what is missing,
:math:`w_k\\,(b_{kc} - a_{kc}) / \\sum_c b_{kc}`. What the city cannot know (nobody keeps it, there is nothing to be a
share of, the province marks it by itself) is open: it has no points, which is not the same as none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from daoan.assess.rural.coverage import total_share
from daoan.assess.rural.examination import APPROVED, COUNTS, OF_ACTIVITY, SHARES
from daoan.assess.rural.groups import COUNTY, Group, GroupCover
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Share, Text
from daoan.terms.rulepacks import RulePack

SHARE, COUNT, OPEN = "share", "count", "open"

NOT_KEPT = Text("nobody keeps what stations do", "未记录劝导站工作情况")
NOTHING = Text("nothing to be a share of", "无可计数")
PROVINCE = Text("marked by the province alone", "仅由省级评定")


@dataclass(frozen=True, slots=True)
class Part:
    """A county's part of a line; ``area`` "": entries of no county. ``lost``: points that it costs, below zero: gives;
    ``None`` where the line is open."""

    area: str
    share: Share | None
    number: int | None
    lost: float | None


@dataclass(frozen=True, slots=True)
class CityLine:
    """A line. ``kind``: share, count or open to the province; ``least`` to ``most``: points it can give, ``None``:
    not known here; ``each``: points a case, of a counted line; ``points``: ``None`` while open, with ``why``."""

    code: str
    name: Text
    kind: str
    share: Share | None
    number: int | None
    each: float | None
    least: float | None
    most: float | None
    points: float | None
    parts: tuple[Part, ...]
    why: Text | None


@dataclass(frozen=True, slots=True)
class CitySheet:
    """A city's month. ``points``: of the lines that are known; ``most``: their full marks; ``open``: how many are not
    known."""

    lines: tuple[CityLine, ...]
    points: float
    most: float
    open: int


def city_sheet(
    groups: Mapping[Group, GroupCover], approved: Mapping[Group, Share], pack: RulePack, *, recorded: bool
) -> CitySheet:
    """The sheet of a month. ``groups``: city, counties, townships; ``approved``: ledger entries approved, by group.

    Raises :class:`RulePackInvalid` for a line that nobody knows how to count.
    """
    lines = [_share_line(row, groups, approved, pack, recorded=recorded) for row in pack.get("examination.line")]
    lines += [_count_line(row, groups, pack, recorded=recorded) for row in pack.get("examination.each")]
    lines += [_open_line(row) for row in pack.get("examination.province")]
    known = [line for line in lines if line.points is not None]
    return CitySheet(
        lines=tuple(lines),
        points=sum(line.points for line in known if line.points is not None),
        most=sum(line.most for line in known if line.kind == SHARE and line.most is not None),
        open=len(lines) - len(known),
    )


def _share_line(
    row: Mapping[str, Any],
    groups: Mapping[Group, GroupCover],
    approved: Mapping[Group, Share],
    pack: RulePack,
    *,
    recorded: bool,
) -> CityLine:
    code, most = row["code"], float(row["points"])
    if code == APPROVED:
        shares = {group: share for group, share in approved.items() if not group.township}
    elif code in SHARES:
        shares = {group: SHARES[code](g) for group, g in groups.items() if not group.township}
    else:
        raise RulePackInvalid(f"rule pack {pack.name}: nobody knows how to examine {code!r}")
    by_area = _shares_by_area(shares)
    total = total_share(by_area.values())
    why = NOT_KEPT if code in OF_ACTIVITY and not recorded else None if total.whole else NOTHING
    points = None if why or total.value is None else most * total.value
    parts = [
        Part(area, share, None, None if points is None else most * (share.whole - share.part) / total.whole)
        for area, share in by_area.items()
    ]
    shown = None if why is NOT_KEPT else total
    return CityLine(
        code, Text(row["en"], row["zh"]), SHARE, shown, None, None, 0.0, most, points,
        () if why is NOT_KEPT else _worst_first(parts), why,
    )  # fmt: skip


def _shares_by_area(shares: Mapping[Group, Share]) -> dict[str, Share]:
    """Counties' shares; under "" what the city has beyond them, where there is any."""
    found = {group.area: share for group, share in sorted(shares.items()) if group.level == COUNTY}
    city, theirs = shares.get(Group(), Share(0, 0)), total_share(found.values())
    beyond = Share(city.part - theirs.part, city.whole - theirs.whole)
    return found | ({"": beyond} if beyond.whole else {})


def _count_line(
    row: Mapping[str, Any], groups: Mapping[Group, GroupCover], pack: RulePack, *, recorded: bool
) -> CityLine:
    if row["code"] not in COUNTS:
        raise RulePackInvalid(f"rule pack {pack.name}: nobody knows how to count {row['code']!r}")
    count, per, most = COUNTS[row["code"]], float(row["points"]), float(row["most"])
    open_ = row["code"] in OF_ACTIVITY and not recorded
    by_area = {group.area: count(g) for group, g in groups.items() if group.level == COUNTY}
    beyond = (count(groups[Group()]) if Group() in groups else 0) - sum(by_area.values())
    by_area |= {"": beyond} if beyond else {}
    number = sum(by_area.values())
    points = bounded(per * number, per, most)
    parts = [Part(area, None, n, -points * n / number) for area, n in by_area.items() if number]
    return CityLine(
        row["code"], Text(row["en"], row["zh"]), COUNT, None, None if open_ else number, per,
        -most if per < 0 else 0.0, most if per > 0 else 0.0, None if open_ else points,
        () if open_ else _worst_first(parts), NOT_KEPT if open_ else None,
    )  # fmt: skip


def bounded(points: float, per: float, most: float) -> float:
    """Points of a counted line within what it can give or take."""
    return (max(points, -most) if per < 0 else min(points, most)) + 0.0  # never minus zero


def _open_line(row: Mapping[str, Any]) -> CityLine:
    return CityLine(row["code"], Text(row["en"], row["zh"]), OPEN, None, None, None, None, None, None, (), PROVINCE)


def _worst_first(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda p: (-(p.lost or 0.0), p.area)))

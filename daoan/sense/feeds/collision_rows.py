"""Rows of people hurt, put together into crashes by their reference.

Columns that describe the crash are repeated on each of its rows. The first readable value holds for the crash; where
rows differ it is marked. A row whose own day or place cannot be used still counts its person where a sibling row tells
the day and place; only where no row of the crash does are all of them refused.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.sense.feeds.table import Table
from daoan.sense.feeds.tally import tally
from daoan.sense.quality import (
    casualty_repeated,
    counts_disagree,
    file_unfinished,
    row_unreadable,
    rows_blank,
    rows_disagree,
    rows_doubled,
)
from daoan.sense.quality.rule import Finding, Origin
from daoan.terms.codes import Light, Precision, RoadClass, Surface, Weather
from daoan.terms.records import Crash, Notice, Party, Refusal


@dataclass(frozen=True, slots=True)
class CollisionPart:
    """What one row says about the crash as a whole; ``None`` where it says nothing readable."""

    happened_at: datetime | None
    precision: Precision | None
    lon: float | None
    lat: float | None
    vehicles: int | None
    road_class: RoadClass | None
    road_name: str | None
    light: Light | None
    weather: Weather | None
    surface: Surface | None
    area: str | None


@dataclass(frozen=True, slots=True)
class CasualtyRow:
    """One row as read. ``refusing``: why the crash could not be made from this row alone."""

    number: int
    raw: Mapping[str, str]
    reference: str
    collision: CollisionPart
    party: Party
    vehicle_number: int | None
    findings: tuple[Finding, ...]
    refusing: Finding | None


@dataclass(frozen=True, slots=True)
class Grouped:
    """Crashes made from rows, and the rows that made none."""

    crashes: tuple[Crash, ...]
    refusals: tuple[Refusal, ...]
    notices: tuple[Notice, ...]


def group_rows(rows: Sequence[CasualtyRow], origin: Origin) -> Grouped:
    """Crashes of some rows in order of first appearance, refusals of the rows that no crash could be made from."""
    kept, doubled = _without_doubles(rows)
    groups: dict[str, list[CasualtyRow]] = {}
    for row in kept:
        groups.setdefault(row.reference, []).append(row)
    crashes: list[Crash] = []
    refusals = [origin.refuse(row.number, why, row.raw) for row, why in doubled]
    findings: list[Finding] = []
    for group in groups.values():
        usable = [row for row in group if row.refusing is None]
        if usable:
            found = _findings(group, usable)
            crashes.append(_crash(group, usable, found, origin.feed))
            findings += found
        else:
            refusals += [origin.refuse(row.number, row.refusing, row.raw) for row in group if row.refusing]
    return Grouped(tuple(crashes), tuple(refusals), notices_of(findings, origin))


def _without_doubles(rows: Sequence[CasualtyRow]) -> tuple[list[CasualtyRow], list[tuple[CasualtyRow, Finding]]]:
    """All rows, unless the table came twice: then the first of each, and the others with the reason to refuse them."""
    first: dict[tuple[tuple[str, str], ...], int] = {}
    for row in rows:
        first.setdefault(tuple(row.raw.items()), row.number)
    repeats = len(rows) - len(first)
    if not rows_doubled.are_doubled(len(rows), repeats):
        return list(rows), []
    firsts = set(first.values())
    why = Finding(rows_doubled.RULE, None, rows_doubled.RULE.say(rows=repeats, all=len(rows)))
    return [row for row in rows if row.number in firsts], [(row, why) for row in rows if row.number not in firsts]


def notices_of(findings: Sequence[Finding], origin: Origin) -> tuple[Notice, ...]:
    """One notice a rule about everything that was flagged in a file, with the first case as the example."""
    counts = Counter(finding.rule.code for finding in findings)
    first = {finding.rule.code: finding for finding in reversed(findings)}
    return tuple(
        origin.notice(first[code].rule, counts[code])
        if "{rows}" in first[code].rule.message.en
        else Notice(code, origin.file, first[code].message, counts[code])
        for code in sorted(counts)
    )


def broken_rows(table: Table, origin: Origin) -> tuple[Refusal, ...]:
    """Refusals of the lines that could not be cut into columns."""
    rule = row_unreadable.RULE
    return tuple(
        origin.refuse(
            broken.number,
            Finding(rule, None, rule.say(reason_en=broken.reason.en, reason_zh=broken.reason.zh)),
            broken.cells,
        )
        for broken in table.broken
    )


def file_notices(table: Table, origin: Origin) -> tuple[Notice, ...]:
    """What is to be said of the file as a whole."""
    blank = (origin.notice(rows_blank.RULE, table.blank_rows),) if table.blank_rows else ()
    return blank + ((origin.notice(file_unfinished.RULE, 0),) if table.unfinished else ())


def _crash(group: Sequence[CasualtyRow], usable: Sequence[CasualtyRow], found: Sequence[Finding], feed: str) -> Crash:
    one = _combined(usable)
    assert one.happened_at is not None
    people = tuple(row.party for row in group)
    count = tally(people)
    reference = f"{one.happened_at.year}-{group[0].reference}"
    return Crash(
        crash_id=f"{feed}:{reference}",
        feed=feed,
        source_ref=reference,
        happened_at=one.happened_at,
        known_at=one.happened_at,
        known_at_assumed=True,
        precision=one.precision or Precision.DAY,
        severity=count.severity,
        lon=one.lon,
        lat=one.lat,
        deaths_30d=count.deaths,
        serious=count.serious,
        slight=count.slight,
        injured=count.injured,
        vehicles=one.vehicles,
        area=one.area,
        road_class=one.road_class,
        road_name=one.road_name,
        light=one.light,
        weather=one.weather,
        surface=one.surface,
        parties=people,
        flags=tuple(sorted({finding.rule.code for finding in found})),
    )


_PARTS = tuple(CollisionPart.__dataclass_fields__)


def _combined(usable: Sequence[CasualtyRow]) -> CollisionPart:
    def first(name: str) -> object:
        return next((v for row in usable if (v := getattr(row.collision, name)) is not None), None)

    if len(usable) == 1:
        return usable[0].collision
    return CollisionPart(**{name: first(name) for name in _PARTS})  # type: ignore[arg-type]


def _findings(group: Sequence[CasualtyRow], usable: Sequence[CasualtyRow]) -> list[Finding]:
    found = [finding for row in group for finding in row.findings]
    if len(group) > 1:
        found += [_disagreement(name) for name in _PARTS if _differ(group, name)]
        repeats = len(group) - len({tuple(row.raw.items()) for row in group})
        found += [Finding(casualty_repeated.RULE, None, casualty_repeated.RULE.say(rows=repeats))] * repeats
    counts = counts_disagree.check(
        _combined(usable).vehicles,
        len(group),
        highest_vehicle=max((row.vehicle_number for row in group if row.vehicle_number is not None), default=None),
    )
    return found + ([counts] if counts else [])


def _differ(group: Sequence[CasualtyRow], name: str) -> bool:
    values = {getattr(row.collision, name) for row in group} - {None}
    return len(values) > 1


def _disagreement(name: str) -> Finding:
    return Finding(rows_disagree.RULE, name, rows_disagree.RULE.say(column=name))

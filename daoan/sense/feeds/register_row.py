"""One row of a crash register as one crash, or the reason why it makes none."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from unicodedata import normalize

from daoan.sense.feeds import register_codes as known
from daoan.sense.feeds.cell_reader import CellReader
from daoan.sense.feeds.moments import find_moment
from daoan.sense.feeds.numbers import find_float
from daoan.sense.feeds.positions import Position
from daoan.sense.feeds.read_rows import ReadRow
from daoan.sense.feeds.register_parties import read_parties
from daoan.sense.feeds.table import Row
from daoan.sense.quality import counts_disagree, date_future, date_impossible, reference_missing, severity_missing
from daoan.sense.quality.rule import Finding, Origin
from daoan.terms.codes import Precision, Severity
from daoan.terms.records import Crash

_DATE_FORM = "2024-03-05 14:20"
_WORST_FIRST = (Severity.FATAL, Severity.SERIOUS, Severity.SLIGHT, Severity.INJURED, Severity.DAMAGE)
_OPEN_GRADE = frozenset({"2", "伤人", "伤人事故"})


def read_row(row: Row, position: Position, columns: Mapping[str, str], origin: Origin, zone: str) -> ReadRow:
    """Read one row. Its place has been read before, with those of all rows."""
    cells = CellReader(row.cells, columns)
    reference = _unescaped(cells.text("source_ref"))
    if not reference:
        said = reference_missing.RULE.say()
        return ReadRow(row, None, Finding(reference_missing.RULE, cells.column("source_ref"), said))
    happened = find_moment(cells.text("happened_at"), zone)
    if happened is None:
        said = date_impossible.RULE.say(value=cells.text("happened_at"), form=_DATE_FORM)
        return ReadRow(row, None, Finding(date_impossible.RULE, cells.column("happened_at"), said))
    known_at = _known_at(cells, zone)
    for field, moment in (("happened_at", happened[0]), ("known_at", known_at or happened[0])):
        late = date_future.check(cells.column(field) or field, moment, origin.as_of)
        if late:
            return ReadRow(row, None, late)
    if position.refusing:
        return ReadRow(row, None, position.refusing)
    crash = _crash(reference, happened, known_at, position, cells, origin.feed, zone)
    if crash is None:
        said = severity_missing.RULE.say()
        return ReadRow(row, None, Finding(severity_missing.RULE, cells.column("severity"), said))
    findings = (*cells.findings, *position.findings, *_count_findings(crash))
    flags = tuple(sorted({finding.rule.code for finding in findings}))
    return ReadRow(row, replace(crash, flags=flags), None, findings)


def _crash(
    reference: str,
    happened: tuple[datetime, Precision],
    known_at: datetime | None,
    position: Position,
    cells: CellReader,
    feed: str,
    zone: str,
) -> Crash | None:
    """The crash of a row, its flags still to be set; ``None`` where nothing tells how severe it was."""
    parties = read_parties(cells, zone)
    counts = {name: cells.count(name) for name in ("deaths_7d", "deaths_30d", "serious", "slight", "injured")}
    severity = _severity(cells, counts)
    if severity is None:
        return None
    return Crash(
        crash_id=f"{feed}:{reference}",
        feed=feed,
        source_ref=reference,
        happened_at=happened[0],
        known_at=known_at or happened[0],
        known_at_assumed=known_at is None,
        precision=cells.code("precision", known.PRECISION) or happened[1],
        severity=severity,
        lon=position.lon,
        lat=position.lat,
        deaths_7d=counts["deaths_7d"],
        deaths_30d=counts["deaths_30d"],
        serious=counts["serious"],
        slight=counts["slight"],
        injured=counts["injured"],
        vehicles=cells.count("vehicles"),
        area=_text(cells, "area"),
        road_class=cells.code("road_class", known.ROAD_CLASS),
        road_name=_text(cells, "road_name"),
        route=_text(cells, "route"),
        chainage_m=_chainage(cells),
        light=cells.code("light", known.LIGHT),
        weather=cells.code("weather", known.WEATHER),
        surface=cells.code("surface", known.SURFACE),
        form=cells.code("form", known.FORM),
        cause=_text(cells, "cause"),
        loss_yuan=_amount(cells, "loss_yuan"),
        parties=parties,
        simulated=cells.text("simulated").strip() == "模拟",
    )


def _known_at(cells: CellReader, zone: str) -> datetime | None:
    written = cells.text("known_at")
    found = find_moment(written, zone)
    if found is None and written:
        cells.unknown("known_at", written)
    return found[0] if found else None


def _severity(cells: CellReader, counts: Mapping[str, int | None]) -> Severity | None:
    """The class that the row states, or the worse one that its counts show; 伤人 is made exact by the counts."""
    stated = cells.code("severity", known.SEVERITY)
    shown = _shown_severity(counts)
    if stated is None or (stated is Severity.INJURED and cells.text("severity").strip() in _OPEN_GRADE and shown):
        return shown if shown is not Severity.DAMAGE or stated is None else stated
    return min(stated, shown or stated, key=_WORST_FIRST.index)


def _shown_severity(counts: Mapping[str, int | None]) -> Severity | None:
    if (counts["deaths_7d"] or 0) + (counts["deaths_30d"] or 0) > 0:
        return Severity.FATAL
    for name, grade in (("serious", Severity.SERIOUS), ("slight", Severity.SLIGHT), ("injured", Severity.INJURED)):
        if counts[name]:
            return grade
    return Severity.DAMAGE if any(count is not None for count in counts.values()) else None


def _count_findings(crash: Crash) -> tuple[Finding, ...]:
    deaths = crash.deaths_30d if crash.deaths_30d is not None else crash.deaths_7d
    by_degree = (crash.serious or 0) + (crash.slight or 0)
    if crash.injured is not None and by_degree > crash.injured:
        return _disagree(
            f"{by_degree} injured by degree, {crash.injured} in all",
            f"轻重伤合计 {by_degree} 人，受伤 {crash.injured} 人",
        )
    if crash.severity is Severity.FATAL and deaths == 0:
        return _disagree("a fatal crash without a death", "死亡事故却无死亡人数")
    if crash.deaths_7d is not None and crash.deaths_30d is not None and crash.deaths_7d > crash.deaths_30d:
        return _disagree("more deaths within 7 days than within 30", "7日死亡多于30日死亡")
    found = counts_disagree.check(crash.vehicles, None)
    return (found,) if found else ()


def _disagree(en: str, zh: str) -> tuple[Finding, ...]:
    return (Finding(counts_disagree.RULE, None, counts_disagree.RULE.say(reason_en=en, reason_zh=zh)),)


_POST = re.compile(r"[Kk]?\s*(\d{1,5})\s*[+]\s*(\d{1,3}(?:\.\d+)?)", re.ASCII)


def _chainage(cells: CellReader) -> float | None:
    """Metres along the route: from 绝对位置 (``1702350`` or ``K1702+350``), else kilometres × 1000 + metres."""
    written = normalize("NFKC", cells.text("chainage_m"))
    post = _POST.fullmatch(written)
    if post:
        return int(post[1]) * 1000.0 + float(post[2])
    if written:
        return _amount(cells, "chainage_m")
    km, m = _amount(cells, "km"), _amount(cells, "m")
    return None if km is None else km * 1000.0 + (m or 0.0)


def _amount(cells: CellReader, field: str) -> float | None:
    """A number of a field that is not below zero, thousands commas and 元 taken away."""
    written = cells.text(field)
    found = find_float(normalize("NFKC", written).replace(",", "").removesuffix("元").strip())
    if found is not None and found >= 0:
        return found
    if written:
        cells.unknown(field, written)
    return None


def _text(cells: CellReader, field: str) -> str | None:
    return _unescaped(cells.text(field)) or None


def _unescaped(value: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking a text for a formula."""
    return value[1:] if value.startswith("'") and value[1:2] in FORMULA_STARTS else value


#: A cell that begins so is a formula to a spreadsheet; written files put an apostrophe before it.
FORMULA_STARTS = ("=", "+", "-", "@", "'")

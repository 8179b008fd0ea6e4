"""Gatherings as rows of CSV and as iCalendar (RFC 5545), for spreadsheets and the calendars of phones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daoan.api.answers import SIMULATED
from daoan.terms.estimates import Text
from daoan.terms.times import local_midnight

COLUMNS = (
    "day", "name_zh", "name_en", "kind", "rule_zh", "rule_en", "from_hour", "until_hour", "area", "unit_id", "place",
    "people", "roads", "duty", "usual", "simulated",
)  # fmt: skip
_FOLD = 73  # octets of a line before it is folded, one less for a character that would be cut


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A gathering on a day. ``usual``: by the calendar alone, registered by nobody. ``lon``, ``lat``: WGS-84."""

    day: date
    gathering_id: str
    name: Text
    kind: str
    rule: Text | None
    from_hour: int
    until_hour: int
    area: str
    unit_id: str
    place: str
    people: int | None
    roads: str
    duty: str
    usual: bool
    lon: float | None = None
    lat: float | None = None


def csv_row(line: HeldLine, *, simulated: bool) -> dict[str, object]:
    """One gathering of one day; what is not recorded stays empty."""
    rule = line.rule or Text("", "")
    return {
        "day": line.day.isoformat(), "name_zh": line.name.zh, "name_en": line.name.en, "kind": line.kind,
        "rule_zh": rule.zh, "rule_en": rule.en, "from_hour": line.from_hour, "until_hour": line.until_hour,
        "area": line.area, "unit_id": line.unit_id, "place": line.place,
        "people": "" if line.people is None else line.people, "roads": line.roads, "duty": line.duty,
        "usual": "yes" if line.usual else "", "simulated": SIMULATED if simulated else "",
    }  # fmt: skip


def icalendar(lines: Sequence[HeldLine], at: datetime, zone: str, *, simulated: bool) -> bytes:
    """Each gathering of each day as an event, at its hours. ``at``: when the file is made, UTC."""
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Daoan//gatherings//ZH"]
    for line in lines:
        rows += _event(line, at, zone, simulated=simulated)
    return "".join(f"{part}\r\n" for row in [*rows, "END:VCALENDAR"] for part in _folded(row)).encode()


def _event(line: HeldLine, at: datetime, zone: str, *, simulated: bool) -> list[str]:
    mark = f"〔{SIMULATED}〕" if simulated else ""
    told = "; ".join(p for p in (f"{line.people} 人" if line.people else "", line.roads, line.duty) if p)
    return [
        "BEGIN:VEVENT",
        f"UID:{line.gathering_id}-{line.day}@daoan",
        f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{_moment(line.day, line.from_hour, zone)}",
        f"DTEND:{_moment(line.day, max(line.until_hour, line.from_hour), zone)}",
        f"SUMMARY:{_escaped(mark + line.name.zh)}",
        *([f"LOCATION:{_escaped(line.place)}"] if line.place else []),
        *([f"DESCRIPTION:{_escaped(told)}"] if told else []),
        "END:VEVENT",
    ]


def _moment(day: date, hour: int, zone: str) -> str:
    return f"{local_midnight(day, zone) + timedelta(hours=hour):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for mark, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"), ("\r", "")):
        text = text.replace(mark, written)
    return text


def _folded(row: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, no character cut; all but the first begin with a blank."""
    part, size = "", 0
    for character in row:
        width = len(character.encode())
        if size + width > _FOLD:
            yield part
            part, size = " ", 1
        part, size = part + character, size + width
    yield part

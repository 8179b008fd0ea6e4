"""What must hold of reports of units on duty, whatever the store is made of."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from daoan.store import serial
from daoan.store.moving import require_record
from daoan.terms.errors import InputError
from daoan.terms.records.patrols import UnitNow, UnitPosition
from daoan.terms.records.retained import KeptRow

_EPOCH = date(1970, 1, 1)


def require_position(one: UnitPosition) -> str:
    """A report as JSON. Raises :class:`InputError` where it tells nothing, or a place that is none."""
    if (one.lon is None) != (one.lat is None) or (one.lon is None and one.state is None):
        raise InputError("a report tells a place, a state, or both · 上报内容须包含位置或状态")
    if one.lon is not None and one.lat is not None and not (-180 <= one.lon <= 180 and -90 <= one.lat <= 90):
        raise InputError("this place is not on the earth · 坐标超出范围")
    return require_record(one)


def crew_of(one: UnitPosition | UnitNow) -> tuple[str, str]:
    """Whom it is about: unit, crew."""
    return one.unit_id, one.crew


def report_of(one: UnitPosition) -> tuple[str, str, int, str]:
    """What makes two reports one: unit, crew, moment in microseconds since 1970, source."""
    return one.unit_id, one.crew, serial.to_micros(one.happened_at), one.source.value


def now_with(now: UnitNow | None, reports: Iterable[UnitPosition]) -> UnitNow | None:
    """The latest of a crew once some reports are in."""
    for one in reports:
        now = now or UnitNow(one.unit_id, one.crew)
        place = one if one.lon is not None and _is_newer(one, now.place) else now.place
        said = one if one.state is not None and _is_newer(one, now.said) else now.said
        now = UnitNow(now.unit_id, now.crew, place, said)
    return now


def _is_newer(one: UnitPosition, kept: UnitPosition | None) -> bool:
    return kept is None or (one.happened_at, one.known_at, one.source) > (kept.happened_at, kept.known_at, kept.source)


def day_of(one: UnitPosition) -> int:
    """The day of a report, UTC, in days since 1970."""
    return (one.happened_at.astimezone(UTC).date() - _EPOCH).days


def day_end(day: int) -> datetime:
    """When a day is over."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day + 1)


def day_row(unit_id: str, day: int) -> KeptRow:
    """A unit's day as the rules of retention see it, counted from its end; a hold may name the unit."""
    return KeptRow(day_name(unit_id, day), day_end(day), parts=(unit_id,))


def day_name(unit_id: str, day: int) -> str:
    """What a unit's day is called: "b-621002@2026-03-04"."""
    return f"{unit_id}@{_EPOCH + timedelta(days=day)}"


def read_day(name: str) -> tuple[str, int]:
    """The unit and the day of such a name."""
    unit_id, _, day = name.rpartition("@")
    return unit_id, (date.fromisoformat(day) - _EPOCH).days

"""Entries in force at a moment, as columns."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from daoan.act.watches.curing import plate_of
from daoan.act.watches.watch import WATCH_KINDS
from daoan.terms.records.working import Matter
from daoan.terms.times import require_utc
from daoan.terms.watches import WATCH_TYPES, WatchFrame, watch_frame

_MS, _DAY = timedelta(milliseconds=1), timedelta(days=1)


def in_force(entry: Matter, as_of: datetime, since: datetime | None = None) -> bool:
    """Whether an entry held at a moment: approved by then, neither run out nor withdrawn.

    ``since``: whether it held at any moment from then on.
    """
    if entry.kind not in WATCH_KINDS or "in_force_from" not in entry.values:
        return False
    begins, until, ended = (_moment(entry, name) for name in ("in_force_from", "until", "ended_at"))
    ends = [moment for moment in (until, ended) if moment is not None]
    return begins is not None and begins <= as_of and all((since or as_of) < moment for moment in ends)


def frame_of(
    entries: Iterable[Matter], as_of: datetime, source_numbers: Mapping[str, int], since: datetime | None = None
) -> WatchFrame:
    """The entries among these that held at a moment, or at any from ``since`` to it: those end when they ended."""
    require_utc(as_of)
    held = [(plate_of(m), m) for m in entries if in_force(m, as_of, since)]
    held.sort(key=lambda one: (one[0], -int(one[1].level), -_ms(one[1], "in_force_from"), one[1].matter_id))
    columns: dict[str, list[object]] = {name: [] for name in WATCH_TYPES}
    for row, (plate, entry) in enumerate(held):
        begins = _ms(entry, "in_force_from")
        told = (
            plate, row, entry.matter_id, int(entry.values["type"]), int(entry.level), begins, _end_ms(entry, as_of),
            (as_of - _EPOCH) / _DAY - begins * _MS / _DAY, source_numbers.get(str(entry.values["source"]), 0),
        )  # fmt: skip
        for name, value in zip(WATCH_TYPES, told, strict=True):
            columns[name].append(value)
    return watch_frame(dict(columns))


def _moment(entry: Matter, name: str) -> datetime | None:
    word = entry.values.get(name)
    return datetime.fromisoformat(word) if isinstance(word, str) and word else None


def _end_ms(entry: Matter, as_of: datetime) -> int:
    ended = _moment(entry, "ended_at")
    return _ms(entry, "until") if ended is None or ended > as_of else min(_ms(entry, "until"), _ms(entry, "ended_at"))


def _ms(entry: Matter, name: str) -> int:
    return (datetime.fromisoformat(str(entry.values[name])) - _EPOCH) // _MS


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

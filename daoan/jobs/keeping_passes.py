"""Passes that end: whole days, when the last of a day is past its period and no hold names the day.

The lake and the log lie in two places. So a day is first set aside, where nobody reads it; then the line is written
into the purge log and the audit chain; then it is deleted. A run that is killed before the line leaves a day that the
next one brings back and purges in full; killed behind the line, the next writes a second line for the same day.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from daoan.act.retention import Tally, due_for_purge, note_of, purge_line, read_periods
from daoan.store.hold_protocol import KeepingStore
from daoan.store.lake import PassLake
from daoan.store.lake.lake import DayHeld
from daoan.terms.errors import Conflict
from daoan.terms.records.retained import KeptRow, PurgeLine
from daoan.terms.rulepacks import RulePack

PASS = "pass"


def rows_of(days: Iterable[str]) -> tuple[KeptRow, ...]:
    """Days as the rules of retention see them: counted from their end; a hold names a day as 2026-03-04."""
    return tuple(KeptRow(day, datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)) for day in days)


def purge_passes(
    lake: PassLake, store: KeepingStore, pack: RulePack, now: datetime, by: str
) -> tuple[tuple[PurgeLine, ...], int]:
    """Let go of the days that are due, one line each, and of how many that was put off since a hold came meanwhile."""
    for day in lake.set_aside_before():
        lake.bring_back(day)
    periods, lines, put_off = read_periods(pack), list[PurgeLine](), 0
    held = {day.day: day for day in lake.days()}
    holds, tally = store.list_holds(), Tally()
    rows = {row.record_id: row for row in rows_of(held)}
    due = [d.record_id for d in due_for_purge(PASS, rows.values(), now, holds, periods, tally)]
    kept = sum(d.rows for d in held.values() if d.day not in due and _is_over(rows[d.day], now, periods[PASS].keep))
    for day in due:
        aside = lake.set_aside(day)
        if aside is None:
            continue
        line = purge_line(PASS, [rows[day]], Tally(), now, by, pack)
        line = replace(line, purged=aside.rows, held=kept, oldest=_start(aside), newest=rows[day].counted_from)
        try:
            store.log_purge(holds, line, note_of(line))
        except Conflict:  # a hold was ordered or released since they were read
            lake.bring_back(day)
            put_off += 1
            continue
        lake.end(day)
        lines.append(line)
    return tuple(lines), put_off


def _is_over(row: KeptRow, now: datetime, keep: timedelta) -> bool:
    return row.counted_from + keep <= now


def _start(held: DayHeld) -> datetime:
    return datetime.fromisoformat(held.day).replace(tzinfo=UTC)


def compact_past(lake: PassLake, now: datetime) -> int:
    """Merge the files of every day that is over; how many days had more than one."""
    return sum(lake.compact(day) for day in lake.day_names() if day < f"{now:%Y-%m-%d}")

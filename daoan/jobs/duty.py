"""Who is on duty now, as the store's shifts say; and shifts by person for the flags of look-ups."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from daoan.act.shifts.duty import Duty, by_person, duty_at, window_of
from daoan.store.message_protocol import ShiftStore
from daoan.terms.rulepacks import RulePack


def duty_now(store: ShiftStore, now: datetime, pack: RulePack, units: Collection[str] | None = None) -> Duty:
    """Who is on duty now, in some units or in all. ``pack``: the rule pack ``messages``."""
    return duty_at(store.list_shifts(*window_of(now, pack), units), now)


def shifts_of_look_ups(
    store: ShiftStore, since: datetime, until: datetime, pack: RulePack
) -> Mapping[str, Sequence[tuple[datetime, datetime]]]:
    """Shifts by person around a span of look-ups, for :func:`daoan.act.lookups.unusual.flag_lookups`.

    ``pack``: the rule pack ``messages``; its longest shift says how far before the span one may have begun. Who has no
    shift here is in nobody's list, and never off shift.
    """
    longest = timedelta(hours=float(pack.get("shifts.longest_hours")))
    return by_person(store.list_shifts(since - longest, until + longest))

"""Who is on duty at a moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.terms.records.people import Person
from daoan.terms.records.shifts import Shift
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Duty:
    """Units that keep shifts, and the people on duty now."""

    keeping: frozenset[str]
    on: frozenset[str]  # person ids

    def find(self, person: Person) -> bool | None:
        """Whether a person is on duty; ``None`` where their unit keeps no shifts, and everybody counts as on duty."""
        if person.person_id in self.on:
            return True
        return False if person.unit_id in self.keeping else None


#: Where nobody keeps shifts.
NO_SHIFTS = Duty(frozenset(), frozenset())


def window_of(now: datetime, pack: RulePack) -> tuple[datetime, datetime]:
    """From when until when shifts say something about who is on duty now: what :func:`duty_at` is to be given."""
    around = timedelta(days=float(pack.get("shifts.kept_days")))
    return now - around, now + around


def duty_at(shifts: Iterable[Shift], now: datetime) -> Duty:
    """Who is on duty now. ``shifts``: those that touch :func:`window_of`, of every unit that matters."""
    known = tuple(shifts)
    return Duty(
        keeping=frozenset(s.unit_id for s in known),
        on=frozenset(s.person_id for s in known if s.starts_at <= now < s.ends_at),
    )


def by_person(shifts: Iterable[Shift]) -> Mapping[str, Sequence[tuple[datetime, datetime]]]:
    """Shifts by person, in order of time: what :func:`daoan.act.lookups.unusual.flag_lookups` asks for."""
    found: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for shift in sorted(shifts, key=lambda s: (s.starts_at, s.ends_at)):
        found[shift.person_id].append((shift.starts_at, shift.ends_at))
    return dict(found)

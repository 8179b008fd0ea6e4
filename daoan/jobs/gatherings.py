"""The calendar of gatherings: the kind of each day, what is registered on it, what is usual, the risk nearby."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from daoan.act.gatherings.occurring import gathering_of, occurrences, usual_gatherings
from daoan.jobs.registers import all_entries, register_of, shown_entries
from daoan.jobs.workroom import Workroom
from daoan.terms.calendar.days import Day, gaps_in, list_days
from daoan.terms.city import City
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.gatherings import Gathering, Occurrence
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack

GATHERING = "mass_event"  # its register
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Calendar:
    """Some days in a row. ``known``: gatherings, whether held on these days or not; ``names``: of the usual ones, by
    gathering, in both languages; ``gaps``: what the tables of holidays do not know about these days.
    """

    days: tuple[Day, ...]
    known: tuple[Gathering, ...]
    held: tuple[Occurrence, ...]
    names: Mapping[str, Text]
    gaps: tuple[Text, ...]


def calendar_of(
    room: Workroom,
    actor: Actor,
    city: City,
    pack: RulePack,
    first: date,
    days: int,
    area: str = "",
) -> Calendar:
    """Gatherings from a day on, as somebody may see them; of a county, with those of the whole city.

    Raises :class:`InputError` for more than :data:`MOST_DAYS` days.
    """
    if not 1 <= days <= MOST_DAYS:
        raise InputError(f"ask for 1 to {MOST_DAYS} days · 请选择1至{MOST_DAYS}天")
    usual = usual_gatherings(pack, city.country)
    seen = (*registered(room, actor), *(one for one, _ in usual))
    shown = tuple(g for g in seen if area in ("", g.area) or not g.area)
    last = first + timedelta(days - 1)
    calendar = list_days(city.country, first, days, city.notices)
    return Calendar(
        days=calendar,
        known=shown,
        held=occurrences(shown, first, last, city.country, city.notices),
        names={one.gathering_id: name for one, name in usual},
        gaps=gaps_in(calendar, city.country),
    )


def registered(room: Workroom, actor: Actor) -> tuple[Gathering, ...]:
    """Gatherings that stand in the register, what is personal in their texts masked to whoever may not write them."""
    register = register_of(room, GATHERING)
    entries = all_entries(room, actor, register, text="", ended=False)
    return tuple(map(gathering_of, shown_entries(room, actor, entries)))

"""Public holidays of any other country, from the tables of the ``holidays`` library."""

from datetime import date
from functools import lru_cache

import holidays as holiday_tables

from daoan.terms.errors import InputError
from daoan.terms.estimates import Text


def require_place(place: str) -> str:
    """The place, if there is a table of its holidays, or none is asked for (""). Raises :class:`InputError`."""
    if place:
        country, dash, part = place.partition("-")
        known = _places()
        if country not in known or (dash and part not in known[country]):
            raise InputError(
                f"no table of holidays for {place!r:.40}; name an ISO 3166 country or part of one, as CN or GB-ENG"
            )
    return place


def holidays_of(place: str, years: range) -> dict[date, Text]:
    """Public holidays of a place in some years; none for "". Names stay in the table's own language."""
    if not place:
        return {}
    country, _, part = place.partition("-")
    found = holiday_tables.country_holidays(country, subdiv=part or None, years=list(years))
    return {day: Text(name, f"公众假日（{name}）") for day, name in found.items()}


@lru_cache(maxsize=1)
def _places() -> dict[str, frozenset[str]]:
    return {country: frozenset(parts) for country, parts in holiday_tables.list_supported_countries().items()}

"""The city that a workspace is about: its clock, its areas, what must be said about its data."""

from dataclasses import dataclass
from datetime import datetime

from daoan.terms.calendar.notices import NONE, Notices
from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class Area:
    """A county or district 县区 that crashes are counted by."""

    code: str
    name: Text
    population: int | None = None  # residents
    population_year: int | None = None
    population_source: Text | None = None


@dataclass(frozen=True, slots=True)
class City:
    """What a workspace must know about its city."""

    code: str
    name: Text
    zone: str  # IANA time zone of the local clock
    areas: tuple[Area, ...]
    attribution: tuple[Text, ...]
    bounds: tuple[float, float, float, float]  # west, south, east, north; WGS-84 degrees
    simulated: bool = False
    replay_at: datetime | None = None  # the moment that is replayed as if it were today; None: the real clock
    snap_within_m: float = 10.0
    country: str = ""  # ISO 3166 code of the country or of a part of it (CN, GB-ENG); "": holidays are not told apart
    markets: tuple[
        tuple[int, ...], ...
    ] = ()  # last digits of the lunar days that each round of markets 集市 is held on

    notices: Notices = NONE  # official holidays of years that the installed tables lack

    @property
    def population(self) -> int | None:
        """Residents of all areas; ``None`` where one of them is not recorded."""
        counts = [area.population for area in self.areas]
        return None if not counts or None in counts else sum(c for c in counts if c is not None)

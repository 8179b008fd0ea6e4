"""What is answered about open data."""

from dataclasses import dataclass
from datetime import datetime

from daoan.jobs.open_data.releases import Release
from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class OpenPage:
    """What a reader sees: every release with its dictionary, oldest first."""

    city: Text
    zone: str  # IANA name of the city's time zone
    simulated: bool
    licence: Text  # of the next release; each release tells its own
    releases: tuple[Release, ...]


@dataclass(frozen=True, slots=True)
class DraftSet:
    """How much a data set would tell."""

    name: str
    title: Text
    rows: int
    records: int
    suppressed: int
    held: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be released now. ``opened``: whether anybody could download it."""

    opened: bool
    licence: Text
    as_of: datetime
    sets: tuple[DraftSet, ...]

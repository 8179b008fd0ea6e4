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
    """What would be released now. ``opened``: whether anybody could download it.

    ``until``: first day, local, that nothing is told of; ``k``: the fewest crashes of a row; ``released``: whether the
    last release tells just this already.
    """

    opened: bool
    licence: Text
    as_of: datetime
    sets: tuple[DraftSet, ...]
    until: str
    lag_days: int
    k: int
    scheme: str
    released: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How open data stands, for whoever releases it or sets it up.

    ``obstacle``: why nothing can be released by these settings; ``may_release``: whether the one who asks may.
    """

    opened: bool
    licence: Text
    obstacle: Text | None
    may_release: bool
    releases: tuple[Release, ...]

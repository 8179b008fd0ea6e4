"""What the routes of the watch list take and answer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import Field

from daoan.terms.estimates import Text
from daoan.terms.records.outside import OutsideHit

Word = Annotated[str, Field(max_length=80)]
Line = Annotated[str, Field(max_length=400)]


@dataclass(frozen=True, slots=True)
class NewWatch:
    """An entry to file. Empty words take the default of the type; ``until``: a day, or a moment with its zone."""

    plate: Word
    type: Word
    case: Word
    large: bool = False
    ground: Word = ""
    ground_words: Line = ""
    purpose: Word = ""
    source: Word = ""
    level: Word = ""
    brief: Annotated[str, Field(max_length=2000)] = ""
    until: Word = ""
    areas: Annotated[tuple[Word, ...], Field(max_length=50)] = ()
    sites: Annotated[tuple[Word, ...], Field(max_length=50)] = ()
    secret: bool = False


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A type with what a filing of it begins with."""

    code: str
    name: Text
    level: str
    ground: str
    purpose: str
    half_life_days: float
    ends_by_itself: tuple[Text, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose. ``needs_words``: write more beside it."""

    code: str
    name: Text
    needs_words: bool = False


@dataclass(frozen=True, slots=True)
class SourceCount:
    """Open entries of one source in one state."""

    source: str
    state: str
    number: int


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """A list of the security police: nothing but its name, who keeps it and counts.

    ``matched``: passes that it was held against; ``hits``: among them. For its keeper alone: ``unseen``, hits that
    nobody has marked as seen, and the address that hits are told to; for others 0 and empty.
    """

    list_id: str
    name: str
    keeper: str
    keeper_name: Text | None
    count: int
    matched: int
    hits: int
    mine: bool
    unseen: int
    webhook: str


@dataclass(frozen=True, slots=True)
class WatchDesk:
    """What the page needs besides its rows: what can be chosen, and how many entries there are that the reader sees."""

    types: tuple[TypeChoice, ...]
    grounds: tuple[Choice, ...]
    purposes: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    states: tuple[Choice, ...]
    default_days: int
    most_days: int
    by_state: dict[str, int]
    by_source: tuple[SourceCount, ...]
    late: int
    can_file: bool
    can_decide: bool
    outside: tuple[OutsideLine, ...]
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class NotFiledLine:
    """A line of a file that was not filed, and why."""

    line: int
    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What came of a file."""

    filed: tuple[str, ...]
    refused: tuple[NotFiledLine, ...]


@dataclass(frozen=True, slots=True)
class NewOutsideList:
    """A list to keep; plates become tokens and are kept nowhere.

    ``more``: the plates come beside those that the list has. ``webhook``: address that hits are told to, if any.
    """

    name: Annotated[str, Field(min_length=1, max_length=200)]
    plates: Annotated[tuple[Word, ...], Field(max_length=1_000_000)] = field(default=())
    more: bool = False
    webhook: Line = ""


@dataclass(frozen=True, slots=True)
class OutsideKept:
    """How many plates a list has now; ``unreadable``: places of it, from 1, that are no plates.

    ``references``: what hits call each plate, in the order of the plates; it is told this once. ``secret``: that calls
    of the list's address are signed with.
    """

    count: int
    unreadable: tuple[int, ...]
    references: tuple[str, ...]
    secret: str


@dataclass(frozen=True, slots=True)
class HitsOfList:
    """One page of hits, latest told first. ``line``: of the audit log, which says who read them."""

    rows: tuple[OutsideHit, ...]
    next: str | None
    line: int


@dataclass(frozen=True, slots=True)
class SeenHits:
    """Hits to mark as seen, by id."""

    hits: Annotated[tuple[Word, ...], Field(min_length=1, max_length=500)]


@dataclass(frozen=True, slots=True)
class SeenCount:
    """How many were marked now."""

    seen: int


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A line of the exported list; the plate is masked, whoever asks."""

    entry: str
    state: str
    state_zh: str
    plate: str
    type: str
    type_en: str
    type_zh: str
    level: str
    source: str
    ground: str
    purpose: str
    case: str
    unit: str
    filed_at: datetime
    until: str
    in_force_from: str
    ended_at: str
    ended_why: str

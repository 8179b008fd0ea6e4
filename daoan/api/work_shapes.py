"""What the routes of work take and answer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from daoan.act.on_scene.rule import MustGo
from daoan.jobs.clocks import ClockRun
from daoan.jobs.keepers import JobState
from daoan.terms.estimates import Share, Text
from daoan.terms.records import Evidence
from daoan.terms.records.notified import Notification
from daoan.terms.records.working import Attachment, Matter, Step
from daoan.terms.units import Unit

Id = Annotated[str, Field(min_length=1, max_length=200)]
Word = Annotated[str, Field(max_length=40, pattern="^[a-z_]*$")]
Note = Annotated[str, Field(max_length=4000)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class MatterLine(Matter):
    """A matter as lists show it. ``minutes_left``: until the deadline, below zero behind it; ``None`` without one."""

    kind_name: Text = field(default=Text("", ""))
    state_name: Text = field(default=Text("", ""))
    holder_name: Text | None = None
    issuer_name: Text | None = None
    late: bool = False
    minutes_left: int | None = None


@dataclass(frozen=True, slots=True)
class StepLine(Step):
    """A line of a matter's log with its words. ``by_name`` is a colleague's name: shown, never logged."""

    label: Text = field(default=Text("", ""))
    by_name: str | None = None
    unit_name: Text | None = None


@dataclass(frozen=True, slots=True)
class Possible:
    """Something that the actor may do now. ``needs``: names of the fields that it must fill in."""

    event: str
    label: Text
    needs_note: bool
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatterDetail:
    """A matter with its log, its family as far as the actor may see it, and what can be done."""

    matter: MatterLine
    kind_name: Text
    state_name: Text
    steps: tuple[StepLine, ...]
    family: tuple[MatterLine, ...]
    can: tuple[Possible, ...]
    attachments: tuple[Attachment, ...]
    masked: bool = False  # something of it is hidden from the reader
    clear_until: datetime | None = None  # shown in the clear until then
    about: tuple[MatterLine, ...] = ()  # what a case of supervision is about, as far as the actor may see it
    must_go: MustGo | None = None  # the leader who must go to the scene, where it is about such a crash


@dataclass(frozen=True, slots=True)
class OwnBoard:
    """What the actor's own unit holds: open matters by kind and state, and how many are overdue."""

    counts: dict[str, dict[str, int]]
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class UnitBoard:
    """Parts of orders held by one unit and all below it. ``on_time``: done without a late step, of all done."""

    unit: Unit
    to_sign: int
    to_sign_late: int
    to_feed_back: int
    to_feed_back_late: int
    to_audit: int
    rejected_twice: int
    misdirected: int
    closed: int
    on_time: Share


@dataclass(frozen=True, slots=True)
class Board:
    """The board 看板 of a unit: its own work, and that of each unit right below it."""

    own: OwnBoard
    below: tuple[UnitBoard, ...]


@dataclass(frozen=True, slots=True)
class Notices:
    """What a unit should know, what is due soon first, then latest first. ``head``: ask again with ``after=head``."""

    rows: tuple[Notification, ...]
    head: int
    clocks: JobState[ClockRun]
    on_duty: bool | None  # of the person who asks; None: their unit keeps no shifts


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a kind's table."""

    event: str
    sources: tuple[str, ...]
    target: str
    parts: tuple[str, ...]
    permission: str
    label: Text
    needs_note: bool
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of matter as its table says. ``mermaid``: the same as a state diagram.

    ``begun_with``: the permission that it takes to open one by hand; ``None``: it comes into being below another.
    """

    kind: str
    name: Text
    states: dict[str, Text]
    start: str
    closed: tuple[str, ...]
    rows: tuple[TableRow, ...]
    clocks: dict[str, Text]
    mermaid: str
    begun_with: str | None


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One matter of many that moved."""

    id: str
    version: int
    state: str


@dataclass(frozen=True, slots=True)
class BulkRefused:
    """One matter of many that did not move, and why."""

    id: str
    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class BulkAnswer:
    """What came of one event on many matters."""

    done: tuple[BulkLine, ...]
    refused: tuple[BulkRefused, ...]


@dataclass(frozen=True, slots=True)
class NewMatter:
    """A matter to open."""

    kind: Annotated[str, Field(min_length=1, max_length=40, pattern="^[a-z_]+$")]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    level: Word = ""
    holder: Annotated[str, Field(max_length=200)] = ""
    values: dict[str, Any] = field(default_factory=dict)
    area: Annotated[str, Field(max_length=40)] | None = None
    segment_id: Annotated[str, Field(max_length=200)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=50)] = ()


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to cause on a matter whose version was seen."""

    event: Annotated[str, Field(min_length=1, max_length=40, pattern="^[a-z_]+$")]
    version: Version
    note: Note = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """A matter and the version of it that was seen."""

    id: Id
    version: Version


@dataclass(frozen=True, slots=True)
class NewEvents:
    """One event to cause on up to 200 matters."""

    items: Annotated[tuple[Seen, ...], Field(min_length=1, max_length=200)]
    event: Annotated[str, Field(min_length=1, max_length=40, pattern="^[a-z_]+$")]
    note: Note = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewRemark:
    """A remark on a matter whose version was seen."""

    note: Annotated[str, Field(min_length=1, max_length=4000)]
    version: Version

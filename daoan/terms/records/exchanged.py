"""What is carried between two networks by files: acts one way, copies of records the other, and the files themselves.

Two workspaces of one city: *inside* 内网 is the system of record, *outside* 外网 what phones on the internet reach.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from daoan.terms.estimates import Text
from daoan.terms.records.working import Attachment, Matter, Step

#: A file that was made here, or one that was taken in.
Way = Literal["made", "taken"]


class Side(StrEnum):
    """Which of the two a workspace is."""

    INSIDE = "inside"  # 内网: the system of record
    OUTSIDE = "outside"  # 外网: what phones on the internet reach

    @property
    def other(self) -> "Side":
        """The side that files go to and come from."""
        return Side.OUTSIDE if self is Side.INSIDE else Side.INSIDE


class ActState(StrEnum):
    """How far an act has come."""

    ASKED = "asked"  # written down before it was answered
    KEPT = "kept"  # accepted outside; waits for the inside
    DONE = "done"  # accepted inside
    REFUSED = "refused"  # refused inside; the person is told outside


@dataclass(frozen=True, slots=True)
class CarriedAct:
    """Something that a person asked for outside, to be asked for again inside as it was. ``number``: 1, 2, 3 … outside.

    ``act_id`` follows from person, address and key, so that the same request is one act. ``at`` is the moment by the
    outside's clock, which both sides act by. ``sha256``, ``bytes``: of the body. ``subject``: the matter or record that
    it is about; ``seen``: the state that the matter was in. ``code``, ``message``: why the inside refused it.
    """

    number: int
    act_id: str
    at: datetime
    person_id: str
    method: str
    path: str
    query: str
    media_type: str
    key: str
    sha256: str
    bytes: int
    state: ActState = ActState.ASKED
    subject: str = ""
    seen: str = ""
    code: str = ""
    message: Text | None = None
    answered_at: datetime | None = None

    @property
    def answered(self) -> bool:
        """Whether the inside has said what became of it."""
        return self.state in (ActState.DONE, ActState.REFUSED)


@dataclass(frozen=True, slots=True)
class CarriedBundle:
    """A file that was made or taken. ``digest``: SHA-256 of its manifest, which names every part with its own.

    It holds everything since ``base``, the last file that the other side said it had taken (0: from the beginning), up
    to the act of number ``upto``. ``other``: the last file taken from the other side when it was made.
    """

    way: Way
    number: int
    digest: str
    at: datetime
    base: int
    base_digest: str
    upto: int
    other: int
    other_digest: str
    bytes: int
    counts: Mapping[str, int] = field(default_factory=dict)
    acknowledged_at: datetime | None = None  # of one that was made: when the other side's word of it came


@dataclass(frozen=True, slots=True)
class CarriedCopy:
    """A record that the inside offers to the outside. ``name``: its kind and id.

    ``bundle``: the file that first carried this content. ``payload``: the copy itself, kept outside only. ``settled``:
    whether the outside's own tables say the same.
    """

    name: str
    digest: str
    bundle: int
    gone: bool = False
    payload: str = ""
    settled: bool = True


@dataclass(frozen=True, slots=True)
class MatterCopy:
    """A matter with its log and what is told of its files."""

    matter: Matter
    steps: tuple[Step, ...]
    attachments: tuple[Attachment, ...] = ()

"""Advice records 劝导台账 of country wardens, every version of each; their photos; and proofs that a warden was there.

A record is made on a phone, perhaps without a network, and known by an id made there. A change of it is a further
version that names the version, or versions, it was made from. A version that no other was made from is a *head*; two
heads are a conflict 冲突, which stays until a person makes a version from both. Plates are a keyed token, a masked form
and a sealed clear one, as in the roster of companies.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class AdviceVersion:
    """What one version of a record says. Codes are of the rule pack ``advice``.

    ``phone_at`` is when it happened by the phone's own clock, ``offset_s`` by how much that clock was behind ours when
    the phone sent it (seconds, negative: ahead), and ``happened_at`` the one corrected by the other. ``digest``: of
    what the phone sent, so that the same version sent again is known. ``photos``: SHA-256 of each.
    """

    record_id: str
    version_id: str
    based_on: tuple[str, ...]  # versions that it was made from; none: the first
    station: str  # code in the register advice_station
    unit_id: str  # that answers for the station
    person_id: str  # who was signed in
    device_id: str
    seq: int  # the device's own count, from 1
    phone_at: datetime
    offset_s: float
    happened_at: datetime
    known_at: datetime
    digest: str
    vehicle: str
    behaviours: tuple[str, ...]
    outcome: str
    lon: float | None = None  # WGS-84 degrees
    lat: float | None = None
    accuracy_m: float | None = None  # radius of 68 %
    people: int | None = None  # on board
    plate: str = ""  # keyed token
    shown: str = ""  # 甘M·12*45
    sealed: str = ""
    photos: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class AdviceRecord:
    """A record as it stands. ``place``: grows with every change of any record; ``handed``: the matter it became."""

    record_id: str
    current: AdviceVersion
    heads: tuple[str, ...]
    versions: int
    place: int
    begun_by: str  # person id
    begun_at: datetime  # when it happened, by its first version
    handed: str = ""
    first_known_at: datetime | None = None  # when its first version came in

    @property
    def conflict(self) -> bool:
        """Whether two versions were made from the same one, and nobody has decided yet."""
        return len(self.heads) > 1


@dataclass(frozen=True, slots=True)
class AdvicePhoto:
    """How much of a photo is there, in bytes."""

    record_id: str
    sha256: str
    total: int
    have: int
    known_at: datetime
    done: bool = False


class PresenceWay(StrEnum):
    """How a presence was told."""

    POSITION = "position"  # 定位签到: the phone's place and time
    SMS = "sms"  # 短信编码: the shift's code by text message, while the shift ran
    PAPER = "paper"  # 纸质编码: the shift's code, entered later by the township


class PresenceWhat(StrEnum):
    """What is told."""

    IN = "in"  # 到岗
    OUT = "out"  # 离岗
    SHIFT = "shift"  # a whole shift, by its code


@dataclass(frozen=True, slots=True)
class AdvicePresence:
    """That somebody was at a station. ``why``: of one that proves nothing, the reason as a code; empty where proved."""

    presence_id: str
    station: str
    unit_id: str
    way: PresenceWay
    what: PresenceWhat
    happened_at: datetime
    known_at: datetime
    day: date  # of the city's calendar
    shift: str = ""  # code of the rule pack; empty: outside every shift
    person_id: str = ""  # who was signed in, or entered it; empty for a text message
    sender: str = ""  # of a text message: token of the telephone
    sender_known: bool = False  # the telephone is of a warden of the station
    phone_at: datetime | None = None
    offset_s: float = 0.0
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    distance_m: float | None = None  # from the station
    contacts: int | None = None  # people spoken to, as told; None: not told
    why: str = ""

    @property
    def proved(self) -> bool:
        """Whether it counts as attendance."""
        return not self.why

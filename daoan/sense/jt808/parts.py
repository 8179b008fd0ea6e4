"""Messages that come in several frames, joined. Bounded in number, bytes and age."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from daoan.sense.jt808.header import Header
from daoan.terms.records.fleet import FrameRefusal
from daoan.terms.telematics import FrameFault

MOST_OPEN = 4  # messages of one line that wait for parts
MOST_PARTS = 64  # of one message: 64 KiB, some two thousand positions
ASK_AFTER = timedelta(seconds=10)
GIVE_UP_AFTER = timedelta(seconds=60)

Key = tuple[str, int, int, int]


@dataclass(slots=True)
class _Open:
    header: Header  # of the first part, found or reckoned
    began_at: datetime
    bodies: dict[int, bytes] = field(default_factory=dict)
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """A whole message. ``serials``: of its frames, in order of the parts."""

    header: Header
    body: bytes
    serials: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Parts to be asked for again."""

    header: Header
    parts: tuple[int, ...]


class Parts:
    """What waits for parts, on one line."""

    def __init__(self) -> None:
        self._open: dict[Key, _Open] = {}

    @property
    def held_bytes(self) -> int:
        """How much is kept."""
        return sum(len(body) for one in self._open.values() for body in one.bodies.values())

    def add(self, header: Header, body: bytes, now: datetime) -> Joined | FrameRefusal | None:
        """One frame; the message once it is whole, ``None`` until then."""
        if header.parts == 1:
            return Joined(header, body, (header.serial,))
        if header.parts > MOST_PARTS:
            return FrameRefusal(FrameFault.PARTS_TOO_MANY, len(body), f"{header.parts} parts")
        first = (header.serial - header.part + 1) & 0xFFFF
        key = (header.phone, header.message_id, first, header.parts)
        if key not in self._open and len(self._open) >= MOST_OPEN:
            return FrameRefusal(FrameFault.PARTS_TOO_MANY, len(body), f"{len(self._open)} messages wait")
        one = self._open.setdefault(key, _Open(replace(header, serial=first, part=1), now))
        one.bodies[header.part] = body
        if len(one.bodies) < header.parts:
            return None
        del self._open[key]
        whole = b"".join(one.bodies[part] for part in sorted(one.bodies))
        return Joined(replace(one.header, parts=1), whole, tuple((first + n) & 0xFFFF for n in range(header.parts)))

    def list_gaps(self, now: datetime) -> list[Gap | FrameRefusal]:
        """Parts to ask for again, once a message; what is too old is given up."""
        found: list[Gap | FrameRefusal] = []
        for key, one in list(self._open.items()):
            age = now - one.began_at
            if age >= GIVE_UP_AFTER:
                del self._open[key]
                size = sum(map(len, one.bodies.values()))
                found.append(FrameRefusal(FrameFault.PARTS_MISSING, size, f"{len(one.bodies)} of {one.header.parts}"))
            elif age >= ASK_AFTER and not one.asked:
                one.asked = True
                lacking = (part for part in range(1, one.header.parts + 1) if part not in one.bodies)
                found.append(Gap(one.header, tuple(lacking)[:255]))
        return found

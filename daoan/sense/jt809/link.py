"""The upper platform's side of a main link. Pure: no socket, no clock.

A platform below logs in (0x1001), keeps the link alive (0x1005), sends positions (0x1202, 0x1203). The standard has no
answer to a position: what was on the way when this side fell must be asked for again (0x9209), which is not done here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from daoan.sense.jt808.conversation import MOST_FAILURES, Heard
from daoan.sense.jt808.position import FleetFeed
from daoan.sense.jt809.framing import FrameSplitter, unwrap
from daoan.sense.jt809.header import Header, Secret, read_header
from daoan.sense.jt809.message import Message, read_message, write_message
from daoan.sense.jt809.position import list_positions
from daoan.terms.records.fleet import FrameRefusal, Position, TerminalEvent
from daoan.terms.telematics import FrameFault

LOGIN, LOGIN_ANSWER, LOGOUT, LOGOUT_ANSWER, ALIVE, ALIVE_ANSWER, BROKE, CLOSES = range(0x1001, 0x1009)
#: Results of 0x1002.
WELCOME, WRONG_CENTER, NO_SUCH_USER, WRONG_PASSWORD = 0, 2, 3, 4


@dataclass(frozen=True, slots=True)
class LinkGate:
    """Who may log in. ``check``: access code, user and password to the result of 0x1002."""

    check: Callable[[int, int, str], int] = field(repr=False)
    secret: Secret | None = field(default=None, repr=False)


class Link:
    """One main link, from its first byte to its last."""

    def __init__(self, feed: FleetFeed, gate: LinkGate) -> None:
        self._feed = feed
        self._gate = gate
        self._splitter = FrameSplitter()
        self._center: int | None = None  # of the platform that is logged in
        self._failures = 0
        self._serial = 0

    @property
    def held_bytes(self) -> int:
        """How much is kept until more comes."""
        return self._splitter.held_bytes

    def hear(self, data: bytes, now: datetime) -> Heard:
        """Bytes as they came. Whatever they are, nothing is raised."""
        heard = Heard()
        for sent in self._splitter.feed(data):
            plain = unwrap(sent) if isinstance(sent, bytes) else sent
            headed = read_header(plain, self._gate.secret) if isinstance(plain, bytes) else plain
            message = read_message(*headed) if isinstance(headed, tuple) else headed
            if isinstance(message, FrameRefusal):
                heard.refusals.append(message)
            elif message.header.business == LOGIN:
                self._log_in(message, heard, now)
            elif self._center is None or message.header.center != self._center:
                detail = f"0x{message.header.business:04X}"
                heard.refusals.append(FrameRefusal(FrameFault.NOT_SIGNED_IN, detail=detail))
            else:
                self._take(message, heard, now)
        return heard

    def tick(self, now: datetime) -> Heard:  # noqa: ARG002
        """Nothing: the platform below keeps the link alive, and a silent link is closed by the door."""
        return Heard()

    def _log_in(self, message: Message, heard: Heard, now: datetime) -> None:
        values = message.values
        result = self._gate.check(message.header.center, values["user"], values["password"])
        if result == WELCOME:
            self._center = message.header.center
            heard.events.append(self._event("signed_in", message, now))
        else:
            self._failures += 1
            heard.closes = self._failures >= MOST_FAILURES
            heard.refusals.append(FrameRefusal(FrameFault.CODE_WRONG))
        heard.answers += self._write(message, LOGIN_ANSWER, {"result": result, "verify": 0}, now)

    def _take(self, message: Message, heard: Heard, now: datetime) -> None:
        business = message.header.business
        for one in list_positions(message, self._feed, now):
            (heard.positions if isinstance(one, Position) else heard.refusals).append(one)  # type: ignore[arg-type]
        if business == ALIVE:
            heard.answers += self._write(message, ALIVE_ANSWER, {}, now)
            heard.events.append(self._event("alive", message, now))
        elif business in (LOGOUT, CLOSES, BROKE):
            self._center = None
            heard.closes = True
            heard.events.append(self._event("left", message, now))
            if business == LOGOUT:
                heard.answers += self._write(message, LOGOUT_ANSWER, {}, now)
        elif message.data is not None and not heard.positions:
            heard.events.append(self._event("said", message, now))

    def _event(self, kind: str, message: Message, now: datetime) -> TerminalEvent:
        said = message.data or message.header.business
        return TerminalEvent(f"platform-{message.header.center}", now, kind, f"0x{said:04X}")

    def _write(self, message: Message, business: int, values: dict[str, Any], now: datetime) -> bytes:
        self._serial += 1
        asked = message.header
        sent_s = int(now.timestamp())
        header = Header(business, asked.center, self._serial, asked.edition, asked.version, 0, sent_s)
        return write_message(header, values)

"""A platform's side of the talk with one line: what to answer, what was told. Pure: no socket, no clock.

A terminal registers (0x0100) and is given a code (0x8100), signs in with it (0x0102), then tells positions. Whatever
tells positions is answered only with :attr:`Heard.answers_kept`, to be sent once the positions are on disk; everything
else at once. A message in parts that tells positions is answered when it is whole; parts of others are answered one by
one and not kept.

Results of 0x8001: 0 done, 1 failed, 2 wrong message, 3 not supported. A position that cannot be used is answered with
0 all the same: it would come again for ever.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from daoan.sense.jt808.framing import FrameSplitter, unwrap
from daoan.sense.jt808.header import Header, read_header
from daoan.sense.jt808.message import Message, read_message, write_message
from daoan.sense.jt808.parts import Gap, Joined, Parts
from daoan.sense.jt808.position import ASKED, BULK, ONE, FleetFeed, list_positions
from daoan.terms.records.fleet import FrameRefusal, Position, TerminalEvent
from daoan.terms.telematics import FrameFault

ANSWER, HEARTBEAT, LEAVES, ASKS_TIME, REGISTERS, SIGNS_IN = 0x0001, 0x0002, 0x0003, 0x0004, 0x0100, 0x0102
ANSWERED, ASK_PARTS, TIME, REGISTERED = 0x8001, 0x8003, 0x8004, 0x8100
DONE, FAILED, WRONG, NOT_SUPPORTED = 0, 1, 2, 3
NO_SUCH_TERMINAL = 4  # of 0x8100
TELL_POSITIONS = frozenset((ONE, ASKED, BULK))
MOST_FAILURES = 3  # wrong codes, then the line is closed
MOST_TERMINALS = 64  # on one line: some gateways send for several


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may talk. ``code``: number of a terminal to the code that it signs in with. ``admits``: who gets one."""

    code: Callable[[str], str] = field(repr=False)
    admits: Callable[[str], bool] = field(repr=False)


@dataclass(slots=True)
class Heard:
    """What came of some bytes."""

    positions: list[Position] = field(default_factory=list)
    answers: bytearray = field(default_factory=bytearray)  # to be sent at once
    answers_kept: bytearray = field(default_factory=bytearray)  # to be sent once the positions are on disk
    events: list[TerminalEvent] = field(default_factory=list)
    refusals: list[FrameRefusal] = field(default_factory=list)
    closes: bool = False


class Conversation:
    """One line, from its first byte to its last."""

    def __init__(self, feed: FleetFeed, gate: Gate) -> None:
        self._feed = feed
        self._gate = gate
        self._splitter = FrameSplitter()
        self._parts = Parts()
        self._signed_in: set[str] = set()
        self._failures = 0
        self._serial = 0

    @property
    def held_bytes(self) -> int:
        """How much is kept until more comes."""
        return self._splitter.held_bytes + self._parts.held_bytes

    def hear(self, data: bytes, now: datetime) -> Heard:
        """Bytes as they came. Whatever they are, nothing is raised."""
        heard = Heard()
        for sent in self._splitter.feed(data):
            found = unwrap(sent) if isinstance(sent, bytes) else sent
            headed = read_header(found) if isinstance(found, bytes) else found
            if isinstance(headed, FrameRefusal):
                heard.refusals.append(headed)
            else:
                self._take(*headed, heard, now)
        return heard

    def tick(self, now: datetime) -> Heard:
        """What time brings: parts to be asked for again, parts given up. To be called every few seconds."""
        heard = Heard()
        for gap in self._parts.list_gaps(now):
            if isinstance(gap, Gap):
                values = {"first_serial": gap.header.serial, "parts": list(gap.parts)}
                heard.answers += self._write(gap.header, ASK_PARTS, values)
            else:
                heard.refusals.append(gap)
        return heard

    def _take(self, header: Header, body: bytes, heard: Heard, now: datetime) -> None:
        if header.number not in self._signed_in and header.message_id not in (REGISTERS, SIGNS_IN):
            heard.refusals.append(FrameRefusal(FrameFault.NOT_SIGNED_IN, len(body), f"0x{header.message_id:04X}"))
            heard.answers += self._answer(header, header.serial, FAILED)
            return
        if header.parts > 1 and header.message_id not in TELL_POSITIONS:  # pictures and the like, which nobody keeps
            heard.events.append(self._event(header, "said", now))
            heard.answers += self._answer(header, header.serial, DONE)
            return
        joined = self._parts.add(header, body, now)
        if isinstance(joined, FrameRefusal):
            heard.refusals.append(joined)
            heard.answers += self._answer(header, header.serial, FAILED)
        elif joined:
            self._take_whole(joined, heard, now)

    def _take_whole(self, joined: Joined, heard: Heard, now: datetime) -> None:
        message = read_message(joined.header, joined.body)
        if isinstance(message, FrameRefusal):
            heard.refusals.append(message)
            unknown = message.code is FrameFault.MESSAGE_UNKNOWN
            heard.answers += self._answer(joined.header, joined.serials[-1], NOT_SUPPORTED if unknown else WRONG)
        elif message.header.message_id in TELL_POSITIONS:
            for one in list_positions(message, self._feed, now):
                (heard.positions if isinstance(one, Position) else heard.refusals).append(one)  # type: ignore[arg-type]
            for serial in joined.serials:
                heard.answers_kept += self._answer(joined.header, serial, DONE)
        else:
            act = _ACTS.get(message.header.message_id, Conversation._hear_other)
            act(self, message, joined.serials[-1], heard, now)

    def _register(self, message: Message, serial: int, heard: Heard, now: datetime) -> None:
        number = message.header.number
        values: dict[str, Any] = {"answers_serial": serial, "result": DONE}
        if self._gate.admits(number):
            values["code"] = self._gate.code(number)
            heard.events.append(self._event(message.header, "registered", now))
        else:
            values["result"] = NO_SUCH_TERMINAL
            heard.refusals.append(FrameRefusal(FrameFault.NOT_KNOWN))
        heard.answers += self._write(message.header, REGISTERED, values)

    def _sign_in(self, message: Message, serial: int, heard: Heard, now: datetime) -> None:
        number = message.header.number
        right = hmac.compare_digest(self._gate.code(number).encode(), message.values["code"].encode("utf-8", "replace"))
        if right and self._gate.admits(number) and len(self._signed_in) < MOST_TERMINALS:
            self._signed_in.add(number)
            heard.events.append(self._event(message.header, "signed_in", now))
            heard.answers += self._answer(message.header, serial, DONE)
            return
        self._failures += 1
        heard.closes = self._failures >= MOST_FAILURES
        heard.refusals.append(FrameRefusal(FrameFault.CODE_WRONG))
        heard.answers += self._answer(message.header, serial, FAILED)

    def _leave(self, message: Message, serial: int, heard: Heard, now: datetime) -> None:
        self._signed_in.discard(message.header.number)
        heard.events.append(self._event(message.header, "left", now))
        heard.answers += self._answer(message.header, serial, DONE)

    def _tell_time(self, message: Message, _serial: int, heard: Heard, now: datetime) -> None:
        heard.answers += self._write(message.header, TIME, {"at": now})

    def _hear_answer(self, message: Message, _serial: int, heard: Heard, now: datetime) -> None:
        heard.events.append(self._event(message.header, "said", now))

    def _keep_alive(self, message: Message, serial: int, heard: Heard, now: datetime) -> None:
        heard.events.append(self._event(message.header, "alive", now))
        heard.answers += self._answer(message.header, serial, DONE)

    def _hear_other(self, message: Message, serial: int, heard: Heard, now: datetime) -> None:
        self._hear_answer(message, serial, heard, now)
        heard.answers += self._answer(message.header, serial, DONE)

    def _event(self, header: Header, what: str, now: datetime) -> TerminalEvent:
        return TerminalEvent(self._feed.token(header.number), now, what, f"0x{header.message_id:04X}")

    def _answer(self, header: Header, serial: int, result: int) -> bytes:
        values = {"answers_serial": serial, "answers": header.message_id, "result": result}
        return self._write(header, ANSWERED, values)

    def _write(self, header: Header, message_id: int, values: dict[str, Any]) -> bytes:
        self._serial = (self._serial + 1) & 0xFFFF
        ours = Header(message_id, header.phone, self._serial, header.is_2019, header.version)
        return write_message(ours, values)


_ACTS: dict[int, Callable[[Conversation, Message, int, Heard, datetime], None]] = {
    ANSWER: Conversation._hear_answer,
    HEARTBEAT: Conversation._keep_alive,
    LEAVES: Conversation._leave,
    ASKS_TIME: Conversation._tell_time,
    REGISTERS: Conversation._register,
    SIGNS_IN: Conversation._sign_in,
}

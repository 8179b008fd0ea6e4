"""A whole message: header, name, named values. Which layout reads a body follows from its id and edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daoan.sense.jt808.framing import unwrap
from daoan.sense.jt808.from_platforms import FROM_PLATFORMS
from daoan.sense.jt808.from_terminals import FROM_TERMINALS
from daoan.sense.jt808.header import Header, read_header, write_frames
from daoan.sense.jt808.kinds import MessageKind
from daoan.sense.jt808.layouts import read_body, write_fields
from daoan.sense.jt808.video import VIDEO
from daoan.terms.records.fleet import FrameRefusal
from daoan.terms.telematics import FrameFault

KINDS: Mapping[int, MessageKind] = {one.message_id: one for one in (*FROM_TERMINALS, *FROM_PLATFORMS, *VIDEO)}
REGISTRATION = 0x0100
_SHORTEST_2013 = 37  # a registration of 2013 has 12 bytes more of a model than one of 2011


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``values``: by the names of its layout; empty where it has no body."""

    header: Header
    kind: MessageKind
    values: Mapping[str, Any]


def edition_of(header: Header, body: bytes) -> int:
    """2019 by its header; 2011 and 2013 differ in registrations only, and are told apart there by length."""
    if header.is_2019:
        return 2019
    return 2011 if header.message_id == REGISTRATION and len(body) < _SHORTEST_2013 else 2013


def read_message(header: Header, body: bytes) -> Message | FrameRefusal:
    """A message of its header and whole body (parts joined)."""
    found = KINDS.get(header.message_id)
    said = f"0x{header.message_id:04X}"
    if found is None:
        return FrameRefusal(FrameFault.MESSAGE_UNKNOWN, len(body), said)
    values = read_body(found.layout, body, edition_of(header, body))
    if isinstance(values, FrameRefusal):
        return FrameRefusal(values.code, values.bytes_seen, f"{said} {values.detail}")
    return Message(header, found, values)


def read_frame(sent: bytes) -> Message | FrameRefusal:
    """One message of one frame's bytes between its flags, or with them. A part of a message cannot be read alone."""
    plain = unwrap(sent.strip(b"\x7e"))
    if isinstance(plain, FrameRefusal):
        return plain
    headed = read_header(plain)
    if isinstance(headed, FrameRefusal):
        return headed
    header, body = headed
    if header.parts > 1:
        return FrameRefusal(FrameFault.PARTS_MISSING, len(body), f"part {header.part} of {header.parts}")
    return read_message(header, body)


def write_message(header: Header, values: Mapping[str, Any]) -> bytes:
    """Frames of a message, ready to be sent. Raises :class:`KeyError` for a message or a value that is not there."""
    layout = KINDS[header.message_id].layout
    edition = 2019 if header.is_2019 else 2013
    return b"".join(write_frames(header, write_fields(layout, values, edition)))

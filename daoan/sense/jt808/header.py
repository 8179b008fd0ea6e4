"""The header of a message, and whole frames made of header and body.

======  ==========================================================================================
bytes   what
======  ==========================================================================================
2       id of the message
2       attributes: body length (bits 0–9), encryption (10–12), in parts (13), edition of 2019 (14)
1       protocol version, 2019 only
6, 10   number of the terminal, BCD: 6 bytes until 2013, 10 in 2019
2       serial number
2 + 2   how many parts, which part from 1; where bit 13 is set
======  ==========================================================================================
"""

import struct
from dataclasses import dataclass, replace

from daoan.sense.jt808.framing import wrap
from daoan.terms.records.fleet import FrameRefusal
from daoan.terms.telematics import FrameFault

LONGEST_BODY = 1023
_ENCRYPTION, _IN_PARTS, _IS_2019 = 0x1C00, 0x2000, 0x4000


@dataclass(frozen=True, slots=True)
class Header:
    """Who sends which message. ``parts`` is 1 and ``part`` is 1 for a message in one frame."""

    message_id: int
    phone: str  # digits of the terminal's number, leading zeros kept: 12, or 20 in the edition of 2019
    serial: int
    is_2019: bool = False
    version: int = 1  # of the protocol; 2019 only
    parts: int = 1
    part: int = 1

    @property
    def number(self) -> str:
        """The terminal's number without the zeros that fill it up, so that both editions name a terminal alike."""
        return self.phone.lstrip("0") or "0"


def read_header(plain: bytes) -> tuple[Header, bytes] | FrameRefusal:
    """Header and body of an unwrapped frame."""
    message_id, attributes = struct.unpack_from(">HH", plain)
    is_2019 = bool(attributes & _IS_2019)
    at, digits = (5, 10) if is_2019 else (4, 6)
    in_parts = bool(attributes & _IN_PARTS)
    start = at + digits + 2 + (4 if in_parts else 0)
    if len(plain) < start:
        return FrameRefusal(FrameFault.TOO_SHORT, len(plain))
    if attributes & _ENCRYPTION:
        return FrameRefusal(FrameFault.ENCRYPTED, len(plain))
    said, found = attributes & LONGEST_BODY, len(plain) - start
    if said != found:
        return FrameRefusal(FrameFault.LENGTH_WRONG, len(plain), f"{said} said, {found} found")
    (serial,) = struct.unpack_from(">H", plain, at + digits)
    parts, part = struct.unpack_from(">HH", plain, at + digits + 2) if in_parts else (1, 1)
    if not 1 <= part <= parts:
        return FrameRefusal(FrameFault.BODY_WRONG, len(plain), "part out of its count")
    phone = plain[at : at + digits].hex()
    return Header(message_id, phone, serial, is_2019, plain[4] if is_2019 else 1, parts, part), plain[start:]


def write_frame(header: Header, body: bytes) -> bytes:
    """One frame, ready to be sent. ``body``: at most 1,023 bytes; see :func:`write_frames` for more."""
    attributes = len(body) & LONGEST_BODY | (_IN_PARTS if header.parts > 1 else 0) | (_IS_2019 if header.is_2019 else 0)
    digits = 20 if header.is_2019 else 12
    plain = struct.pack(">HH", header.message_id, attributes)
    plain += bytes((header.version,)) if header.is_2019 else b""
    plain += bytes.fromhex(header.phone.zfill(digits)[-digits:]) + struct.pack(">H", header.serial & 0xFFFF)
    plain += struct.pack(">HH", header.parts, header.part) if header.parts > 1 else b""
    return wrap(plain + body)


def write_frames(header: Header, body: bytes) -> list[bytes]:
    """As many frames as the body needs; their serial numbers follow that of the header."""
    pieces = [body[at : at + LONGEST_BODY] for at in range(0, len(body), LONGEST_BODY)] or [b""]
    return [
        write_frame(replace(header, serial=header.serial + n, parts=len(pieces), part=n + 1), piece)
        for n, piece in enumerate(pieces)
    ]

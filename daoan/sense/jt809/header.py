"""The header of a message between platforms.

======  =====================================================================
bytes   what
======  =====================================================================
4       length of the whole frame, 5B and 5D among it, before escapes
4       serial number
2       type of business
4       access code of the platform below
3       version of the protocol
1, 4    whether the body is encrypted, and the key
8       when it was sent, seconds since 1970; 2019 only
======  =====================================================================

The version does not tell the edition: platforms of 2019 send 0.0.0 as well as 1.0.0. Eight bytes that are a time of
2015–2099 do. Encryption is an exclusive or with a stream that a key and three constants of the platform make:

    key ← (ia · (key mod m) + ic) mod 2³²,  the byte is bits 20–27 of the key
"""

import struct
from dataclasses import dataclass

from daoan.sense.jt809.framing import wrap
from daoan.terms.records.fleet import FrameRefusal
from daoan.terms.telematics import FrameFault

_HEAD = struct.Struct(">IIHI3sBI")
HEAD_BYTES = _HEAD.size  # 22
_FIRST_S, _LAST_S = 1_420_070_400, 4_102_444_800


@dataclass(frozen=True, slots=True)
class Secret:
    """What two platforms agreed on for encrypted bodies."""

    m: int
    ia: int
    ic: int


@dataclass(frozen=True, slots=True)
class Header:
    """Who sends what kind of business. ``edition``: 2011 or 2019; ``sent_s``: seconds since 1970, 2019 only."""

    business: int
    center: int
    serial: int
    edition: int = 2011
    version: bytes = b"\x01\x00\x00"
    key: int = 0
    sent_s: int = 0


def read_header(plain: bytes, secret: Secret | None = None) -> tuple[Header, bytes] | FrameRefusal:
    """Header and body, decrypted, of an unwrapped frame."""
    size, serial, business, center, version, hidden, key = _HEAD.unpack_from(plain)
    if size != len(plain) + 4:  # 5B, 5D and CRC
        return FrameRefusal(FrameFault.LENGTH_WRONG, len(plain), f"{size} said, {len(plain) + 4} found")
    sent_s = int.from_bytes(plain[HEAD_BYTES : HEAD_BYTES + 8], "big") if len(plain) >= HEAD_BYTES + 8 else 0
    edition = 2019 if _FIRST_S <= sent_s < _LAST_S else 2011
    body = plain[HEAD_BYTES + 8 :] if edition == 2019 else plain[HEAD_BYTES:]
    if hidden and secret is None:
        return FrameRefusal(FrameFault.ENCRYPTED, len(plain), f"0x{business:04X}")
    if hidden and secret is not None:
        body = cipher(body, key, secret)
    header = Header(business, center, serial, edition, version, key, sent_s if edition == 2019 else 0)
    return header, body


def write_frame(header: Header, body: bytes) -> bytes:
    """One frame, ready to be sent; not encrypted."""
    sent = header.sent_s.to_bytes(8, "big") if header.edition == 2019 else b""
    size = HEAD_BYTES + len(sent) + len(body) + 4
    head = _HEAD.pack(
        size, header.serial & 0xFFFFFFFF, header.business, header.center, header.version, 0, header.key & 0xFFFFFFFF
    )
    return wrap(head + sent + body)


def cipher(body: bytes, key: int, secret: Secret) -> bytes:
    """A body encrypted, or decrypted: the same."""
    key, modulus = key or 1, secret.m or 1
    out = bytearray(body)
    for n in range(len(out)):
        key = (secret.ia * (key % modulus) + secret.ic) & 0xFFFFFFFF
        out[n] ^= key >> 20 & 0xFF
    return bytes(out)

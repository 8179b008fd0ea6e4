"""Frames on a link: 5B, escaped bytes, 5D; the last two bytes before 5D are CRC-16 (CCITT from FFFF) of all before.

====  ===============
5B    sent as 5A 01
5A    sent as 5A 02
5D    sent as 5E 01
5E    sent as 5E 02
====  ===============
"""

import re
from binascii import crc_hqx

from daoan.terms.records.fleet import FrameRefusal
from daoan.terms.telematics import FrameFault

#: The standard sets no bound; pictures and lists of positions stay far below.
MAX_FRAME_BYTES = 1024 * 1024
SHORTEST = 24  # header of 2011 and CRC
_ENDS = re.compile(rb"[\x5b\x5d]")
_TO_WIRE = {0x5B: b"\x5a\x01", 0x5A: b"\x5a\x02", 0x5D: b"\x5e\x01", 0x5E: b"\x5e\x02"}
_FROM_WIRE = {sent: bytes((plain,)) for plain, sent in _TO_WIRE.items()}
_PLAIN, _SENT = re.compile(rb"[\x5a\x5b\x5d\x5e]"), re.compile(rb"\x5a[\x01\x02]|\x5e[\x01\x02]")


def escape(plain: bytes) -> bytes:
    """What goes between 5B and 5D."""
    return _PLAIN.sub(lambda found: _TO_WIRE[found[0][0]], plain)


def unescape(sent: bytes) -> bytes:
    """What stood between 5B and 5D, as it was meant. What is no escape stays, and the CRC decides."""
    return _SENT.sub(lambda found: _FROM_WIRE[found[0]], sent)


def wrap(plain: bytes) -> bytes:
    """A header with its body as a whole frame."""
    return b"\x5b" + escape(plain + crc_hqx(plain, 0xFFFF).to_bytes(2, "big")) + b"\x5d"


def unwrap(sent: bytes) -> bytes | FrameRefusal:
    """Header and body of what stood between 5B and 5D, if the CRC holds."""
    plain = unescape(sent)
    if len(plain) < SHORTEST:
        return FrameRefusal(FrameFault.TOO_SHORT, len(plain))
    if crc_hqx(plain[:-2], 0xFFFF) != int.from_bytes(plain[-2:], "big"):
        return FrameRefusal(FrameFault.CHECKSUM_WRONG, len(plain))
    return plain[:-2]


class FrameSplitter:
    """Cuts a stream of bytes into frames, whatever pieces it comes in. Holds no more than :data:`MAX_FRAME_BYTES`.

    A 5B inside a frame begins a new one: the frame before lost its end.
    """

    def __init__(self, longest: int = MAX_FRAME_BYTES) -> None:
        self._longest = longest
        self._held = bytearray()
        self._open = False
        self._lost = 0

    @property
    def held_bytes(self) -> int:
        """How much waits for its end."""
        return len(self._held)

    def feed(self, data: bytes) -> list[bytes | FrameRefusal]:
        """Everything that became whole with these bytes: contents between 5B and 5D, still escaped; and refusals."""
        found: list[bytes | FrameRefusal] = []
        at = 0
        for end in _ENDS.finditer(data):
            self._take(data[at : end.start()])
            at = end.end()
            if end[0] == b"\x5d" and self._open and not self._lost:
                found.append(bytes(self._held))
                self._reset(False)
            else:
                self._lost += len(self._held)
                if self._lost:
                    found.append(FrameRefusal(FrameFault.OUTSIDE, self._lost))
                self._reset(end[0] == b"\x5b")
        self._take(data[at:])
        return found

    def _take(self, piece: bytes) -> None:
        if self._open and not self._lost and len(self._held) + len(piece) <= self._longest:
            self._held += piece
        else:
            self._lost += len(self._held) + len(piece)
            self._held.clear()

    def _reset(self, is_open: bool) -> None:
        self._held.clear()
        self._open, self._lost = is_open, 0

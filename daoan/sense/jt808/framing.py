"""Frames on the wire: 7E, escaped bytes, 7E; the last byte before the closing 7E is the XOR of all before it.

====  =========================
7E    sent as 7D 02
7D    sent as 7D 01
====  =========================
"""

from daoan.terms.records.fleet import FrameRefusal
from daoan.terms.telematics import FrameFault

FLAG = 0x7E
_FLAG = b"\x7e"
#: Header of 2019 with parts (21 bytes), the longest body (1,023), checksum; twice, should every byte be escaped.
MAX_FRAME_BYTES = 2 * (21 + 1023 + 1)


def xor_of(data: bytes) -> int:
    """XOR of all bytes. Wide integers do it in one step for each halving."""
    size = 1 << max(len(data) - 1, 1).bit_length()
    folded = int.from_bytes(data, "big")
    while size > 1:
        size //= 2
        folded = (folded >> (8 * size)) ^ (folded & ((1 << (8 * size)) - 1))
    return folded


def escape(plain: bytes) -> bytes:
    """What goes between two flags."""
    return plain.replace(b"\x7d", b"\x7d\x01").replace(_FLAG, b"\x7d\x02")


def unescape(sent: bytes) -> bytes:
    """What stood between two flags, as it was meant.

    A 7D before anything but 01 and 02 stays: there are terminals that do not escape it, and the checksum decides.
    """
    return sent.replace(b"\x7d\x02", _FLAG).replace(b"\x7d\x01", b"\x7d")


def wrap(plain: bytes) -> bytes:
    """A header with its body as a whole frame: checksum, escapes, flags."""
    return _FLAG + escape(plain + bytes((xor_of(plain),))) + _FLAG


def unwrap(sent: bytes) -> bytes | FrameRefusal:
    """Header and body of what stood between two flags, if the checksum holds."""
    plain = unescape(sent)
    if len(plain) < 13:
        return FrameRefusal(FrameFault.TOO_SHORT, len(plain))
    if xor_of(plain):  # the checksum makes the whole zero
        return FrameRefusal(FrameFault.CHECKSUM_WRONG, len(plain))
    return plain[:-1]


class FrameSplitter:
    """Cuts a stream of bytes at its flags, whatever pieces it comes in.

    Each flag both ends a frame and begins the next, so that one lost flag costs one frame. Holds no more than
    :data:`MAX_FRAME_BYTES`: what is longer is let go until the next flag.
    """

    def __init__(self, flag: bytes = _FLAG, longest: int = MAX_FRAME_BYTES) -> None:
        self._flag = flag
        self._longest = longest
        self._held = bytearray()
        self._open = False  # a flag was seen
        self._lost = 0  # bytes let go since the last flag

    @property
    def held_bytes(self) -> int:
        """How much waits for its closing flag."""
        return len(self._held)

    def feed(self, data: bytes) -> list[bytes | FrameRefusal]:
        """Everything that became whole with these bytes: contents between flags, still escaped; and refusals."""
        first, *others = data.split(self._flag)
        found: list[bytes | FrameRefusal] = []
        self._take(first)
        for piece in others:
            self._close(found)
            self._take(piece)
        return found

    def _take(self, piece: bytes) -> None:
        if not self._open or self._lost or len(self._held) + len(piece) > self._longest:
            self._lost += len(self._held) + len(piece)
            self._held.clear()
        else:
            self._held += piece

    def _close(self, found: list[bytes | FrameRefusal]) -> None:
        if self._lost:
            found.append(FrameRefusal(FrameFault.TOO_LONG if self._open else FrameFault.OUTSIDE, self._lost))
        elif self._held:
            found.append(bytes(self._held))
        self._held.clear()
        self._open, self._lost = True, 0

"""Parameters of a terminal (messages 0x0104, 0x8103): id, length, value. What is not listed stays bytes.

The thresholds of driver-assistance alarms (0xF364 …, T/JSATL 12-2017) are told by their place in the block: this house
reads them only to show what a terminal was set to.
"""

from itertools import pairwise

from daoan.sense.jt808.fields import Layout, Number, Words, u8, u16, u32
from daoan.sense.jt808.layouts import Tagged

_WHOLE = (*range(0x01, 0x08), *range(0x20, 0x23), *range(0x27, 0x30), 0x30, *range(0x45, 0x48), *range(0x50, 0x5B))
_TEXTS = (*range(0x10, 0x18), *range(0x1A, 0x1C), 0x1D, *range(0x23, 0x27), *range(0x40, 0x45), 0x48, 0x49, 0x83)
_WIDE = (0x64, 0x65, *range(0x70, 0x74), 0x80)
_SHORT = (0x31, 0x5B, 0x5C, 0x5D, 0x5E, 0x81, 0x82)
_CLOCKS = tuple(f"{what}_{n}" for n in range(1, 5) for what in ("wake", "sleep"))


def _by_place(size: int, *starts: int) -> Layout:
    """Signed numbers that begin at the stated bytes of a block and reach to the next."""
    return tuple(Number(f"at_{at:02}", end - at, signed=True) for at, end in pairwise((*starts, size)))


_LATE = (*range(20, 58),)
PARAMETERS = Tagged(
    "parameters",
    4,
    {
        **dict.fromkeys((*_WHOLE, *_WIDE), (u32("value"),)),
        **dict.fromkeys(_TEXTS, (Words("value"),)),
        **dict.fromkeys(_SHORT, (u16("value"),)),
        0x84: (u8("value"),),
        0x75: (
            u8("live_coding"),
            u8("live_resolution"),
            u16("live_key_frame_interval"),
            u8("live_frame_rate"),
            u32("live_bit_rate_kbps"),
            u8("kept_coding"),
            u8("kept_resolution"),
            u16("kept_key_frame_interval"),
            u8("kept_frame_rate"),
            u32("kept_bit_rate_kbps"),
            u16("overlay"),
            u8("audio"),
        ),
        0x79: (u8("kept_pct"), u8("lasts_min"), u8("before_min")),
        0x7B: (u8("people"), u8("fatigue")),
        0x7C: (u8("mode"), u8("wakes_on"), u8("days"), u8("spans"), *(Number(name, 2) for name in _CLOCKS)),
        0xF364: _by_place(57, 0, 1, 2, 3, 5, 7, 8, 9, 10, 11, 15, 19, *range(20, 57)),
        0xF365: (
            *_by_place(23, 0, 1, 2, 3, 5, 7, 8, 9, 10, 11, 15, 19, 21),
            *(Number(f"at_23_{n}", 1) for n in range(3)),
            *(Number(f"at_{at}", 1, signed=True) for at in range(26, 65)),
        ),
        0xF367: (Number("behind_s", 1, signed=True), Number("beside_s", 1, signed=True)),
    },
    led_by_count=True,
)

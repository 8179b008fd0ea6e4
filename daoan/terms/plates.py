"""Plates as numbers: seven or eight signs packed into one int64, so that a kernel compares vehicles at one glance.

A packed plate holds up to eight signs of seven bits each, the first in the highest place (bits 55 to 49), unused places
at the end zero; bit 56 tells that the plate is a large vehicle's (yellow), since in China a yellow and a blue plate may
bear the same signs and belong to two vehicles. Zero is no plate: none there, none read, or one longer than eight signs.

Signs are numbered by :data:`SIGNS`: what a camera could not read (``?``), digits, letters, provinces, endings.
"""

from enum import IntEnum

from daoan.terms.errors import InputError

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
ENDINGS = "挂学警港澳使领试超应急"

#: Every sign in the order of its number, from 1; 0 is no sign. Never reordered: packed plates are kept.
SIGNS = "?" + "0123456789" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + PROVINCES + ENDINGS
NUMBER_OF = {sign: number for number, sign in enumerate(SIGNS, start=1)}
UNREAD_SIGN = NUMBER_OF["?"]

PLACES = 8
BITS = 7
LARGE = 1 << (PLACES * BITS)
NO_PLATE = 0

#: What is written between signs, or instead of a plate where a vehicle bears none.
_BETWEEN = str.maketrans("", "", " ·•.-\u3000")


class PlateColour(IntEnum):
    """Colour of a plate, numbered as checkpoints upload it (GA/T 543 hpys). JT/T 809 numbers colours differently."""

    WHITE = 0
    YELLOW = 1
    BLUE = 2
    BLACK = 3
    GREEN = 4
    UNREAD = 5
    OTHER = 9


def pack_plate(text: str, *, large: bool = False) -> int:
    """A plate as a number. ``text``: its signs, blanks and dots between them left out, letters of either case.

    Raises :class:`InputError`, without quoting it, for a text that no plate can be.
    """
    plain = text.upper().translate(_BETWEEN)
    if not 1 <= len(plain) <= PLACES or any(sign not in NUMBER_OF for sign in plain):
        raise InputError("a plate has up to eight letters, digits and Chinese signs 号牌至多八位字母、数字和汉字")
    packed = 0
    for place in range(PLACES):
        packed = packed << BITS | (NUMBER_OF[plain[place]] if place < len(plain) else 0)
    return packed | (LARGE if large else 0)


def signs_of(plate: int) -> str:
    """The signs of a packed plate; empty for :data:`NO_PLATE`."""
    places = (plate >> (BITS * (PLACES - 1 - place)) & 0x7F for place in range(PLACES))
    return "".join(SIGNS[number - 1] for number in places if number)


def is_large(plate: int) -> bool:
    """Whether a packed plate is a large vehicle's."""
    return bool(plate & LARGE)


def sign_at(plate: int, place: int) -> int:
    """Number of the sign at a place (0: the first); 0 where the plate is shorter."""
    return plate >> (BITS * (PLACES - 1 - place)) & 0x7F


def with_sign(plate: int, place: int, number: int) -> int:
    """A packed plate with another sign at one place."""
    shift = BITS * (PLACES - 1 - place)
    return plate & ~(0x7F << shift) | number << shift

"""Codes of shifts 签到编码: eight digits for a station, a day and a shift, on a sheet that hangs at the station.

Seven digits follow from a secret of the station, the last is a check digit, so that a slip of the finger is told from a
guess. A code says that whoever sent it could read the sheet; it counts for its own day and shift only, and once. What
is guessed blindly fits with one chance in ten million a try, and tries are counted.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DIGITS = 7
#: The quasigroup of H. M. Damm (2004), https://doi.org/10.1016/j.disc.2006.05.033: finds every single wrong digit and
#: every exchange of two neighbours.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
_MESSAGE = re.compile(r"(\S{1,40})[\s,，*#]+(\d{4}[\s-]?\d{4})(?:[\s,，*#]+(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """What a text message says: the station's code, the shift's code, people spoken to where that is told."""

    station: str
    code: str
    contacts: int | None = None


def shift_code(secret: bytes, day: date, shift: str) -> str:
    """The code of a shift."""
    digest = hmac.new(secret, f"{day.isoformat()}\n{shift}".encode(), hashlib.sha256).digest()
    body = f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"
    return body + check_digit(body)


def check_digit(digits: str) -> str:
    """The digit that makes a row of digits whole."""
    here = "0"
    for digit in digits:
        here = _DAMM[int(here)][int(digit)]
    return here


def is_whole(code: str) -> bool:
    """Whether a code is written as codes are, check digit and all."""
    return len(code) == DIGITS + 1 and code.isascii() and code.isdigit() and check_digit(code) == "0"


def find_shift(secret: bytes, day: date, shifts: Iterable[str], code: str) -> str | None:
    """The shift of a day that a code is of; all are compared, each in the same time."""
    found = None
    for shift in shifts:
        if hmac.compare_digest(shift_code(secret, day, shift), code):
            found = shift
    return found


def read_code(text: str) -> str:
    """A code as people write it: blanks and dashes left out, wide digits as plain ones."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))


def read_message(text: str) -> CodeMessage | None:
    """A text message "QD001 1234 5678 14": station, code, people spoken to; ``None`` where it is no such message."""
    found = _MESSAGE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    return CodeMessage(found[1].upper(), read_code(found[2]), int(found[3]) if found[3] else None)

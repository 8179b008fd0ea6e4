"""Numbers as sources write them; ``None`` where a cell holds none that can be used. Full-width digits are digits."""

import re
from unicodedata import normalize

_WHOLE = re.compile(r"[+-]?\d{1,15}(?:\.0*)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


def find_int(value: str) -> int | None:
    """The whole number in a text ("2", "2.0"); ``None`` for anything else."""
    plain = value if value.isascii() else normalize("NFKC", value)
    return int(plain.split(".")[0]) if _WHOLE.fullmatch(plain) else None


def find_count(value: str) -> int | None:
    """A whole number from 0 to 9,999; more than that is no count of people or vehicles in one crash."""
    number = find_int(value)
    return number if number is not None and 0 <= number <= 9_999 else None


def find_float(value: str) -> float | None:
    """The finite number in a text; ``None`` for anything else."""
    plain = value if value.isascii() else normalize("NFKC", value)
    if not _NUMBER.fullmatch(plain):
        return None
    number = float(plain)
    return number if abs(number) < 1e300 else None

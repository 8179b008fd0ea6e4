"""Cursors: where the next page begins, as a short opaque word that survives a URL."""

import base64
import binascii
import math
from typing import Any

import msgspec

from daoan.store.protocol import CrashFilter
from daoan.terms.errors import InputError

EVERY_CRASH = CrashFilter()
LARGEST_PAGE = 10_000
_LARGEST_NUMBER = 2**62  # every engine holds it


def require_limit(limit: int) -> int:
    """The page length, if it can be served. Raises :class:`InputError` outside 1 … 10,000."""
    if not 1 <= limit <= LARGEST_PAGE:
        raise InputError(f"a page has 1 to {LARGEST_PAGE} rows, not {limit}")
    return limit


def require_bounds(where: CrashFilter) -> CrashFilter:
    """The filter, if its box is one: finite, west ≤ east and south ≤ north."""
    if where.bounds is not None:
        west, south, east, north = where.bounds
        if not all(math.isfinite(x) for x in where.bounds) or west > east or south > north:
            raise InputError(f"the box must be west, south, east, north in degrees, not {where.bounds}")
    return where


def write_cursor(*position: int | str) -> str:
    """The place of a row in its list as a cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def read_cursor(cursor: str, kind: Any) -> Any:
    """The place that a cursor names, as a tuple of the given types. Raises :class:`InputError` for anything else."""
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        position = msgspec.json.decode(data, type=kind)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as problem:
        raise InputError(f"{cursor!r:.80} is not a cursor of this list; begin again without one") from problem
    if any(isinstance(x, int) and abs(x) > _LARGEST_NUMBER for x in position):
        raise InputError(f"{cursor!r:.80} is not a cursor of this list; begin again without one")
    return position

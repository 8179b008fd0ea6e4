"""What every list can be asked for: a page of it, or the whole as CSV."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Header, Query

from daoan.terms.errors import InputError

After = Annotated[str | None, Query(max_length=20)]
Limit = Annotated[int, Query(ge=1, le=500)]
Format = Annotated[str, Query(pattern="^(json|csv)$")]
Lang = Annotated[str, Query(pattern="^(en|zh)$")]
#: A word of the caller's own, so that a request that is sent twice is done once.
IdempotencyKey = Annotated[str | None, Header(min_length=8, max_length=200)]


def utc_of(moment: datetime, later: timedelta = timedelta()) -> datetime:
    """A moment in UTC, or one behind it. Raises :class:`InputError` where the calendar has no such moment."""
    try:
        return moment.astimezone(UTC) + later
    except OverflowError:
        raise InputError("this moment lies outside the calendar · 时间超出范围") from None

"""What every list can be asked for: a page of it, or the whole as CSV."""

from typing import Annotated

from fastapi import Header, Query

After = Annotated[str | None, Query(max_length=20)]
Limit = Annotated[int, Query(ge=1, le=500)]
Format = Annotated[str, Query(pattern="^(json|csv)$")]
#: A word of the caller's own, so that a request that is sent twice is done once.
IdempotencyKey = Annotated[str | None, Header(min_length=8, max_length=200)]

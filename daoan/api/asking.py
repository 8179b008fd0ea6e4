"""What every list can be asked for: a page of it, or the whole as CSV."""

from typing import Annotated

from fastapi import Query

After = Annotated[str | None, Query(max_length=20)]
Limit = Annotated[int, Query(ge=1, le=500)]
Format = Annotated[str, Query(pattern="^(json|csv)$")]

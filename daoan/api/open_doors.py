"""What every door without sign-in does: count the calls of an address, and answer 429 where it calls too often."""

from typing import Any

from fastapi import Request
from starlette.exceptions import HTTPException

from daoan.api.workdesk import WorkDesk
from daoan.edge.tokens import address_token

#: What such a door answers besides what every door does.
TOO_MANY: dict[int | str, dict[str, Any]] = {
    code: {"description": what, "content": {"application/problem+json": {}}}
    for code, what in ((413, "Too large"), (429, "Called too often"))
}


def count_address(work: WorkDesk, request: Request, what: str, most: int) -> None:
    """Count a call by a keyed token of its address. Answers 429 from ``most`` within the hour on."""
    address = request.client.host if request.client else ""
    name = f"{what} {address_token(work.desk.subject_key, address)}"
    count_call(work, name, most, "too many calls from here: try again in an hour 操作过于频繁，请一小时后再试")


def count_call(work: WorkDesk, name: str, most: int, words: str) -> None:
    """Count a call by a name. Answers 429 with some words from ``most`` within the hour on."""
    if not work.desk.shared.knocks.admit(name, most, work.desk.gate.clock.now()):
        raise HTTPException(429, words)

"""Bodies of requests, read no further than they may be long."""

from collections.abc import AsyncIterator

from fastapi import Request
from starlette.exceptions import HTTPException


async def pieces_of(request: Request, most: int, too_large: str) -> AsyncIterator[bytes]:
    """The body as it comes. Answers 413, saying ``too_large``, as soon as more than ``most`` bytes have come."""
    came = 0
    async for piece in request.stream():
        came += len(piece)
        if came > most:
            raise HTTPException(413, too_large)
        yield piece


async def body_of(request: Request, most: int, too_large: str) -> bytes:
    """The whole body, bounded as :func:`pieces_of`."""
    return b"".join([piece async for piece in pieces_of(request, most, too_large)])

"""What every answer carries besides itself: safe headers, and an ETag so that nothing is sent twice."""

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The console talks to its own origin only; no page of ours may be framed or load anything from elsewhere.
SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "worker-src 'self' blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Stamping:
    """Safe headers on everything; an ETag on what ``prefix`` answers, and 304 where the caller already has it.

    An answer marked ``no-store`` passes as it comes: it is a secret, or a stream of news, which has no end.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        tagged = scope["method"] == "GET" and scope["path"].startswith(self.prefix)
        held: Message | None = None  # the head, while the body it stands for is gathered
        parts: list[bytes] = []

        async def stamp(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
                if tagged and message["status"] == 200 and headers.get("Cache-Control") != "no-store":
                    held = message
                else:
                    await send(message)
            elif held is None:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    await _send_tagged(held, b"".join(parts), Headers(scope=scope), send)

        await self.app(scope, receive, stamp)


async def _send_tagged(head: Message, body: bytes, asked: Headers, send: Send) -> None:
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = MutableHeaders(scope=head)
    headers["ETag"] = etag
    headers.setdefault("Cache-Control", "private, no-cache")
    if asked.get("if-none-match") == etag:
        del headers["Content-Length"], headers["Content-Type"]
        head, body = {**head, "status": 304, "headers": headers.raw}, b""
    await send(head)
    await send({"type": "http.response.body", "body": body})

"""A browser that asks the application in its own thread.

Starlette's test client hands every request to an event loop in a thread that it starts for it, and waits for that nine
times over; this one runs the application where the test runs, at a third of the time. Answers are read to their end
before they are given back.
"""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import unquote

import httpx

_here = threading.local()
_beside = ThreadPoolExecutor(1, "browser")


def _runner() -> asyncio.Runner:
    """The event loop of this thread."""
    if not hasattr(_here, "runner"):
        _here.runner = asyncio.Runner()
    found: asyncio.Runner = _here.runner
    return found


class _InProcess(httpx.BaseTransport):
    """Calls an ASGI application; what it raises is raised to whoever asks."""

    def __init__(self, app: Any, client: tuple[str, int]) -> None:
        self.app, self.client = app, client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        read = request.read()
        if asyncio._get_running_loop() is None:
            status, headers, body = _runner().run(self._ask(request, read))
        else:  # a driver of pages runs a loop in this thread
            status, headers, body = _beside.submit(lambda: _runner().run(self._ask(request, read))).result()
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body), request=request)

    async def _ask(self, request: httpx.Request, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        parts: list[bytes] = []
        start: dict[str, Any] = {}
        asked, answered = False, asyncio.Event()

        async def receive() -> dict[str, Any]:
            nonlocal asked
            if asked:
                await answered.wait()
                return {"type": "http.disconnect"}
            asked = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(bytes(message.get("body", b"")))
                if not message.get("more_body", False):
                    answered.set()

        await self.app(_scope(request, self.client), receive, send)
        return start["status"], list(start.get("headers", ())), b"" if request.method == "HEAD" else b"".join(parts)


def _scope(request: httpx.Request, client: tuple[str, int]) -> dict[str, Any]:
    url = request.url
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method,
        "scheme": url.scheme, "path": unquote(url.path), "raw_path": url.raw_path.split(b"?", 1)[0],
        "query_string": url.query, "root_path": "", "client": client, "state": {},
        "server": (url.host, url.port or {"http": 80, "https": 443}[url.scheme]),
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
    }  # fmt: skip


class Browser(httpx.Client):
    """Somebody's browser on an application, by default one on the same machine."""

    def __init__(
        self, app: Any, base_url: str = "http://127.0.0.1", client: tuple[str, int] = ("127.0.0.1", 50000), **more: Any
    ) -> None:
        super().__init__(
            transport=_InProcess(app, client), base_url=base_url, follow_redirects=True, **more
        )  # fmt: skip
        self.app = app

"""The simulated users' side of HTTP, as lean as can be: they share the machine with the server that is measured.

A general client takes more time for a request than the server does for its answer, and would be what is measured.
"""

import asyncio
import zlib
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import msgspec


@dataclass(slots=True)
class Answer:
    """Status and body of an answer, unpacked."""

    status: int
    body: bytes


@dataclass(slots=True)
class Wire:
    """One kept connection of one user."""

    address: str
    headers: dict[str, str]
    _reader: asyncio.StreamReader | None = field(default=None, init=False)
    _writer: asyncio.StreamWriter | None = field(default=None, init=False)

    async def ask(self, method: str, path: str, params: dict[str, object] | None = None, body: object = None,
                  more: dict[str, str] | None = None) -> Answer:  # fmt: skip
        """Send one request and read the whole answer. Raises ``OSError`` where the connection breaks."""
        url = urlsplit(self.address)
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(url.hostname, url.port)
        query = f"?{urlencode(params)}" if params else ""
        data = b"" if body is None else msgspec.json.encode(body)
        lines = [f"{method} {path}{query} HTTP/1.1", f"Host: {url.netloc}", "Accept-Encoding: gzip"]
        lines += [f"{name}: {value}" for name, value in (self.headers | (more or {})).items()]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + data)
        return await self._read()

    async def _read(self) -> Answer:
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = head.split("\r\n")
        names = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)}
        body = await self._body(names)
        if names.get("content-encoding") == "gzip":
            body = zlib.decompress(body, wbits=31)
        return Answer(int(first.split()[1]), body)

    async def _body(self, names: dict[str, str]) -> bytes:
        assert self._reader is not None
        if names.get("transfer-encoding") != "chunked":
            return await self._reader.readexactly(int(names.get("content-length", "0")))
        parts = []
        while size := int(await self._reader.readline(), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(parts)

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()

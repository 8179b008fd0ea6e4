"""Devices that send passes over HTTP with digest authentication, keeping their connections; one process.

``python -m bench._durable_client ADDRESS KIND SECONDS CONNECTIONS ROWS RATE [CLOCK]`` prints one JSON object. With
``CLOCK``, the file of a hurried clock that is started here, passes never repeat, and each body is sent when its last
pass happens; else some bodies are sent again and again.
"""

import asyncio
import hashlib
import json
import random
import re
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from bench._durable_given import NAME, PASSWORD, SITES, START_MS, gat1400_objects
from bench._durable_stream import HurriedClock, Stream
from daoan.sense.passes.arrow import write_stream
from daoan.sense.passes.sites import site_book
from daoan.terms.passes import PassFrame, empty_passes
from daoan.terms.plates import pack_plate

BODIES = 24
PASSES = {"gat1400": 200_000, "arrow": 4_000_000}  # before the drives begin again
TARGETS = {"gat1400": "/VIID/MotorVehicles", "arrow": "/passes/stream"}


def gat1400_body(number: int, rows: int) -> bytes:
    """A body of full objects, drawn."""
    drawn = random.Random(number)
    plates = [f"甘M{drawn.randrange(100_000):05d}" for _ in range(rows)]
    return gat1400_objects([drawn.choice(SITES) for _ in range(rows)], plates, [60] * rows)


def arrow_body(number: int, rows: int) -> bytes:
    """A stream of one batch, plates as text."""
    drawn = np.random.default_rng(number)
    frame = empty_passes(rows)
    columns = {name: getattr(frame, name) for name in frame.__slots__}
    columns["pass_id"] = drawn.integers(0, 2**62, rows)
    columns["site"] = drawn.integers(0, len(SITES), rows).astype(np.int32)
    columns["plate"] = pack_plate("甘M00000") + drawn.integers(0, 10, rows)
    columns["happened_ms"] = START_MS + drawn.integers(0, 3_600_000, rows)
    return write_stream([PassFrame(**columns)], site_book(SITES, [0] * len(SITES)))


class Device:
    """One connection."""

    def __init__(self, host: str, port: int, target: str, number: int) -> None:
        self.host, self.port, self.target, self.number = host, port, target, number
        self.count = 0
        self.nonce = ""
        self.ha1 = ""

    async def connect(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port, limit=1 << 20)
        status, headers, _ = await self.exchange(b"")
        assert status == 401, status
        self.learn(headers)

    def learn(self, headers: str) -> None:
        """Take the nonce that a refusal offers; one lives for five minutes."""
        found = re.search(r'realm="([^"]*)".*algorithm=MD5, nonce="([^"]+)"', headers.replace("\r\n", " "))
        assert found
        self.nonce, self.count = found[2], 0
        self.ha1 = hashlib.md5(f"{NAME}:{found[1]}:{PASSWORD}".encode()).hexdigest()
        self.realm = found[1]

    async def exchange(self, body: bytes) -> tuple[int, str, bytes]:
        signed = ""
        if self.nonce:
            self.count += 1
            ha2 = hashlib.md5(f"POST:{self.target}".encode()).hexdigest()
            middle = f"{self.nonce}:{self.count:08x}:c{self.number}:auth"
            response = hashlib.md5(f"{self.ha1}:{middle}:{ha2}".encode()).hexdigest()
            signed = (
                f'Authorization: Digest username="{NAME}", realm="{self.realm}", nonce="{self.nonce}", '
                f'uri="{self.target}", response="{response}", algorithm=MD5, qop=auth, nc={self.count:08x}, '
                f'cnonce="c{self.number}"\r\n'
            )
        head = f"POST {self.target} HTTP/1.1\r\nHost: {self.host}\r\n{signed}Content-Length: {len(body)}\r\n\r\n"
        self.writer.write(head.encode())
        self.writer.write(body)
        await self.writer.drain()
        told = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: (\d+)", told, re.IGNORECASE)
        answer = await self.reader.readexactly(int(length[1])) if length else b""
        return int(told.split(" ", 2)[1]), told, answer


class Repeated:
    """Some bodies, again and again; each is due when the rate says so, or at once where there is none."""

    def __init__(self, kind: str, rows: int, rate: float) -> None:
        make = gat1400_body if kind == "gat1400" else arrow_body
        self.bodies = [make(number, rows) for number in range(BODIES)]
        self.apart_s = rows / rate if rate else 0.0
        self.begin_s = time.time()

    def body(self, number: int) -> tuple[float, bytes]:
        """When a body is due, and the body."""
        due_s = self.begin_s + number * self.apart_s if self.apart_s else time.time()
        return due_s, self.bodies[number % BODIES]


class Hurried:
    """The drives of the hurried clock; a body is due when its last pass happens."""

    def __init__(self, kind: str, rows: int, rate: float, clock: Path) -> None:
        self.stream = Stream(kind, rows, PASSES[kind], rate)
        self.clock = HurriedClock(clock)
        self.clock.start(in_s=1.0)
        self.begin_s = self.clock.base_s

    def body(self, number: int) -> tuple[float, bytes]:
        """When a body is due, and the body."""
        last_ms, body = self.stream.body(number)
        return self.clock.real_s(last_ms), body


async def send(given: Repeated | Hurried, address: str, kind: str, seconds: float, connections: int, rows: int) -> dict:
    """Send for some seconds; ``rate``: passes a second that are offered, 0 for as many as are taken."""
    place = urlsplit(address)
    devices = [Device(place.hostname or "", place.port or 0, TARGETS[kind], n) for n in range(connections)]
    await asyncio.gather(*(device.connect() for device in devices))
    taken_ms: list[float] = []
    sums = {"acknowledged": 0, "held_back": 0, "errors": 0}
    given.begin_s = max(given.begin_s, time.time()) if isinstance(given, Repeated) else given.begin_s
    numbers = iter(range(10**9))

    async def work(device: Device) -> None:
        while True:
            due_s, body = given.body(next(numbers))
            if due_s - given.begin_s > seconds:
                return
            await asyncio.sleep(max(0.0, due_s - time.time()))
            status, headers, _ = await device.exchange(body)
            if status == 401:  # the nonce is too old: with the one that is offered, again
                device.learn(headers)
                status, _, _ = await device.exchange(body)
            while status == 503:  # as a device does: what was not taken is sent again
                sums["held_back"] += 1
                await asyncio.sleep(0.2)
                status, _, _ = await device.exchange(body)
            if status == 200:
                sums["acknowledged"] += rows
                taken_ms.append((time.time() - due_s) * 1000)
            else:
                sums["errors"] += 1

    await asyncio.gather(*(work(device) for device in devices))
    wall = time.time() - given.begin_s
    taken = np.array(taken_ms or [np.nan])
    return {
        **sums,
        "seconds": round(wall, 2),
        "passes_per_s": round(sums["acknowledged"] / wall),
        "p50_ms": round(float(np.percentile(taken, 50)), 1),
        "p99_ms": round(float(np.percentile(taken, 99)), 1),
        "body_bytes": len(given.body(0)[1]) if isinstance(given, Repeated) else len(given.stream.bodies[0].data),
    }


if __name__ == "__main__":
    address, kind, seconds, connections, rows, rate, *clock = sys.argv[1:]
    what = (kind, int(rows), float(rate))
    given = Hurried(*what, Path(clock[0])) if clock else Repeated(*what)
    print(json.dumps(asyncio.run(send(given, address, kind, float(seconds), int(connections), int(rows)))))

"""Devices that send passes over HTTP with digest authentication, keeping their connections; one process.

``python -m bench._durable_client ADDRESS KIND SECONDS CONNECTIONS ROWS RATE`` prints one JSON object of figures.
"""

import asyncio
import hashlib
import json
import random
import re
import sys
import time
from urllib.parse import urlsplit

import numpy as np

from bench._durable_given import NAME, PASSWORD, SITES, START_MS
from daoan.sense.passes.arrow import write_stream
from daoan.sense.passes.sites import site_book
from daoan.terms.passes import PassFrame, empty_passes
from daoan.terms.plates import pack_plate

BODIES = 24
TARGETS = {"gat1400": "/VIID/MotorVehicles", "arrow": "/passes/stream"}


def gat1400_body(number: int, rows: int) -> bytes:
    """A body of full objects, some fifty fields each."""
    drawn = random.Random(number)
    filler = {f"Filler{i}": str(i) for i in range(24)}
    objects = []
    for row in range(rows):
        objects.append(
            {
                "MotorVehicleID": f"62100000000000000001{number:04d}{row:06d}0000000000",
                "InfoKind": 1,
                "SourceID": f"6210000000000000000102{number:04d}{row:06d}",
                "TollgateID": drawn.choice(SITES),
                "DeviceID": "62100000001190000001",
                "StorageUrl1": f"http://10.1.2.3:9080/picture/20260307/{number:04d}/{row:06d}-near.jpg",
                "StorageUrl3": f"http://10.1.2.3:9080/picture/20260307/{number:04d}/{row:06d}-far.jpg",
                "LeftTopX": 1, "LeftTopY": 2, "RightBtmX": 3, "RightBtmY": 4,
                "LaneNo": drawn.randrange(1, 5), "HasPlate": "1", "PlateClass": "02", "PlateColor": "5",
                "PlateNo": f"甘M{drawn.randrange(100_000):05d}", "Speed": drawn.randrange(20, 120), "Direction": "1",
                "VehicleClass": "K33", "VehicleBrand": "12", "VehicleColor": "2", "NumOfPassenger": 1,
                "PassTime": f"2026030712{row % 60:02d}{drawn.randrange(60):02d}", "PlateReliability": "95",
                "PlateCharReliability": "甘-95,M-90,1-90,2-88,3-90,4-97,5-87",
                "SubImageList": {"SubImageInfoObject": [{"ImageID": f"{row:041d}", "EventSort": 4, "Type": "01",
                                                         "FileFormat": "Jpeg", "Width": 437, "Height": 350}]},
                **filler,
            }
        )  # fmt: skip
    told = {"MotorVehicleListObject": {"MotorVehicleObject": objects}}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


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


async def send(address: str, kind: str, seconds: float, connections: int, rows: int, rate: float) -> dict:
    """Send for some seconds; ``rate``: passes a second that are offered, 0 for as many as are taken."""
    place = urlsplit(address)
    make = gat1400_body if kind == "gat1400" else arrow_body
    bodies = [make(number, rows) for number in range(BODIES)]
    devices = [Device(place.hostname or "", place.port or 0, TARGETS[kind], n) for n in range(connections)]
    await asyncio.gather(*(device.connect() for device in devices))
    taken_ms: list[float] = []
    sums = {"acknowledged": 0, "held_back": 0, "errors": 0}
    begin = time.perf_counter()
    due = iter(range(10**9))

    async def work(device: Device) -> None:
        while True:
            planned = time.perf_counter()
            number = next(due)
            if rate:
                planned = begin + number * rows / rate
                if planned - begin > seconds:
                    return
                await asyncio.sleep(max(0.0, planned - time.perf_counter()))
            elif planned - begin > seconds:
                return
            status, headers, _ = await device.exchange(bodies[number % BODIES])
            if status == 401:  # the nonce is too old: with the one that is offered, again
                device.learn(headers)
                status, _, _ = await device.exchange(bodies[number % BODIES])
            if status == 200:
                sums["acknowledged"] += rows
                taken_ms.append((time.perf_counter() - planned) * 1000)
            elif status == 503:
                sums["held_back"] += 1
                await asyncio.sleep(0.2)
            else:
                sums["errors"] += 1

    await asyncio.gather(*(work(device) for device in devices))
    wall = time.perf_counter() - begin
    taken = np.array(taken_ms or [np.nan])
    return {
        **sums,
        "seconds": round(wall, 2),
        "passes_per_s": round(sums["acknowledged"] / wall),
        "p50_ms": round(float(np.percentile(taken, 50)), 1),
        "p99_ms": round(float(np.percentile(taken, 99)), 1),
        "body_bytes": len(bodies[0]),
    }


if __name__ == "__main__":
    address, kind, seconds, connections, rows, rate = sys.argv[1:]
    print(json.dumps(asyncio.run(send(address, kind, float(seconds), int(connections), int(rows), float(rate)))))

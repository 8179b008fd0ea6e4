"""What the tests of the warden's phone are given: a line to the server that can be cut, and taps in one go."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

BATCH = b"POST /api/v1/advice/batch"


@dataclass
class Line:
    """The line between the phones and the server. ``up``: whether it stands; ``swallow``: so many answers to batches
    are lost on the way, though the server did its work."""

    base: str
    up: bool = True
    swallow: int = 0
    open: set[asyncio.StreamWriter] = field(default_factory=set)
    loop: asyncio.AbstractEventLoop | None = None

    def cut(self) -> None:
        self.up = False
        for writer in list(self.open):
            self.loop.call_soon_threadsafe(writer.transport.abort)

    def mend(self) -> None:
        self.up = True


@contextmanager
def line_to(server: str) -> Iterator[Line]:
    """A line to a server, as a relay on a port of its own."""
    there = urlsplit(server)
    line, ready = Line(""), threading.Event()
    stop = asyncio.Event()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line.open.add(writer)
        lost = False

        async def onward(source: asyncio.StreamReader, target: asyncio.StreamWriter, *, asks: bool) -> None:
            nonlocal lost
            while data := await source.read(65536):
                if asks and BATCH in data and line.swallow:
                    line.swallow, lost = line.swallow - 1, True
                if not asks and lost:
                    writer.transport.abort()
                    return
                target.write(data)
                await target.drain()
            target.close()

        try:
            if not line.up:
                writer.transport.abort()
                return
            far_reader, far_writer = await asyncio.open_connection(there.hostname, there.port)
            line.open.add(far_writer)
            await asyncio.gather(
                onward(reader, far_writer, asks=True), onward(far_reader, writer, asks=False), return_exceptions=True
            )
            far_writer.transport.abort()
            line.open.discard(far_writer)
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            line.open.discard(writer)

    async def run() -> None:
        relay = await asyncio.start_server(carry, "127.0.0.1", 0)
        line.base = f"http://127.0.0.1:{relay.sockets[0].getsockname()[1]}"
        line.loop = asyncio.get_running_loop()
        ready.set()
        await stop.wait()
        relay.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert ready.wait(10)
    yield line
    line.cut()
    line.loop.call_soon_threadsafe(stop.set)
    thread.join(timeout=10)


#: Taps through a whole record as a finger does, a picture drawn by the page put into the field of photos first.
TAKE = """async ([vehicle, behaviour, outcome, shade]) => {
  const until = async (find) => {
    for (let k = 0; k < 800; k += 1) {
      const found = find();
      if (found) return found;
      await new Promise((r) => setTimeout(r, 10));
    }
    throw new Error("not there: " + find);
  };
  const tap = async (words) => (await until(() => document.querySelector(words))).click();
  await until(() => document.querySelector("[data-testid=take][data-step=vehicle]"));
  await tap(`[data-testid=vehicles] [data-code=${vehicle}]`);
  await tap(`[data-testid=behaviours] [data-code=${behaviour}]`);
  await tap(`[data-testid=outcomes] [data-code=${outcome}]`);
  const sheet = new OffscreenCanvas(200, 150), pen = sheet.getContext("2d");
  pen.fillStyle = `hsl(${shade} 70% 50%)`;
  pen.fillRect(0, 0, 200, 150);
  pen.fillStyle = "#fff";
  pen.fillText(String(shade), 20, 40);
  const file = new File([await sheet.convertToBlob({ type: "image/png" })], "photo.png", { type: "image/png" });
  const field = await until(() => document.querySelector("[data-testid=photo]")), given = new DataTransfer();
  given.items.add(file); field.files = given.files; field.dispatchEvent(new Event("change"));
  await until(() => document.querySelector("[data-testid=take] .photos img"));
  (await until(() => document.querySelector("[data-testid=save]:not(:disabled)"))).click();
  await until(() => document.querySelector("[data-testid=take][data-step=vehicle]"));
}"""

#: All that lies in a store of the phone.
SHELF = """(name) => new Promise((done, fail) => {
  const asked = indexedDB.open("daoan-advice");
  asked.onerror = () => fail(asked.error);
  asked.onsuccess = () => {
    const got = asked.result.transaction(name).objectStore(name).getAll();
    got.onsuccess = () => done(got.result.map((r) => ({ ...r, bytes: r.bytes?.byteLength })));
  };
})"""

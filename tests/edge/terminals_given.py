"""A door as a process of its own, and terminals that talk to it."""

import asyncio
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daoan.sense.jt808.conversation import Conversation, Gate
from daoan.sense.jt808.position import FleetFeed
from daoan.sense.jt808.terminal import Report, Terminal

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
FEED = FleetFeed("jt808", lambda number: f"terminal-{number}", timedelta(days=36_500))
GATE = Gate(lambda number: f"code-{number}", lambda _number: True)

DOOR = """
import asyncio, json, resource, signal, sys
from pathlib import Path
from daoan.edge.clock import WallClock
from daoan.edge.terminals import Door
from daoan.store.positions_log import PositionsLog
from tests.edge.terminals_given import new_talk, raise_files
raise_files()
log = PositionsLog(Path(sys.argv[1]))
async def main():
    door = Door(new_talk, log.append, WallClock())
    await door.open("127.0.0.1", 0)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, door.stop)
    print(door.port, flush=True)
    await door.run()
    used = resource.getrusage(resource.RUSAGE_SELF)
    c = door.counters
    print(json.dumps({"kept": c.kept, "batches": c.batches, "most_waiting": c.most_waiting, "held_back": c.held_back,
        "refused": sum(c.refused.values()), "cpu_s": used.ru_utime + used.ru_stime, "rss_mb": used.ru_maxrss / 1024}))
asyncio.run(main())
log.close()
"""


def new_talk():
    """What the door says on a new line."""
    return Conversation(FEED, GATE)


def raise_files():
    """As many open files as the system lets us have; how many."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


@contextmanager
def door_process(folder):
    """A door on a folder, with its port."""
    command = [sys.executable, "-c", DOOR, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


class Caller:
    """A terminal on a line of its own."""

    def __init__(self, number, reader, writer):
        self.terminal = Terminal(number)
        self.number = number
        self._reader, self._writer = reader, writer
        self.sent = {}  # serial -> report
        self.acknowledged = []

    @classmethod
    async def call(cls, port, number):
        """Connect, register, sign in."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        caller = cls(number, reader, writer)
        writer.write(caller.terminal.register())
        [answer] = await caller.hear()
        writer.write(caller.terminal.sign_in(answer.values["code"]))
        [answer] = await caller.hear()
        assert answer.values["result"] == 0
        return caller

    async def hear(self):
        """Messages of one piece."""
        data = await self._reader.read(65_536)
        if not data:
            raise ConnectionResetError
        return self.terminal.hear(data)

    def report(self, at, lon=107.64):
        """Send one position."""
        report = Report(at, lon=lon, lat=35.71, speed_kmh=50.0)
        self._writer.write(self.terminal.report(report))
        self.sent[self.terminal.serial] = report

    async def hear_answers(self):
        """Note what was acknowledged."""
        for message in await self.hear():
            assert message.values["result"] == 0
            self.acknowledged.append(self.sent.pop(message.values["answers_serial"]))

    def close(self):
        """Hang up."""
        self._writer.close()

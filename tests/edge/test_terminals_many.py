"""Ten thousand terminals, a line each, a report every thirty seconds: nothing is lost, answers come soon.

``DAOAN_TERMINALS`` and ``DAOAN_TERMINALS_S`` change how many and for how long (10,000 and 90 s if not set).
"""

import asyncio
import json
import os
import signal
import sys
import time
from datetime import timedelta

import numpy as np
import pytest

from daoan.store.positions_log import read_positions
from tests.edge.terminals_given import NOW, Caller, door_process, raise_files

EVERY_S = 30.0
CALLING_AT_ONCE = 200
#: Terminals send again what was not answered in this time or later, by their settings; until then no harm is done.
SENDS_AGAIN_MS = 10_000


class Timed(Caller):
    """A terminal that notes how long each answer took."""

    def __init__(self, *given):
        super().__init__(*given)
        self.sent_at = {}
        self.waited_s = []

    async def report_for(self, seconds, offset_s):
        """Report every thirty seconds, beginning somewhere in the first; then wait for what is still to be answered."""
        hearing = asyncio.create_task(self.hear_all())
        loop = asyncio.get_running_loop()
        begin = loop.time() + offset_s
        for n in range(int((seconds - offset_s) // EVERY_S) + 1):
            await asyncio.sleep(max(0.0, begin + n * EVERY_S - loop.time()))
            self.report(NOW + timedelta(seconds=n * EVERY_S))
            self.sent_at[self.terminal.serial] = loop.time()
        for _ in range(300):
            if not self.sent:
                break
            await asyncio.sleep(0.1)
        hearing.cancel()

    async def hear_all(self):
        loop = asyncio.get_running_loop()
        while True:
            for message in await self.hear():
                serial = message.values["answers_serial"]
                self.waited_s.append(loop.time() - self.sent_at.pop(serial))
                self.acknowledged.append(self.sent.pop(serial))


async def report_all(port, many, seconds):
    calling = asyncio.Semaphore(CALLING_AT_ONCE)

    async def call(number):
        async with calling:
            return await Timed.call(port, str(number))

    began = time.monotonic()
    callers = await asyncio.gather(*(call(number) for number in range(1, many + 1)))
    called_s = time.monotonic() - began
    await asyncio.gather(*(c.report_for(seconds, EVERY_S * n / many) for n, c in enumerate(callers)))
    return callers, called_s


@pytest.mark.slow
def test_ten_thousand_terminals(tmp_path):
    many = int(os.environ.get("DAOAN_TERMINALS", "10000"))
    seconds = float(os.environ.get("DAOAN_TERMINALS_S", "90"))
    files = raise_files()
    if files < many + 200:
        pytest.skip(f"the system lets a process open {files:,} files only (ulimit -n); {many + 200:,} are needed")
    with door_process(tmp_path) as (process, port):
        began = time.monotonic()
        callers, called_s = asyncio.run(report_all(port, many, seconds))
        took_s = time.monotonic() - began
        process.send_signal(signal.SIGTERM)
        door = json.loads(process.stdout.read())
    sent = sum(len(c.acknowledged) + len(c.sent) for c in callers)
    acknowledged = {(f"terminal-{c.number}", r.at) for c in callers for r in c.acknowledged}
    table = read_positions(tmp_path).select(["terminal", "happened_at"])
    kept = set(zip(table["terminal"].to_pylist(), table["happened_at"].to_pylist(), strict=True))
    waited_ms = 1_000 * np.array([w for c in callers for w in c.waited_s])
    told = {
        "terminals": many,
        "signed_in_s": round(called_s, 1),
        "reports_sent": sent,
        "acknowledged": len(acknowledged),
        "acknowledged_and_lost": len(acknowledged - kept),
        "not_acknowledged": sent - len(acknowledged),
        "answer_ms": {str(p): round(float(np.percentile(waited_ms, p)), 1) for p in (50, 99, 100)},
        "door_cpu_share": round(door["cpu_s"] / took_s, 3),
        "door": door,
    }
    sys.stdout.write(json.dumps(told) + "\n")
    assert len(acknowledged) == sent == len(kept) == door["kept"]
    assert acknowledged == kept
    assert np.percentile(waited_ms, 99) < SENDS_AGAIN_MS

"""The door for terminals: answers follow the disk, lines are held back, a sink may fail, a kill loses nothing."""

import asyncio
import contextlib
import random
import signal
import threading
from datetime import timedelta

import pytest

from daoan.edge.clock import WallClock
from daoan.edge.talks import Limits
from daoan.edge.terminals import Door
from daoan.sense.jt808.terminal import Terminal
from daoan.store.positions_log import read_positions
from tests.edge.terminals_given import NOW, Caller, door_process, new_talk


async def with_door(sink, talk_to, limits=None):
    """Open a door, talk to it, stop it; its counters."""
    door = Door(new_talk, sink, WallClock(), limits)
    await door.open("127.0.0.1", 0)
    running = asyncio.create_task(door.run())
    try:
        await talk_to(door)
    finally:
        door.stop()
        await asyncio.wait_for(running, 10)
    return door.counters


def test_an_answer_follows_the_disk():
    order = []

    async def talk(door):
        caller = await Caller.call(door.port, "1")
        caller.report(NOW)
        await caller.hear_answers()
        order.append("answered")
        caller.close()

    counters = asyncio.run(with_door(lambda rows: order.append(len(rows)), talk))
    assert order == [1, "answered"]
    assert (counters.kept, counters.waiting, counters.lines_opened) == (1, 0, 1)
    assert counters.events["signed_in"] == 1


def test_no_answer_while_the_disk_is_slow_and_many_positions_share_one_batch():
    may_write, batches = threading.Event(), []

    def sink(rows):
        may_write.wait(10)
        batches.append(len(rows))

    async def talk(door):
        caller = await Caller.call(door.port, "1")
        for n in range(100):
            caller.report(NOW + timedelta(seconds=n))
        hearing = asyncio.create_task(caller.hear_answers())
        await asyncio.sleep(0.3)
        assert not hearing.done()
        may_write.set()
        await hearing
        while len(caller.acknowledged) < 100:
            await caller.hear_answers()
        caller.close()

    asyncio.run(with_door(sink, talk))
    assert sum(batches) == 100
    assert len(batches) <= 3


def test_reading_stops_while_too_much_waits_and_goes_on_afterwards():
    may_write = threading.Event()
    limits = Limits(most_waiting=500, batch_rows=100)

    async def talk(door):
        caller = await Caller.call(door.port, "1")
        for n in range(12_000):
            caller.report(NOW + timedelta(seconds=n))
        await asyncio.sleep(0.5)
        assert door.counters.is_holding_back
        waits = door.counters.waiting
        await asyncio.sleep(0.3)
        assert door.counters.waiting == waits < 10_000  # the rest stays in the line
        may_write.set()
        while len(caller.acknowledged) < 12_000:
            await caller.hear_answers()
        caller.close()

    counters = asyncio.run(with_door(lambda _rows: may_write.wait(20), talk, limits))
    assert counters.kept == 12_000
    assert counters.held_back >= 1
    assert not counters.is_holding_back


def test_a_sink_that_fails_ends_the_door_and_answers_nothing():
    def sink(_rows):
        raise OSError(28, "No space left on device")

    async def talk():
        door = Door(new_talk, sink, WallClock())
        await door.open("127.0.0.1", 0)
        running = asyncio.create_task(door.run())
        caller = await Caller.call(door.port, "1")
        caller.report(NOW)
        with pytest.raises(OSError, match="No space"):
            await asyncio.wait_for(running, 10)
        with pytest.raises(ConnectionResetError):
            await caller.hear()
        assert not caller.acknowledged

    asyncio.run(talk())


def test_lines_beyond_the_most_and_silent_lines_are_closed():
    async def talk(door):
        first = await Caller.call(door.port, "1")
        reader, _ = await asyncio.open_connection("127.0.0.1", door.port)
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read(1) == b""
        assert door.counters.lines == 1
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(first.hear(), 10)

    counters = asyncio.run(with_door(lambda _rows: None, talk, Limits(most_lines=1, idle_s=0.3, tick_s=0.1)))
    assert (counters.lines_refused, counters.lines_idle) == (1, 1)


def test_rubbish_is_counted_by_reason_and_harms_nobody():
    async def talk(door):
        caller = await Caller.call(door.port, "1")
        _, writer = await asyncio.open_connection("127.0.0.1", door.port)
        wrong = bytearray(Terminal("2").heartbeat())
        wrong[3] ^= 1
        writer.write(b"GET / HTTP/1.1\r\n\r\n" + bytes(wrong) + Terminal("2").heartbeat())
        await asyncio.sleep(0.2)
        caller.report(NOW)
        await caller.hear_answers()
        caller.close()
        writer.close()

    counters = asyncio.run(with_door(lambda _rows: None, talk))
    assert counters.refused == {"outside": 1, "checksum_wrong": 1, "not_signed_in": 1}
    assert counters.kept == 1


async def report_until_killed(process, port, round_number, lines):
    """Report on some lines as fast as answers come, kill the door in the middle; what was acknowledged and sent."""
    callers = [await Caller.call(port, str(number)) for number in range(1, lines + 1)]
    start = NOW + timedelta(hours=round_number)

    async def talk(caller):
        try:
            for n in range(1_000_000):
                caller.report(start + timedelta(seconds=n))
                if len(caller.sent) > 20:
                    await caller.hear_answers()
        except ConnectionError:
            pass

    async def kill():
        await asyncio.sleep(random.uniform(0.5, 1.5))
        process.send_signal(signal.SIGKILL)

    await asyncio.gather(kill(), *map(talk, callers))
    acknowledged = {(f"terminal-{c.number}", r.at) for c in callers for r in c.acknowledged}
    sent = acknowledged | {(f"terminal-{c.number}", r.at) for c in callers for r in c.sent.values()}
    return acknowledged, sent


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path):
    acknowledged, sent = set(), set()
    for round_number in range(4):
        with door_process(tmp_path) as (process, port):
            answered, told = asyncio.run(report_until_killed(process, port, round_number, lines=8))
        assert process.returncode == -signal.SIGKILL
        assert len(answered) > 100
        acknowledged |= answered
        sent |= told
    rows = read_positions(tmp_path).to_pylist()
    kept = [(row["terminal"], row["happened_at"]) for row in rows]
    assert len(kept) == len(set(kept))  # each once
    assert acknowledged <= set(kept) <= sent

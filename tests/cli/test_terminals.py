"""``daoan terminals`` and ``daoan positions``: a door as a process, a terminal at it; frames taken apart."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daoan.sense.jt808.terminal import Report, Terminal
from daoan.sense.jt809.header import Header
from daoan.sense.jt809.message import read_frame, write_message
from tests.cli.conftest import CITY, Run

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
FRAME = Terminal("13900000001", is_2019=False).report(Report(AT, 107.64, 35.71, speed_kmh=63.5))


@pytest.fixture
def place(tmp_path):
    from daoan.app.cities import find_city_plan
    from daoan.app.workspace import create_workspace
    from daoan.config import read_config

    (tmp_path / "city.toml").write_text(CITY, encoding="utf-8")
    where = tmp_path / "ws"
    create_workspace(read_config({"workspace": where}, {}), find_city_plan(str(tmp_path / "city.toml")).city).close()
    return where


@contextmanager
def door(place, *options):
    """The command as a process, with its port; asked to end as a service manager asks."""
    command = [sys.executable, "-m", "daoan.cli", "terminals", "--port", "0", "-w", str(place), "--json", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        try:
            said = process.stderr.readline()
            yield process, int(re.search(r"端口 (\d+)", said)[1])
        finally:
            process.kill()


async def talk_808(port, number):
    """Register, sign in, report; the results."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    terminal = Terminal(number)
    writer.write(terminal.register())
    [answer] = terminal.hear(await reader.read(1_000))
    if "code" not in answer.values:
        return [answer.values["result"]]
    writer.write(terminal.sign_in(answer.values["code"]))
    [signed] = terminal.hear(await reader.read(1_000))
    writer.write(terminal.report(Report(AT, 107.64, 35.71, speed_kmh=63.5)))
    [kept] = terminal.hear(await reader.read(1_000))
    writer.close()
    return [answer.values["result"], signed.values["result"], kept.values["result"]]


def test_a_terminal_at_the_door_and_its_position_afterwards(run: Run, place, tmp_path):
    known = tmp_path / "known.txt"
    known.write_text("# of the bus company\n013900000001\n", encoding="utf-8")
    with door(place, "--known", str(known)) as (process, port):
        assert asyncio.run(talk_808(port, "13900000001")) == [0, 0, 0]
        assert asyncio.run(talk_808(port, "13900000002")) == [4]
        busy = run("positions", "roll", "-w", place)
        assert (busy.code, "another process" in busy.complaint) == (3, True)
        process.send_signal(signal.SIGTERM)
        told, errors = process.communicate(timeout=20)
    counters = json.loads(told)
    assert (counters["kept"], counters["waiting"], counters["refused"]) == (1, 0, {"not_known": 1})
    assert "13900000001" not in told + errors
    [row] = run("positions", "list", "--json", "-w", place).json()
    assert row["terminal"].startswith("terminal-")
    assert "13900000001" not in json.dumps(row)
    assert (row["lon"], row["lat"], row["speed_kmh"]) == (107.64, 35.71, 63.5)
    assert "1 positions" in run("positions", "roll", "-w", place).out
    assert "107.640000" in run("positions", "list", "-w", place).out
    assert run("positions", "list", "--json", "-w", place).json() == [row]


def test_a_platform_at_the_door(run: Run, place, tmp_path):
    accounts = tmp_path / "platforms.txt"
    accounts.write_text("62100 7 secret\n", encoding="utf-8")

    async def talk(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        values = {"user": 7, "password": "secret", "down_host": "127.0.0.1", "down_port": 809}
        writer.write(write_message(Header(0x1001, 62_100, 1), values))
        answer = read_frame(await reader.read(1_000))
        gnss = {"day": 1, "month": 3, "year": 2026, "hour": 16, "minute": 0, "second": 0, "shifted": 0}
        gnss |= {"longitude_e6": 107_640_000, "latitude_e6": 35_710_000, "speed_kmh": 63, "recorder_speed_kmh": 60}
        gnss |= {"odometer_km": 1, "direction_deg": 0, "altitude_m": 0, "status": 3, "alarm": 2}
        vehicle = {"plate": "甘M12345", "plate_colour": 2}
        writer.write(write_message(Header(0x1200, 62_100, 2), gnss, 0x1202, vehicle))
        writer.write(write_message(Header(0x1005, 62_100, 3), {}))
        alive = read_frame(await reader.read(1_000))
        writer.close()
        return answer.values["result"], alive.header.business

    with door(place, "--platforms", str(accounts)) as (process, port):
        assert asyncio.run(talk(port)) == (0, 0x1006)
        process.send_signal(signal.SIGINT)
        assert json.loads(process.communicate(timeout=20)[0])["kept"] == 1
    [row] = run("positions", "list", "--json", "-w", place).json()
    assert (row["feed"], row["alarms"], row["terminal"][:6]) == ("jt809", "overspeed", "plate-")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "0.0.0.0"], "needs a list"),
        (["--known", "nowhere.txt"], "cannot be read"),
        (["--known", "{bad}"], "line 2 is no number"),
        (["--platforms", "{bad}"], "line 1 is not"),
    ],
)
def test_a_door_that_must_not_be_opened(run: Run, place, tmp_path, options, said):
    bad = tmp_path / "bad.txt"
    bad.write_text("139\nABC\n", encoding="utf-8")
    refused = run("terminals", "--port", "0", "-w", place, *(o.format(bad=bad) for o in options))
    assert refused.code == 3
    assert said in refused.complaint


def test_a_frame_taken_apart(run: Run):
    found = run("positions", "decode", FRAME.hex(), "--json").json()
    assert (found["message"], found["standard"]) == ("0x0200", "JT/T 808-2013")
    [one] = found["positions"]
    assert (one["lon"], one["lat"], one["at"]) == (107.64, 35.71, "2026-03-01 08:00:00 UTC")
    assert "located 已定位" in one["status"]
    assert "63.5" in run("positions", "decode", FRAME.hex()).out


def test_a_frame_of_a_platform_taken_apart(run: Run):
    sent = write_message(Header(0x1001, 1, 1), {"user": 7, "password": "x", "down_host": "h", "down_port": 809})
    found = run("positions", "decode", sent.hex(), "--json").json()
    assert (found["standard"], found["values"]["user"]) == ("JT/T 809-2011", 7)


def test_a_wrong_frame_is_told_with_its_reason(run: Run):
    wrong = bytearray(FRAME)
    wrong[20] ^= 4
    said = run("positions", "decode", bytes(wrong).hex(), "--json")
    assert (said.code, said.json()["refused"]) == (3, "checksum_wrong")
    assert run("positions", "decode", "7e7e").code == 3
    assert "hexadecimal" in run("positions", "decode", "xyz").complaint
    assert "begins with" in run("positions", "decode", "00").complaint

"""A platform's talk with a terminal, frame by frame; positions, their alarms, datum and faults."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daoan.sense.jt808.conversation import Conversation, Gate
from daoan.sense.jt808.framing import escape, unescape, unwrap, wrap, xor_of
from daoan.sense.jt808.header import Header, write_frame
from daoan.sense.jt808.message import read_frame
from daoan.sense.jt808.parts import ASK_AFTER, GIVE_UP_AFTER, MOST_OPEN, Parts
from daoan.sense.jt808.position import list_positions
from daoan.sense.jt808.terminal import Report, Terminal
from daoan.terms.records.fleet import FrameRefusal, Position
from daoan.terms.telematics import (
    ALARM_NAMES,
    FAULT_NAMES,
    STATE_NAMES,
    FrameFault,
    TerminalAlarm,
    VehicleState,
)
from tests.sense.jt808.given import FEED

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
HERE = Report(AT, lon=107.64, lat=35.71, speed_kmh=63.5, direction_deg=270, altitude_m=1421, odometer_km=80_123.4)
GATE = Gate(lambda number: f"code-{number}", lambda number: number != "13900000009")


@pytest.fixture(params=[True, False], ids=["2019", "2013"])
def terminal(request):
    return Terminal("13900000001", is_2019=request.param)


@pytest.fixture
def platform():
    return Conversation(FEED, GATE)


def said(terminal, answers):
    return [(m.kind.message_id, m.values) for m in terminal.hear(bytes(answers))]


def sign_in(platform, terminal):
    heard = platform.hear(terminal.register(), AT)
    [(message_id, values)] = said(terminal, heard.answers)
    assert message_id == 0x8100
    heard = platform.hear(terminal.sign_in(values["code"]), AT)
    assert said(terminal, heard.answers) == [
        (0x8001, {"answers_serial": terminal.serial, "answers": 0x0102, "result": 0})
    ]


def test_registers_signs_in_tells_a_position_and_is_answered_when_it_is_kept(platform, terminal):
    sign_in(platform, terminal)
    heard = platform.hear(terminal.report(HERE), AT)
    assert not heard.answers
    [(message_id, values)] = said(terminal, heard.answers_kept)
    assert (message_id, values["answers_serial"], values["result"]) == (0x8001, terminal.serial, 0)
    [position] = heard.positions
    assert position == Position(
        terminal="terminal-13900000001",
        feed="jt808",
        happened_at=AT,
        known_at=AT,
        lon=107.64,
        lat=35.71,
        speed_kmh=63.5,
        direction_deg=270,
        altitude_m=1421,
        status=HERE.status,
        odometer_km=80_123.4,
        satellites=12,
    )


def test_nothing_is_taken_before_the_code(platform, terminal):
    heard = platform.hear(terminal.report(HERE), AT)
    assert not heard.positions
    assert [r.code for r in heard.refusals] == [FrameFault.NOT_SIGNED_IN]
    assert said(terminal, heard.answers)[0][1]["result"] == 1


def test_a_wrong_code_is_refused_and_the_third_closes_the_line(platform, terminal):
    for n in (1, 2, 3):
        heard = platform.hear(terminal.sign_in("code-13900000002"), AT)
        assert [r.code for r in heard.refusals] == [FrameFault.CODE_WRONG]
        assert said(terminal, heard.answers)[0][1]["result"] == 1
        assert heard.closes == (n == 3)
    assert not platform.hear(terminal.report(HERE), AT).positions


def test_a_terminal_that_is_not_on_the_list_gets_no_code_and_no_entrance(platform):
    terminal = Terminal("13900000009")
    heard = platform.hear(terminal.register(), AT)
    assert said(terminal, heard.answers) == [(0x8100, {"answers_serial": 1, "result": 4})]
    assert [r.code for r in heard.refusals] == [FrameFault.NOT_KNOWN]
    assert [r.code for r in platform.hear(terminal.sign_in("code-13900000009"), AT).refusals] == [FrameFault.CODE_WRONG]


def test_both_editions_name_a_terminal_alike():
    tokens = set()
    for is_2019 in (True, False):
        platform, terminal = Conversation(FEED, GATE), Terminal("13900000001", is_2019=is_2019)
        sign_in(platform, terminal)
        tokens |= {p.terminal for p in platform.hear(terminal.report(HERE), AT).positions}
    assert tokens == {"terminal-13900000001"}


def test_positions_in_bulk_come_in_parts_and_are_answered_when_whole(platform, terminal):
    sign_in(platform, terminal)
    reports = [replace(HERE, at=AT - timedelta(seconds=30 * n)) for n in range(100)]
    frames = terminal.report_all(reports).split(b"\x7e\x7e")
    assert len(frames) > 3
    frames = [b"\x7e" + frame.strip(b"\x7e") + b"\x7e" for frame in frames]
    for frame in reversed(frames[1:]):
        heard = platform.hear(frame, AT)
        assert (heard.positions, heard.answers, heard.answers_kept) == ([], b"", b"")
    heard = platform.hear(frames[0], AT)
    assert [p.happened_at for p in heard.positions] == [r.at for r in reports]
    serials = [values["answers_serial"] for _, values in said(terminal, heard.answers_kept)]
    assert serials == list(range(terminal.serial - len(frames) + 1, terminal.serial + 1))


def test_parts_that_lack_are_asked_for_once_and_then_given_up(platform, terminal):
    sign_in(platform, terminal)
    first, *_ = terminal.report_all([HERE] * 100).split(b"\x7e\x7e")
    platform.hear(first + b"\x7e", AT)
    assert not platform.tick(AT).answers
    [(message_id, values)] = said(terminal, platform.tick(AT + ASK_AFTER).answers)
    assert message_id == 0x8003
    assert values["parts"][0] == 2
    assert not platform.tick(AT + ASK_AFTER).answers
    heard = platform.tick(AT + GIVE_UP_AFTER)
    assert [r.code for r in heard.refusals] == [FrameFault.PARTS_MISSING]
    assert platform.held_bytes == 0


def test_parts_of_pictures_are_answered_one_by_one_and_not_kept(platform, terminal):
    sign_in(platform, terminal)
    place = HERE.values()
    picture = {"media": 1, "kind": 0, "format": 0, "event": 0, "channel": 1, "place": place, "data": bytes(3_000)}
    heard = platform.hear(terminal.write(0x0801, picture), AT)
    assert [values["result"] for _, values in said(terminal, heard.answers)] == [0, 0, 0]
    assert platform.held_bytes == 0


def test_no_more_than_a_few_messages_wait_for_parts():
    parts = Parts()
    for n in range(MOST_OPEN):
        assert parts.add(Header(0x0801, "1", 10 * n, parts=3, part=1), b"x", AT) is None
    refused = parts.add(Header(0x0801, "1", 999, parts=3, part=1), b"x", AT)
    assert refused.code is FrameFault.PARTS_TOO_MANY
    assert parts.add(Header(0x0801, "1", 0, parts=60_000, part=1), b"x", AT).code is FrameFault.PARTS_TOO_MANY


def test_serial_numbers_of_parts_go_round():
    parts = Parts()
    assert parts.add(Header(0x0704, "1", 65_535, parts=2, part=1), b"a", AT) is None
    joined = parts.add(Header(0x0704, "1", 0, parts=2, part=2), b"b", AT)
    assert (joined.body, joined.serials) == (b"ab", (65_535, 0))


def test_time_heartbeat_other_and_unknown_messages_are_answered(platform, terminal):
    sign_in(platform, terminal)
    assert said(terminal, platform.hear(terminal.write(0x0004, {}), AT).answers) == [(0x8004, {"at": AT})]
    for frames, result in (
        (terminal.heartbeat(), 0),
        (terminal.write(0x0301, {"event": 1}), 0),
        (write_frame(Header(0x0F77, "13900000001".zfill(12), 9), b""), 3),
        (write_frame(Header(0x0302, "13900000001".zfill(12), 9), b"\1"), 2),
        (terminal.leave(), 0),
    ):
        [(message_id, values)] = said(terminal, platform.hear(frames, AT).answers)
        assert (message_id, values["result"]) == (0x8001, result)
    assert [r.code for r in platform.hear(terminal.heartbeat(), AT).refusals] == [FrameFault.NOT_SIGNED_IN]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"at": None}, FrameFault.TIME_IMPOSSIBLE),
        ({"at": AT + timedelta(minutes=11)}, FrameFault.TIME_AHEAD),
        ({"lon": 0.0, "lat": 0.0}, FrameFault.PLACE_MISSING),
        ({"lon": 181.0}, FrameFault.PLACE_IMPOSSIBLE),
        ({"lat": 116.3}, FrameFault.PLACE_IMPOSSIBLE),
    ],
)
def test_a_position_that_cannot_be_used_is_refused_but_answered(platform, terminal, change, fault):
    sign_in(platform, terminal)
    heard = platform.hear(terminal.report(replace(HERE, **change)), AT)
    assert not heard.positions
    assert [r.code for r in heard.refusals] == [fault]
    assert said(terminal, heard.answers_kept)[0][1]["result"] == 0


def place(**change):
    terminal = Terminal("1")
    values = {**HERE.values(), **change}
    [found] = list_positions(read_frame(terminal.write(0x0200, values)), FEED, AT)
    return found


def test_south_and_west():
    terminal = Terminal("1")
    message = read_frame(terminal.report(replace(HERE, lon=-70.5, lat=-33.25)))
    [found] = list_positions(message, FEED, AT)
    assert (found.lon, found.lat) == (-70.5, -33.25)


def test_degrees_marked_as_shifted_are_moved_back():
    """Status bit 5: through the plug-in for maps, that is GCJ-02; some 500 m away here."""
    found = place(status=0b100011)
    assert found.lon == pytest.approx(107.64 - 0.00475, abs=5e-4)
    assert found.lat == pytest.approx(35.71 + 0.0004, abs=5e-4)
    assert abs(found.lon - 107.64) > 0.003


def test_alarms_states_speed_and_height():
    found = place(
        alarm=0b10 | 1 << 30, status=0b11_0000_0011, altitude_m=65_516, speed_0_1kmh=0xFFFF, direction_deg=999
    )
    assert found.alarms == {TerminalAlarm.OVERSPEED, TerminalAlarm.ROLLOVER}
    assert found.status == {VehicleState.IGNITION_ON, VehicleState.LOCATED, VehicleState.LOADED}
    assert (found.altitude_m, found.speed_kmh, found.direction_deg) == (-20, None, None)


def assistance(state, kind):
    mark = {"terminal_id": "1", "at": AT, "number": 1, "files": 0, "reserved": 0}
    return {
        "alarm_id": 1,
        "state": state,
        "kind": kind,
        "level": 1,
        "fatigue": 0,
        "reserved_4": 0,
        "speed_kmh": 80,
        "altitude_m": 1,
        "latitude_e6": 1,
        "longitude_e6": 1,
        "at": AT,
        "vehicle": 1,
        "mark": mark,
    }


def test_driver_assistance_alarms_count_while_they_last():
    assert place(items={0x65: assistance(1, 2)}).alarms == {TerminalAlarm.DRIVER_PHONE}
    assert place(items={0x65: assistance(0, 1)}).alarms == {TerminalAlarm.DRIVER_FATIGUE}
    assert place(items={0x65: assistance(2, 2)}).alarms == set()  # it ends
    assert place(items={0x65: assistance(0, 0x10)}).alarms == set()  # a picture
    assert place(items={0x65: b"\1\2"}).alarms == set()  # a maker's own


def test_a_wrong_byte_is_found():
    sent = bytearray(Terminal("1").report(HERE))
    for n in range(1, len(sent) - 1):
        wrong = bytearray(sent)
        wrong[n] ^= 0x04
        assert isinstance(read_frame(bytes(wrong)), FrameRefusal), n


def test_frames_written_by_hand():
    """Made byte by byte beside the tables; always here, whatever folder is missing."""
    alive = read_frame(bytes.fromhex("7e0002000001390000000100073c7e"))
    assert (alive.kind.message_id, alive.header.number, alive.header.serial) == (0x0002, "13900000001", 7)
    signs_in = read_frame(bytes.fromhex("7e0102000601390000000100086237432d3432097e"))
    assert signs_in.values == {"code": "b7C-42"}
    tells = "7e0200001c013900000001000900000002000000030220e430066a74c0058d027b010e260301160000cd7e"
    [one] = list_positions(read_frame(bytes.fromhex(tells)), FEED, AT)
    assert (one.lon, one.lat, one.happened_at) == (107.64, 35.71, AT)
    assert (one.altitude_m, one.speed_kmh, one.direction_deg) == (1421, 63.5, 270)
    assert (one.alarms, one.is_located) == ({TerminalAlarm.OVERSPEED}, True)


def test_escapes_and_checksum():
    assert escape(b"\x30\x7e\x08\x7d\x55") == b"\x30\x7d\x02\x08\x7d\x01\x55"  # the standard's own example
    assert unescape(b"\x30\x7d\x02\x08\x7d\x01\x55") == b"\x30\x7e\x08\x7d\x55"
    assert unescape(b"\x7d\x01\x02") == b"\x7d\x02"
    assert unescape(b"\x7d\x24") == b"\x7d\x24"
    assert xor_of(b"\x01\x02\x04") == 7
    assert (xor_of(b""), xor_of(b"\x7e")) == (0, 0x7E)
    assert unwrap(wrap(bytes(12))[1:-1]) == bytes(12)


def test_encrypted_bodies_are_refused():
    plain = bytes.fromhex("020004000139000000010001")
    assert read_frame(wrap(plain)).code is FrameFault.ENCRYPTED


def test_every_code_has_both_names():
    for kinds, names in ((TerminalAlarm, ALARM_NAMES), (VehicleState, STATE_NAMES), (FrameFault, FAULT_NAMES)):
        assert set(kinds) == set(names)
        assert all(name.en and name.zh for name in names.values())

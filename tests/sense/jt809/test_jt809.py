"""JT/T 809: nine samples of other people, a link from login to logout, nonsense."""

import os
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.sense.jt808.layouts import read_body
from daoan.sense.jt808.position import FleetFeed
from daoan.sense.jt808.terminal import Report
from daoan.sense.jt809.bodies import BUSINESSES, DATA
from daoan.sense.jt809.framing import MAX_FRAME_BYTES, FrameSplitter, escape, unescape, unwrap, wrap
from daoan.sense.jt809.header import Header, Secret, cipher, read_header, write_frame
from daoan.sense.jt809.link import NO_SUCH_USER, WELCOME, WRONG_PASSWORD, Link, LinkGate
from daoan.sense.jt809.message import Message, read_frame, read_message, write_message
from daoan.sense.jt809.position import list_positions, plain_plate
from daoan.terms.records.fleet import FrameRefusal, Position
from daoan.terms.telematics import PLATE_COLOURS, FrameFault, TerminalAlarm, VehicleState
from tests.sense.jt808.given import NOW, local, samples

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
FEED = FleetFeed("jt809", lambda plate: f"plate-{plate}", timedelta(minutes=10))
SECRET = Secret(m=30_000_000, ia=20_000_000, ic=20_000_000)
VEHICLE = {"plate": "甘M·12345", "plate_colour": 2}


def sample(name):
    [found] = [s for s in samples("jt809") if name in s["expected"]["name"]]
    return found, bytes.fromhex(found["hex"]), found["expected"]


def time_of(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def test_all_samples_are_here_and_all_frames_are_read():
    assert len(samples("jt809")) == 9
    frames = [s for s in samples("jt809") if s["frame"]]
    assert len(frames) == 5
    for one in frames:
        found = read_frame(bytes.fromhex(one["hex"]), SECRET)
        assert isinstance(found, Message), found
        header = found.header
        assert (header.serial, header.center) == (one["header"]["msg_sn"], one["header"]["gnss_center_id"])
        assert f"0x{header.business:04X}" == one["header"]["business_type"]
        assert (list(header.version), header.key) == (one["header"]["version"], one["header"]["encrypt_key"])
        said = one["expected"].get("version") or ("2019" if "2019" in one["expected"]["name"] else "2011")
        assert header.edition == int(said)


@pytest.mark.parametrize("name", ["主链路登录请求", "主链路登录请求(加密)"])
def test_a_login_of_2011_plain_and_encrypted(name):
    [one] = [s for s in samples("jt809") if s["expected"]["name"] == name]
    says, found = one["expected"], read_frame(bytes.fromhex(one["hex"]), SECRET)
    assert found.values == {
        "user": says["UserId"],
        "password": says["Password"],
        "down_host": says["DownLinkIP"],
        "down_port": says["DownLinkPort"],
    }


def test_without_the_agreed_numbers_an_encrypted_body_is_refused():
    _, sent, _ = sample("加密")
    assert read_frame(sent).code is FrameFault.ENCRYPTED


def test_a_login_of_2019():
    _, body, says = sample("主链路登录请求 (2019")
    values = read_message(Header(0x1001, 1, 1, 2019), body).values
    assert (values["user"], values["password"], values["center"]) == (
        says["UserId"],
        says["Password"],
        says["MsgGNSSCENTERID"],
    )
    assert (values["down_host"], values["down_port"]) == (says["DownLinkIP"], says["DownLinkPort"])


def test_an_alarm_to_be_seen_to():
    _, sent, says = sample("报警督办请求")
    found = read_frame(sent)
    assert found.vehicle == {"plate": says["VehicleNo"], "plate_colour": says["VehicleColor"]}
    values = found.values
    assert (found.data, values["source"], values["alarm"]) == (0x9401, says["WarnSrc"], says["WarnType"])
    assert local(time_of(values["at_s"])).replace("T", " ") == says["WarnTime"]
    assert local(time_of(values["due_s"])).replace("T", " ") == says["SupervisionEndTime"]
    assert values["case"].upper() == says["SupervisionID"]
    assert (values["level"], values["by"]) == (says["SupervisionLevel"], says["Supervisor"])
    assert (values["phone"], values["mail"]) == (says["SupervisorTel"], says["SupervisorEmail"])


def test_a_vehicle_that_registers():
    _, body, says = sample("上传车辆注册信息")
    found = read_message(Header(0x1200, 1, 1), body)
    assert (found.vehicle["plate"], found.vehicle["plate_colour"]) == (says["VehicleNo"], says["VehicleColor"])
    values = found.values
    assert (values["platform"], values["maker"]) == (says["PlateformId"], says["ProducerId"])
    assert (values["model"], values["terminal_id"]) == (says["TerminalModelType"], says["TerminalId"])
    assert values["sim"] == says["TerminalSimCode"]


def enveloped(row, edition, data=0x1202):
    layout = DATA[edition][data].layout
    return Message(Header(0x1200, 1, 1, edition), DATA[edition][data].name, row, data, VEHICLE), layout


def test_a_position_of_2011():
    _, body, says = sample("2011 body, 36")
    values = read_body(DATA[2011][0x1202].layout, body, 2011)
    message, _ = enveloped(values, 2011)
    [one] = list_positions(message, FEED, NOW)
    assert one.terminal == "plate-甘M12345"
    assert local(one.happened_at) == f"{says['date']}T{says['time']}"
    assert (one.lon * 1e6, one.lat * 1e6) == pytest.approx((says["Lon"], says["Lat"]))
    assert (one.speed_kmh, one.recorder_speed_kmh, one.odometer_km) == (says["Vec1"], says["Vec2"], says["Vec3"])
    assert (one.direction_deg, one.altitude_m) == (says["Direction"], says["Altitude"])
    assert one.status == {VehicleState.IGNITION_ON, VehicleState.LOCATED}
    assert one.alarms == {TerminalAlarm.EMERGENCY, TerminalAlarm.POWER_OFF}  # bits 0 and 8


def test_a_position_of_2019():
    _, body, says = sample("0x1202 (2019")
    values = read_body(DATA[2019][0x1202].layout, body, 2019)
    inner = values["position"]
    assert (values["shifted"], inner["alarm"], inner["status"]) == (1, says["AlarmFlag"], says["StatusFlag"])
    assert (inner["latitude_e6"], inner["longitude_e6"]) == (says["Lat"], says["Lng"])
    assert (inner["speed_0_1kmh"], inner["items"]) == (says["Speed"], {1: says["Mileage"], 2: says["Oil"]})
    assert local(inner["at"]).replace("T", " ") == says["GPSTime"]
    for n in (1, 2, 3):
        assert (values[f"platform_{n}"], values[f"alarm_{n}"]) == (says[f"PlatformId{n}"], says[f"Alarm{n}"])
    message, _ = enveloped(values, 2019)
    [one] = list_positions(message, FEED, NOW)
    assert (one.speed_kmh, one.odometer_km) == (6.0, 10.0)
    assert one.lon != 132.444444  # marked as shifted: moved back
    assert one.lon == pytest.approx(132.444444, abs=0.01)


def test_questions_and_alarms_of_2019():
    _, sent, says = sample("平台查岗请求")
    found = read_frame(sent)
    assert (found.data, found.vehicle) == (0x9301, {})
    assert (found.values["object"], found.values["text"]) == (says["object_id"], says["info"])
    _, sent, says = sample("实时交换报警信息")
    found = read_frame(sent)
    assert (found.data, found.values["plate"], found.values["text"]) == (0x9403, says["VehicleNo"], says["info"])


def test_colours_of_plates_are_those_of_this_standard():
    assert PLATE_COLOURS[1].zh == "蓝色"
    assert (PLATE_COLOURS[2].en, PLATE_COLOURS[94].zh) == ("yellow", "渐变绿")


def test_plates_have_one_form():
    assert plain_plate("甘M·12345") == plain_plate("甘Ｍ 12345") == plain_plate("甘m12345") == "甘M12345"


def test_a_wrong_byte_is_found():
    sent = write_message(Header(0x1005, 1, 1), {})
    for n in range(1, len(sent) - 1):
        wrong = bytearray(sent)
        wrong[n] ^= 0x20
        found = read_frame(bytes(wrong))
        assert isinstance(found, FrameRefusal), n


# A link.

GATE = LinkGate(
    lambda center, user, password: NO_SUCH_USER if user != 7 else WELCOME if password == "secret" else WRONG_PASSWORD
)


def gnss(edition, at=AT, lon=107.64, lat=35.71):
    if edition == 2019:
        platforms = {f"platform_{n}": "" for n in (1, 2, 3)} | {f"alarm_{n}": 0 for n in (1, 2, 3)}
        return {"shifted": 0, "position": Report(at, lon, lat, 63.0, odometer_km=12.0).values(), **platforms}
    there = at + timedelta(hours=8)
    return {
        "shifted": 0,
        "day": there.day,
        "month": there.month,
        "year": there.year,
        "hour": there.hour,
        "minute": there.minute,
        "second": there.second,
        "longitude_e6": round(lon * 1e6),
        "latitude_e6": round(lat * 1e6),
        "speed_kmh": 63,
        "recorder_speed_kmh": 60,
        "odometer_km": 12,
        "direction_deg": 0,
        "altitude_m": 0,
        "status": 3,
        "alarm": 0,
    }


def head(business, edition):
    return Header(business, 62_100, 1, edition, sent_s=int(AT.timestamp()) if edition == 2019 else 0)


def login(edition, password="secret", user=7):
    values = {"user": user, "password": password, "down_host": "127.0.0.1", "down_port": 809, "center": 62_100}
    return write_message(head(0x1001, edition), values)


@pytest.mark.parametrize("edition", [2011, 2019])
def test_a_link_from_login_to_logout(edition):
    link = Link(FEED, GATE)
    position = write_message(head(0x1200, edition), gnss(edition), 0x1202, VEHICLE)
    assert [r.code for r in link.hear(position, AT).refusals] == [FrameFault.NOT_SIGNED_IN]
    answer = read_frame(bytes(link.hear(login(edition), AT).answers))
    assert (answer.header.business, answer.values["result"]) == (0x1002, 0)
    assert answer.header.edition == edition
    [one] = link.hear(position, AT).positions
    assert (one.terminal, one.happened_at, one.speed_kmh) == ("plate-甘M12345", AT, 63.0)
    assert (one.lon, one.lat, one.odometer_km) == (107.64, 35.71, 12.0)
    late = {"positions": [gnss(edition, AT - timedelta(minutes=n)) for n in range(5)]}
    heard = link.hear(write_message(head(0x1200, edition), late, 0x1203, VEHICLE), AT)
    assert [p.happened_at for p in heard.positions] == [AT - timedelta(minutes=n) for n in range(5)]
    answer = read_frame(bytes(link.hear(write_message(head(0x1005, edition), {}), AT).answers))
    assert answer.header.business == 0x1006
    heard = link.hear(write_message(head(0x1003, edition), {"user": 7, "password": "secret"}), AT)
    assert heard.closes
    assert read_frame(bytes(heard.answers)).header.business == 0x1004
    assert [r.code for r in link.hear(position, AT).refusals] == [FrameFault.NOT_SIGNED_IN]


def test_a_wrong_password_is_told_and_the_third_closes():
    link = Link(FEED, GATE)
    for n in (1, 2, 3):
        heard = link.hear(login(2011, "wrong"), AT)
        assert read_frame(bytes(heard.answers)).values["result"] == WRONG_PASSWORD
        assert heard.closes == (n == 3)


def test_positions_that_cannot_be_used():
    for change, fault in (
        ({"month": 13}, FrameFault.TIME_IMPOSSIBLE),
        ({"year": 2027}, FrameFault.TIME_AHEAD),
        ({"longitude_e6": 0, "latitude_e6": 0}, FrameFault.PLACE_MISSING),
        ({"latitude_e6": 107_640_000}, FrameFault.PLACE_IMPOSSIBLE),
    ):
        message, _ = enveloped({**gnss(2011), **change}, 2011)
        assert [one.code for one in list_positions(message, FEED, AT)] == [fault]


# Properties.

WIRE = st.lists(
    st.one_of(st.binary(max_size=8), st.sampled_from([b"\x5b", b"\x5d", b"\x5a", b"\x5e", b"\x01", b"\x02"])),
    max_size=60,
).map(b"".join)


def cut(data, places):
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


@given(st.binary(min_size=22, max_size=300), st.integers(0, 2**32 - 1))
def test_escapes_and_encryption_come_back(plain, key):
    assert unescape(escape(plain)) == plain
    assert unwrap(wrap(plain)[1:-1]) == plain
    assert cipher(cipher(plain, key, SECRET), key, SECRET) == plain


@given(WIRE, st.lists(st.integers(0, 10_000), max_size=12))
def test_cuts_do_not_matter(data, places):
    whole, cutter = FrameSplitter(), FrameSplitter()
    assert [x for piece in cut(data, places) for x in cutter.feed(piece)] == whole.feed(data)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=6), st.lists(st.integers(0, 999), max_size=9))
def test_frames_after_rubbish_are_all_found(bodies, places):
    frames = [wrap(bytes(22) + body) for body in bodies]
    splitter = FrameSplitter()
    found = [x for piece in cut(b"rubbish" + b"".join(frames), places) for x in splitter.feed(piece)]
    assert found[0] == FrameRefusal(FrameFault.OUTSIDE, 7)
    assert [b"\x5b" + x + b"\x5d" for x in found[1:]] == frames


def test_a_frame_without_end_is_let_go():
    splitter = FrameSplitter(longest=100)
    assert splitter.feed(b"\x5b" + bytes(500)) == []
    assert splitter.held_bytes == 0
    refused, found = splitter.feed(b"\x5d" + wrap(bytes(22)))
    assert refused == FrameRefusal(FrameFault.OUTSIDE, 500)
    assert unwrap(found) == bytes(22)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(BUSINESSES)),
    st.sampled_from(sorted({*DATA[2011], *DATA[2019]})),
    st.binary(max_size=200),
    st.booleans(),
    st.sampled_from([2011, 2019]),
)
def test_any_body_is_values_or_a_refusal(business, data, body, about_vehicle, edition):
    inner = data.to_bytes(2, "big") + len(body).to_bytes(4, "big") + body
    found = read_message(Header(business, 1, 1, edition), bytes(22) + inner if about_vehicle else inner)
    assert isinstance(found, Message | FrameRefusal)
    if isinstance(found, Message):
        assert all(isinstance(one, Position | FrameRefusal) for one in list_positions(found, FEED, NOW))


def fuzz(seconds, seed):
    """Nonsense in arbitrary cuts, for so long; how many bytes were heard."""
    chance, heard_bytes = random.Random(seed), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        link = Link(FEED, GATE)
        link.hear(login(2019), AT)
        for _ in range(40):
            sent = bytearray(write_message(head(0x1200, 2019), gnss(2019), 0x1202, VEHICLE))
            for _ in range(chance.randrange(3)):
                sent[chance.randrange(len(sent))] = chance.randrange(256)
            right = wrap(chance.randbytes(chance.randrange(22, 80)))  # a right CRC over nonsense
            body = chance.randbytes(chance.randrange(200))
            whole = write_frame(head(chance.choice(sorted(BUSINESSES)), chance.choice([2011, 2019])), body)
            for piece in cut(bytes(sent) + chance.randbytes(4) + right + whole, [chance.randrange(300) for _ in "123"]):
                link.hear(piece, AT)
                heard_bytes += len(piece)
            assert link.held_bytes <= MAX_FRAME_BYTES
        link.hear(b"\x5d" + login(2019), AT)
        assert link.hear(write_message(head(0x1200, 2019), gnss(2019), 0x1202, VEHICLE), AT).positions
    return heard_bytes


def test_nonsense_for_a_second():
    assert fuzz(1, seed=809) > 1_000


@pytest.mark.slow
def test_nonsense_for_long():
    seconds = float(os.environ.get("DAOAN_FUZZ_S", "60"))
    sys.stdout.write(f"{seconds:.0f} s: {fuzz(seconds, seed=time.time_ns()):,} bytes, nothing raised\n")


def test_headers_shorter_than_they_should_be():
    assert read_frame(b"\x5b" + bytes(10) + b"\x5d").code is FrameFault.TOO_SHORT
    assert read_header(bytes(22)).code is FrameFault.LENGTH_WRONG

"""146 frames of other people's terminals and tests, each read as they read it; wrong ones refused."""

import re
from dataclasses import replace
from datetime import datetime

import pytest

from daoan.sense.jt808.items import ITEMS
from daoan.sense.jt808.message import Message, read_frame
from daoan.sense.jt808.position import list_positions
from daoan.terms.records.fleet import FrameRefusal, Position
from daoan.terms.telematics import FrameFault, VehicleState
from tests.sense.jt808.given import FEED, NOW, local, samples

#: What their records say besides the body.
BESIDE = {"messageId", "properties", "protocolVersion", "clientId", "serialNo", "verified"}


def flat(value):
    """All values in the order in which they stand on the wire."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in BESIDE:
                yield from flat(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from flat(inner)
    elif isinstance(value, bytes):
        yield from value
    elif isinstance(value, datetime):
        yield local(value)
    elif isinstance(value, str) and re.fullmatch(r"[0-9]{12}", value):  # a time that they leave as digits
        yield f"20{value[:2]}-{value[2:4]}-{value[4:6]}T{value[6:8]}:{value[8:10]}:{value[10:]}"
    else:
        yield value


def test_all_frames_are_here():
    assert len(samples("jt808")) == 146


def test_frames_that_are_wrong_are_refused_and_no_others():
    refused = {s["id"]: read_frame(bytes.fromhex(s["hex"])) for s in samples("jt808")}
    refused = {key: found.code for key, found in refused.items() if isinstance(found, FrameRefusal)}
    checksum = {s["id"]: FrameFault.CHECKSUM_WRONG for s in samples("jt808") if not s["header"]["checksum_ok"]}
    length = {s["id"]: FrameFault.LENGTH_WRONG for s in samples("jt808") if not s["header"]["length_ok"]}
    assert len(checksum) == 2
    assert list(length) == ["jt808-143"]  # its body has 87 bytes where its header says 84
    assert refused == checksum | length


def test_headers():
    for sample in samples("jt808"):
        found = read_frame(bytes.fromhex(sample["hex"]))
        if isinstance(found, Message):
            says = sample["header"]
            header = found.header
            assert f"0x{header.message_id:04X}" == says["msg_id"], sample["id"]
            assert (header.phone, header.serial) == (says["phone"], says["serial"]), sample["id"]
            assert (header.is_2019, header.parts) == (says["is_2019"], 1), sample["id"]


def theirs(sample):
    """Expected values of a sample in the order of the wire, with what is theirs alone taken out."""
    expected = dict(sample["expected"])
    match sample["header"]["msg_id"], sample["header"]["is_2019"]:
        case "0x8300", False:
            expected.pop("type")  # not there before 2019
        case "0x9212", _:
            expected.pop("total")  # the count of the list
        case "0x0705", _:
            expected["dateTime"] = expected["dateTime"].zfill(10)  # five bytes
        case "0x0801", _:
            expected["packet"] = list(bytes.fromhex(expected["packet"]))
        case (("0x0104" | "0x8103"), _):
            clocks = expected["parameters"]["124"]
            clocks |= {key: 0 for key, value in clocks.items() if value == "00:00:00"}
    return list(flat(expected))


def test_bodies_are_read_as_the_encoders_meant_them():
    """Every value, in the order of the wire."""
    checked = 0
    for sample in samples("jt808"):
        if sample["source"]["kind"].startswith("encoder/decoder"):
            found = read_frame(bytes.fromhex(sample["hex"]))
            assert list(flat(found.values)) == theirs(sample), sample["id"]
            checked += 1
    assert checked == 92


@pytest.mark.parametrize("sample_id", ["jt808-139", "jt808-140"])
def test_a_position_by_name(sample_id):
    sample = next(s for s in samples("jt808") if s["id"] == sample_id)
    says, values = sample["expected"], read_frame(bytes.fromhex(sample["hex"])).values
    assert values["alarm"] == says["AlarmFlag"]
    assert values["status"] == says["StatusFlag"]
    assert (values["latitude_e6"], values["longitude_e6"]) == (says["Lat"], says["Lng"])
    assert (values["altitude_m"], values["speed_0_1kmh"], values["direction_deg"]) == (40, 60, 0)
    assert local(values["at"]) == says["GPSTime"].replace(" ", "T")
    assert values["items"] == {1: says["Mileage_0x01"], 2: says["Oil_0x02"]}


def test_a_registration_by_name():
    sample = next(s for s in samples("jt808") if s["id"] == "jt808-142")
    says, values = sample["expected"], read_frame(bytes.fromhex(sample["hex"])).values
    assert values == {
        "province": says["AreaID"],
        "county": says["CityOrCountyId"],
        "maker": says["MakerId"],
        "model": says["TerminalModel"],
        "terminal_id": says["TerminalId"],
        "plate_colour": says["PlateColor"],
        "plate": says["PlateNo"],
    }


AS_SENT = replace(FEED, plug_in=None)


def told(sample):
    """The positions that a sample's expected values tell."""
    return sample["expected"].get("positions", [sample["expected"]])


def test_positions_of_real_terminals():
    checked = 0
    for sample in samples("jt808"):
        if sample["source"]["kind"].startswith("encoder") or "alarm_flag" not in told(sample)[0]:
            continue
        found = read_frame(bytes.fromhex(sample["hex"]))
        if isinstance(found, FrameRefusal):
            continue
        rows = found.values.get("positions", [found.values])
        for values, says, one in zip(rows, told(sample), list_positions(found, AS_SENT, NOW), strict=True):
            check_values(sample["id"], values, says)
            check_position(sample["id"], one, says)
            checked += 1
    assert checked >= 60


def check_values(name, values, says):
    items = b"".join(bytes((int(x["id"], 16), x["length"])) + bytes.fromhex(x["raw"]) for x in says["extras"])
    again = ITEMS.write(values["items"], 2013)
    assert len(again) <= len(items), name
    if len({x["id"] for x in says["extras"]}) == len(says["extras"]):  # of ids that come twice, the last is kept
        assert again == items, name
    for extra in says["extras"]:
        if "mileage_0_1km" in extra:
            assert values["items"][1] == extra["mileage_0_1km"], name
        if "gnss_satellites" in extra:
            assert values["items"][0x31] == extra["gnss_satellites"], name


def check_position(name, one, says):
    if says["latitude"] == says["longitude"] == 0:
        assert one == FrameRefusal(FrameFault.PLACE_MISSING), name
        return
    assert isinstance(one, Position), (name, one)
    assert (one.lat, one.lon) == pytest.approx((says["latitude"], says["longitude"]), abs=1e-9), name
    assert one.speed_kmh == says["speed_0_1kmh"] / 10, name
    assert one.direction_deg == says["direction_deg"] % 360, name
    assert local(one.happened_at) == "20{}-{}-{}T{}:{}:{}".format(*re.findall("..", says["time_bcd"])), name
    assert one.is_located == says["positioned"], name
    assert (VehicleState.IGNITION_ON in one.status) == says["acc_on"], name


def test_places_that_are_none_are_refused():
    """The encoders' own frames put 116 degrees of latitude into theirs."""
    sample = next(s for s in samples("jt808") if s["id"] == "jt808-025")
    found = list_positions(read_frame(bytes.fromhex(sample["hex"])), FEED, NOW)
    assert [one.code for one in found] == [FrameFault.PLACE_IMPOSSIBLE] * 4

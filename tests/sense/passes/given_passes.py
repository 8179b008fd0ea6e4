"""A small book of sites, the shipped codes, and bodies to read."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from daoan.sense.passes.codes import pass_codes
from daoan.sense.passes.columns import Reading
from daoan.sense.passes.gat1400 import UNREAD
from daoan.sense.passes.sites import site_book
from daoan.terms.passes import Heading
from daoan.terms.rulepacks import read_rule_pack

ROOT = Path(__file__).parents[3]
PACK = read_rule_pack((ROOT / "rulepacks" / "pass-feeds.toml").read_text(encoding="utf-8"), "pass-feeds")
ZONE = "Asia/Shanghai"
BOOK = site_book(
    ("621000000001", "621000000002"),
    (Heading.UP, Heading.UNKNOWN),
    also={"62100000001190000001": "621000000001"},
    directions={"621000000002": {1: Heading.UP, 2: Heading.DOWN}},
)
BRANDS = ("12", "大众")


def ms(*parts: int) -> int:
    """Milliseconds since 1970 of a moment on the city's clock."""
    return round(datetime(*parts, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)


KNOWN_MS = ms(2026, 3, 7, 18, 0, 0)
GAT1400 = Reading(BOOK, pass_codes(PACK, "gat1400", BRANDS), ZONE, KNOWN_MS, UNREAD)
KAKOU = Reading(BOOK, pass_codes(PACK, "kakou", BRANDS), ZONE, KNOWN_MS)
ONE = {
    "MotorVehicleID": "621000000000000000010220260307175000000010000001",
    "TollgateID": "621000000001",
    "DeviceID": "62100000001190000001",
    "PassTime": "20260307175000",
    "LaneNo": 2,
    "HasPlate": "1",
    "PlateClass": "02",
    "PlateColor": "5",
    "PlateNo": "甘M12345",
    "PlateReliability": "95",
    "Speed": 62.5,
    "Direction": "1",
    "VehicleClass": "K33",
    "VehicleColor": "1",
    "VehicleBrand": "12",
    "SubImageList": {"SubImageInfoObject": [{"ImageID": "x", "StoragePath": "http://h/a\\b.jpg", "Width": 437}]},
}


def body_of(*objects: dict, is_ascii: bool = False) -> bytes:
    """A MotorVehicleListObject."""
    told = {"MotorVehicleListObject": {"MotorVehicleObject": list(objects)}}
    return json.dumps(told, ensure_ascii=is_ascii).encode()

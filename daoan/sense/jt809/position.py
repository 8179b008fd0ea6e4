"""Positions out of messages between platforms, as the same records that terminals themselves give.

A terminal is told by its plate here, as no number of it comes over the link.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from daoan.sense.jt808.alarms import SHIFTED
from daoan.sense.jt808.fields import CHINA
from daoan.sense.jt808.items import ODOMETER, RECORDER_SPEED
from daoan.sense.jt808.position import FleetFeed, make_position
from daoan.sense.jt809.message import Message
from daoan.terms.records.fleet import FrameRefusal, Position

ONE, LATE = 0x1202, 0x1203
TELL_POSITIONS = frozenset((ONE, LATE))


def list_positions(message: Message, feed: FleetFeed, now: datetime) -> list[Position | FrameRefusal]:
    """All positions of a message, in its order. Empty for a message that tells none, or no vehicle."""
    if message.data not in TELL_POSITIONS or not message.vehicle:
        return []
    token = feed.token(plain_plate(message.vehicle["plate"]))
    as_808 = _like_2019 if message.header.edition == 2019 else _like_2011
    return [make_position(as_808(row), feed, token, now) for row in _rows(message)]


def plain_plate(plate: str) -> str:
    """A plate in the one form that tokens are made of: 甘M·12345 is 甘M12345."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", plate).upper() if sign.isalnum())


def _rows(message: Message) -> Iterator[Mapping[str, Any]]:
    if message.data == LATE:
        yield from message.values["positions"]
    else:
        yield message.values


def _like_2019(row: Mapping[str, Any]) -> Mapping[str, Any]:
    inner: Mapping[str, Any] = row["position"]
    return {**inner, "status": inner["status"] | SHIFTED} if row["shifted"] == 1 else inner


def _like_2011(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Values of 2011 by the names and units of JT/T 808: km/h to tenths, km to tenths."""
    return {
        **row,
        "status": row["status"] | (SHIFTED if row["shifted"] == 1 else 0),
        "speed_0_1kmh": row["speed_kmh"] * 10,
        "at": _moment(row),
        "items": {ODOMETER: row["odometer_km"] * 10, RECORDER_SPEED: row["recorder_speed_kmh"] * 10},
    }


def _moment(row: Mapping[str, Any]) -> datetime | None:
    try:
        clock = (row["hour"], row["minute"], row["second"])
        return datetime(row["year"], row["month"], row["day"], *clock, tzinfo=CHINA).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

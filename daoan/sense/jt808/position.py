"""Positions out of messages: degrees with their signs, km/h, UTC, WGS-84; one that cannot be used is a refusal."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from daoan.sense.feeds.datum_china import gcj02_to_wgs84
from daoan.sense.jt808.alarms import SHIFTED, SOUTH, WEST, alarms_of, states_of
from daoan.sense.jt808.items import ODOMETER, RECORDER_SPEED, SATELLITES
from daoan.sense.jt808.message import Message
from daoan.terms.records.fleet import FrameRefusal, Position
from daoan.terms.telematics import FrameFault

ONE, ASKED, BULK = 0x0200, 0x0201, 0x0704
#: A number that no lorry or coach drives; what says more is a fault of the receiver, and the speed is not recorded.
FASTEST_KMH = 300.0

#: Longitude and latitude in the datum of a feed, as WGS-84.
ToWgs84 = Callable[[float, float], tuple[float, float]]


def from_plug_in(lon: float, lat: float) -> tuple[float, float]:
    """WGS-84 of degrees that went through the plug-in for maps 保密插件, whose outcome is GCJ-02 (status bit 5)."""
    east, north = gcj02_to_wgs84(np.array([lon]), np.array([lat]))
    return float(east[0]), float(north[0])


@dataclass(frozen=True, slots=True)
class FleetFeed:
    """What is true of all that comes on one door.

    ``token``: number of a terminal to what is kept of it. ``to_wgs84``: for a feed in another datum; terminals send
    WGS-84 by the standard. ``plug_in``: for degrees that a terminal marks as shifted; ``None`` for makers that use the
    mark for something else. ``most_ahead``: how far a terminal's clock may be ahead of ours.
    """

    name: str
    token: Callable[[str], str] = field(repr=False)
    most_ahead: timedelta
    to_wgs84: ToWgs84 | None = None
    plug_in: ToWgs84 | None = from_plug_in


def list_positions(message: Message, feed: FleetFeed, now: datetime) -> list[Position | FrameRefusal]:
    """All positions of a message, in its order. Empty for a message that tells none."""
    token = feed.token(message.header.number)
    return [make_position(values, feed, token, now) for values in _rows(message)]


def _rows(message: Message) -> Iterator[Mapping[str, Any]]:
    if message.header.message_id in (ONE, ASKED):
        yield message.values
    elif message.header.message_id == BULK:
        yield from message.values["positions"]


def make_position(values: Mapping[str, Any], feed: FleetFeed, token: str, now: datetime) -> Position | FrameRefusal:
    """A position of the values of a 0x0200 body. ``now``: when it came in, UTC."""
    status, items = values["status"], values.get("items", {})
    lon = values["longitude_e6"] / (-1e6 if status & WEST else 1e6)
    lat = values["latitude_e6"] / (-1e6 if status & SOUTH else 1e6)
    happened_at: datetime | None = values["at"]
    fault = find_fault(lon, lat, happened_at, feed, now)
    if fault or happened_at is None:
        return FrameRefusal(fault or FrameFault.TIME_IMPOSSIBLE)
    to_wgs84 = feed.plug_in if status & SHIFTED else feed.to_wgs84
    if to_wgs84:
        lon, lat = to_wgs84(lon, lat)
    altitude, odometer, direction = values["altitude_m"], items.get(ODOMETER), values["direction_deg"]
    return Position(
        terminal=token,
        feed=feed.name,
        happened_at=happened_at,
        known_at=now,
        lon=lon,
        lat=lat,
        speed_kmh=_speed(values["speed_0_1kmh"]),
        direction_deg=direction % 360 if direction <= 360 else None,
        altitude_m=altitude - 0x10000 if altitude >= 0x8000 else altitude,  # below the sea, as terminals do it
        status=states_of(status),
        alarms=alarms_of(values["alarm"], items),
        odometer_km=odometer / 10 if isinstance(odometer, int) else None,
        recorder_speed_kmh=_speed(items.get(RECORDER_SPEED)),
        satellites=items[SATELLITES] if isinstance(items.get(SATELLITES), int) else None,
    )


def find_fault(lon: float, lat: float, at: datetime | None, feed: FleetFeed, now: datetime) -> FrameFault | None:
    """Why a position cannot be used; ``None`` where it can."""
    if at is None:
        return FrameFault.TIME_IMPOSSIBLE
    if at > now + feed.most_ahead:
        return FrameFault.TIME_AHEAD
    if lon == 0 and lat == 0:
        return FrameFault.PLACE_MISSING
    return None if -180 <= lon <= 180 and -90 <= lat <= 90 else FrameFault.PLACE_IMPOSSIBLE


def _speed(tenths: object) -> float | None:
    return tenths / 10 if isinstance(tenths, int) and tenths / 10 <= FASTEST_KMH else None

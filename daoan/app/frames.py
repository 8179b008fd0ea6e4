"""One frame in hexadecimal as plain values, for whoever has to see what a terminal or a platform sends."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from daoan.sense.jt808 import message as jt808
from daoan.sense.jt808 import position as positions_808
from daoan.sense.jt808.position import FleetFeed
from daoan.sense.jt809 import message as jt809
from daoan.sense.jt809 import position as positions_809
from daoan.terms.errors import InputError
from daoan.terms.records.fleet import FrameRefusal, Position
from daoan.terms.telematics import ALARM_NAMES, FAULT_NAMES, STATE_NAMES

_EVER = datetime(2100, 1, 1, tzinfo=UTC)
_SHOWN = FleetFeed("shown", lambda _number: "", timedelta(0))


def decode_frame(text: str) -> dict[str, Any]:
    """What a frame says. Has ``refused`` where it cannot be used. Raises :class:`InputError` for what is no frame."""
    try:
        sent = bytes.fromhex(text)
    except ValueError:
        raise InputError("a frame is given in hexadecimal, as 7e0002… 应为十六进制") from None
    if sent[:1] == b"\x7e":
        return _shown_808(jt808.read_frame(sent))
    if sent[:1] == b"\x5b":
        return _shown_809(jt809.read_frame(sent))
    raise InputError("a frame begins with 7e (JT/T 808) or 5b (JT/T 809) 帧应以 7e 或 5b 开头")


def _shown_808(found: jt808.Message | FrameRefusal) -> dict[str, Any]:
    if isinstance(found, FrameRefusal):
        return refused(found)
    return {
        "standard": f"JT/T 808-{2019 if found.header.is_2019 else 2013}",
        "message": f"0x{found.header.message_id:04X}",
        "name": both(found.kind.name),
        "terminal": found.header.phone,
        "serial": found.header.serial,
        "values": plain(found.values),
        **_told(positions_808.list_positions(found, _SHOWN, _EVER)),
    }


def _shown_809(found: jt809.Message | FrameRefusal) -> dict[str, Any]:
    if isinstance(found, FrameRefusal):
        return refused(found)
    return {
        "standard": f"JT/T 809-{found.header.edition}",
        "message": f"0x{found.header.business:04X}" + (f" 0x{found.data:04X}" if found.data else ""),
        "name": both(found.name),
        "platform": found.header.center,
        "serial": found.header.serial,
        **{key: plain(value) for key, value in found.vehicle.items()},
        "values": plain(found.values),
        **_told(positions_809.list_positions(found, _SHOWN, _EVER)),
    }


def _told(found: list[Position | FrameRefusal]) -> dict[str, Any]:
    rows = [position(one) if isinstance(one, Position) else refused(one) for one in found]
    return {"positions": rows} if rows else {}


def position(one: Position) -> dict[str, Any]:
    """A position in words."""
    return {
        "at": f"{one.happened_at:%Y-%m-%d %H:%M:%S} UTC",
        "lon": one.lon,
        "lat": one.lat,
        "speed_kmh": one.speed_kmh,
        "direction_deg": one.direction_deg,
        "altitude_m": one.altitude_m,
        "odometer_km": one.odometer_km,
        "status": [both(STATE_NAMES[code]) for code in sorted(one.status)],
        "alarms": [both(ALARM_NAMES[code]) for code in sorted(one.alarms)],
    }


def refused(refusal: FrameRefusal) -> dict[str, Any]:
    """Why something cannot be used, in words."""
    return {"refused": refusal.code, "why": both(FAULT_NAMES[refusal.code]), "detail": refusal.detail}


def both(name: Any) -> str:
    """A name in both languages."""
    return f"{name.en} {name.zh}"


def plain(value: Any) -> Any:
    """Values as JSON has them: bytes in hexadecimal, times in UTC."""
    if isinstance(value, Mapping):
        return {f"0x{k:02X}" if isinstance(k, int) else str(k or "rest"): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    return value.hex() if isinstance(value, bytes) else value

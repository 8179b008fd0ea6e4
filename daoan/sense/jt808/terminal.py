"""A terminal's side of the talk, for terminals that are simulated: in tests, in a trial of the door, under load."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.sense.jt808.alarms import SOUTH, WEST, alarm_word, state_word
from daoan.sense.jt808.conversation import HEARTBEAT, LEAVES, REGISTERS, SIGNS_IN
from daoan.sense.jt808.framing import FrameSplitter
from daoan.sense.jt808.header import Header
from daoan.sense.jt808.items import ODOMETER, SATELLITES
from daoan.sense.jt808.message import Message, read_frame, write_message
from daoan.sense.jt808.position import BULK, ONE
from daoan.terms.records.fleet import FrameRefusal
from daoan.terms.telematics import TerminalAlarm, VehicleState

_LOCATED = frozenset((VehicleState.IGNITION_ON, VehicleState.LOCATED, VehicleState.BY_BEIDOU))


@dataclass(frozen=True, slots=True)
class Report:
    """What a terminal tells of one moment. Degrees WGS-84."""

    at: datetime
    lon: float
    lat: float
    speed_kmh: float = 0.0
    direction_deg: int = 0
    altitude_m: int = 0
    status: frozenset[VehicleState] = _LOCATED
    alarms: frozenset[TerminalAlarm] = frozenset()
    odometer_km: float = 0.0
    satellites: int = 12

    def values(self) -> dict[str, Any]:
        """As the body of message 0x0200."""
        signs = (SOUTH if self.lat < 0 else 0) | (WEST if self.lon < 0 else 0)
        return {
            "alarm": alarm_word(self.alarms),
            "status": state_word(self.status) | signs,
            "latitude_e6": round(abs(self.lat) * 1e6),
            "longitude_e6": round(abs(self.lon) * 1e6),
            "altitude_m": self.altitude_m & 0xFFFF,
            "speed_0_1kmh": round(self.speed_kmh * 10),
            "direction_deg": self.direction_deg,
            "at": self.at,
            "items": {ODOMETER: round(self.odometer_km * 10), SATELLITES: self.satellites},
        }


class Terminal:
    """Writes a terminal's messages, serial numbers going up, and reads what it is answered."""

    def __init__(self, number: str, *, is_2019: bool = True) -> None:
        self._phone = number.zfill(20 if is_2019 else 12)
        self._is_2019 = is_2019
        self._splitter = FrameSplitter()
        self.serial = 0  # of the last frame

    def write(self, message_id: int, values: Mapping[str, Any]) -> bytes:
        """Frames of any message."""
        header = Header(message_id, self._phone, (self.serial + 1) & 0xFFFF, self._is_2019)
        frames = write_message(header, values)
        self.serial = (self.serial + frames.count(b"\x7e") // 2) & 0xFFFF
        return frames

    def register(self, plate: str = "测A00001", plate_colour: int = 2) -> bytes:
        """Message 0x0100."""
        values = {"province": 62, "county": 1000, "maker": "DAOAN", "model": "SIMULATED", "terminal_id": "0000001"}
        return self.write(REGISTERS, {**values, "plate_colour": plate_colour, "plate": plate})

    def sign_in(self, code: str) -> bytes:
        """Message 0x0102."""
        return self.write(SIGNS_IN, {"code": code, "imei": "0" * 15, "software": "simulated"})

    def heartbeat(self) -> bytes:
        """Message 0x0002."""
        return self.write(HEARTBEAT, {})

    def leave(self) -> bytes:
        """Message 0x0003."""
        return self.write(LEAVES, {})

    def report(self, report: Report) -> bytes:
        """Message 0x0200."""
        return self.write(ONE, report.values())

    def report_all(self, reports: Sequence[Report], *, late: bool = True) -> bytes:
        """Message 0x0704; in parts where it is long."""
        rows = [report.values() for report in reports]
        return self.write(BULK, {"count": len(rows), "kind": int(late), "positions": rows})

    def hear(self, data: bytes) -> list[Message | FrameRefusal]:
        """Messages of a platform, as they came."""
        return [read_frame(one) if isinstance(one, bytes) else one for one in self._splitter.feed(data)]

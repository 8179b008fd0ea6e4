"""What vehicles of fleets send 车载终端: positions, events of terminals, and frames that could not be used."""

from dataclasses import dataclass
from datetime import datetime

from daoan.terms.telematics import FrameFault, TerminalAlarm, VehicleState


@dataclass(frozen=True, slots=True)
class Position:
    """Where a vehicle was at one moment, as its terminal tells.

    ``terminal`` is a token that leads back to nobody without the workspace's key. A position without
    :attr:`VehicleState.LOCATED` repeats the last place that the terminal knew. Alarms are claims of the terminal.
    """

    terminal: str
    feed: str  # "jt808", "jt809"
    happened_at: datetime  # by the terminal's clock
    known_at: datetime  # when we had it
    lon: float  # WGS-84 degrees
    lat: float
    speed_kmh: float | None  # by satellite
    direction_deg: int | None  # 0 north, 90 east
    altitude_m: int | None
    status: frozenset[VehicleState] = frozenset()
    alarms: frozenset[TerminalAlarm] = frozenset()
    odometer_km: float | None = None
    recorder_speed_kmh: float | None = None  # by the tachograph
    satellites: int | None = None

    @property
    def is_located(self) -> bool:
        """Whether the terminal had a fix at that moment."""
        return VehicleState.LOCATED in self.status


@dataclass(frozen=True, slots=True)
class TerminalEvent:
    """Something that a terminal did besides telling its position: registered, signed in, left, kept alive."""

    terminal: str
    known_at: datetime
    kind: str  # "registered", "signed_in", "left", "alive", "said"
    message: str = ""  # of which message, "0x0702"


@dataclass(frozen=True, slots=True)
class FrameRefusal:
    """A frame, or one position in it, that cannot be used. Its bytes are not kept here: they name a vehicle."""

    code: FrameFault
    bytes_seen: int = 0  # how long what was refused is
    detail: str = ""  # which field or length; never a value out of the frame

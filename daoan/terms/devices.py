"""Field equipment 外场设备: cameras, checkpoints, stations as the register tells them, not yet on the map."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from daoan.terms.estimates import Text
from daoan.terms.passes import Heading, SiteFrame, SiteKind

REGISTER = "devices"  # kind of the register
KINDS = {"camera": SiteKind.CAMERA, "checkpoint": SiteKind.CHECKPOINT, "station": SiteKind.STATION}
HEADINGS = {"both": Heading.UNKNOWN, "up": Heading.UP, "down": Heading.DOWN}


class DeviceState(StrEnum):
    """Whether a device is at work, by the register."""

    IN_USE = "in_use"
    REPAIR = "repair"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Device:
    """One entry. A place is told by coordinates (WGS-84), or by road and chainage in metres; else it has none."""

    code: str
    name: str
    kind: SiteKind
    route: str
    chainage_m: float | None
    lon: float | None
    lat: float | None
    heading: Heading
    lanes: int
    limit_car_kmh: float | None
    limit_large_kmh: float | None
    state: DeviceState
    unit_id: str  # that answers for it
    built: str  # day, or empty


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A device that cannot be put on the network, and why. ``reason``: "nowhere", "off_road", "no_route", …"""

    code: str
    reason: str
    told: Text


@dataclass(frozen=True, slots=True)
class Placing:
    """Devices on the network: row i of ``sites`` is ``devices[i]``; and those without a place."""

    devices: tuple[Device, ...]
    sites: SiteFrame
    unplaced: tuple[Unplaced, ...]


def device_of(values: Mapping[str, Any], unit_id: str) -> Device:
    """The device that the values of an entry tell of. ``unit_id``: of the entry, where none is named."""

    def number(name: str) -> float | None:
        return None if values.get(name) is None else float(values[name])

    return Device(
        code=str(values["code"]),
        name=str(values.get("name", "")),
        kind=KINDS[values["kind"]],
        route=str(values.get("route", "")).strip(),
        chainage_m=number("chainage_m"),
        lon=number("lon"),
        lat=number("lat"),
        heading=HEADINGS[values["heading"]],
        lanes=int(values.get("lanes", 0)),
        limit_car_kmh=number("limit_car_kmh"),
        limit_large_kmh=number("limit_large_kmh"),
        state=DeviceState(values["state"]),
        unit_id=str(values.get("responsible") or unit_id),
        built=str(values.get("built", "")),
    )

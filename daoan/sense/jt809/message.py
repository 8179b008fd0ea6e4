"""A whole message between platforms: header, name, named values, and the vehicle that it is about.

What moves, alarms, supervision … share an envelope: plate and colour (where about a vehicle), type of data, length,
data. Whether the plate is there differs by type and edition; where the length stands right tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from daoan.sense.jt808.layouts import read_body, write_fields
from daoan.sense.jt809.bodies import BUSINESSES, DATA, OTHER_DATA, VEHICLE, VEHICLE_BYTES, WITH_DATA
from daoan.sense.jt809.framing import unwrap
from daoan.sense.jt809.header import Header, Secret, read_header, write_frame
from daoan.terms.estimates import Text
from daoan.terms.records.fleet import FrameRefusal
from daoan.terms.telematics import FrameFault


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``data``: its type of data, where its business has some; ``vehicle``: plate and colour, or empty."""

    header: Header
    name: Text
    values: Mapping[str, Any]
    data: int | None = None
    vehicle: Mapping[str, Any] = field(default_factory=dict)


def read_message(header: Header, body: bytes) -> Message | FrameRefusal:
    """A message of its header and body."""
    business = BUSINESSES.get(header.business)
    said = f"0x{header.business:04X}"
    if business is None:
        return FrameRefusal(FrameFault.MESSAGE_UNKNOWN, len(body), said)
    if header.business in WITH_DATA:
        return _read_envelope(header, body, said)
    values = read_body(business.layout, body, header.edition)
    if isinstance(values, FrameRefusal):
        return FrameRefusal(values.code, values.bytes_seen, f"{said} {values.detail}")
    return Message(header, business.name, values)


def _read_envelope(header: Header, body: bytes, said: str) -> Message | FrameRefusal:
    start = next((at for at in (VEHICLE_BYTES, 0) if _length_at(body, at) == len(body) - at - 6), None)
    if start is None:
        return FrameRefusal(FrameFault.BODY_WRONG, len(body), f"{said} length of its data")
    data = int.from_bytes(body[start : start + 2], "big")
    row = DATA[header.edition].get(data)
    values = read_body(row.layout if row else OTHER_DATA, body[start + 6 :], header.edition)
    vehicle = read_body(VEHICLE, body[:start], header.edition) if start else {}
    if isinstance(values, FrameRefusal) or isinstance(vehicle, FrameRefusal):
        detail = values.detail if isinstance(values, FrameRefusal) else "vehicle"
        return FrameRefusal(FrameFault.BODY_WRONG, len(body), f"0x{data:04X} {detail}")
    return Message(header, row.name if row else BUSINESSES[header.business].name, values, data, vehicle)


def _length_at(body: bytes, at: int) -> int:
    return int.from_bytes(body[at + 2 : at + 6], "big") if len(body) >= at + 6 else -1


def read_frame(sent: bytes, secret: Secret | None = None) -> Message | FrameRefusal:
    """One message of one frame's bytes between 5B and 5D, or with them."""
    plain = unwrap(sent.removeprefix(b"\x5b").removesuffix(b"\x5d"))
    headed = plain if isinstance(plain, FrameRefusal) else read_header(plain, secret)
    return headed if isinstance(headed, FrameRefusal) else read_message(*headed)


def write_message(
    header: Header, values: Mapping[str, Any], data: int | None = None, vehicle: Mapping[str, Any] | None = None
) -> bytes:
    """The frame of a message. Raises :class:`KeyError` for a business, data or value that is not there."""
    if data is None:
        return write_frame(header, write_fields(BUSINESSES[header.business].layout, values, header.edition))
    inner = write_fields(DATA[header.edition][data].layout, values, header.edition)
    outer = write_fields(VEHICLE, vehicle, header.edition) if vehicle else b""
    return write_frame(header, outer + data.to_bytes(2, "big") + len(inner).to_bytes(4, "big") + inner)

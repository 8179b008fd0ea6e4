"""GA/T 1400: the body of ``POST /VIID/MotorVehicles``, a MotorVehicleListObject, to passes.

Values come as strings or as numbers; ``PassTime`` is ``yyyyMMddHHmmss`` on the city's clock; in ``PlateNo`` a sign that
was not read is ``-`` (or ``?``), a plate that was not read is ``-`` or words. An object has some seventy fields, of
which fifteen are looked at. The bytes are walked once by a compiled kernel; a body that it does not understand at once
(escapes in a wanted text, an unusual shape) goes the slower way through msgspec, with the same result.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from daoan.kernels.text.cells import Cells, cells_of
from daoan.kernels.text.json_rows import scan_rows, wanted_fields
from daoan.sense.passes.columns import Reading, read_columns
from daoan.sense.passes.decoded import Decoded
from daoan.terms.errors import FileUnreadable, LayoutUnknown

PATH = ("MotorVehicleListObject", "MotorVehicleObject")

#: Characters of ``PlateNo`` that stand for a sign not read.
UNREAD = "-"

#: Field of the object: what it is for us.
MEANING = {
    "MotorVehicleID": "record_id",
    "TollgateID": "site",
    "DeviceID": "device",
    "PassTime": "moment",
    "LaneNo": "lane",
    "Direction": "direction",
    "HasPlate": "has_plate",
    "PlateNo": "plate",
    "PlateClass": "plate_class",
    "PlateColor": "plate_colour",
    "PlateReliability": "score",
    "VehicleClass": "vehicle_class",
    "VehicleColor": "body_colour",
    "VehicleBrand": "brand",
    "Speed": "speed",
}
_WANTED = wanted_fields(tuple(MEANING))

#: Only what is wanted, each as the bytes it came in.
_Object: Any = msgspec.defstruct("_Object", [(name, msgspec.Raw, msgspec.Raw(b"null")) for name in MEANING])
_READ_OBJECT: Any = msgspec.json.Decoder(_Object)
_READ_LIST: Any = msgspec.json.Decoder(list[msgspec.Raw])
_READ_BODY: Any = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read_motor_vehicles(body: bytes, reading: Reading) -> Decoded:
    """Passes of one body. ``reading.unread`` should be :data:`UNREAD`.

    Raises :class:`FileUnreadable` where it is no JSON, :class:`LayoutUnknown` where it is no MotorVehicleListObject; a
    single object that is wrong raises nothing.
    """
    columns, objects = scan_body(body) or parse_body(body)
    return read_columns(columns, len(objects), objects.raw, reading)


def body_of_objects(objects: Iterable[bytes]) -> bytes:
    """The body that some objects came in, or might have: for those that are read again."""
    return b'{"MotorVehicleListObject":{"MotorVehicleObject":[' + b",".join(objects) + b"]}}"


def scan_body(body: bytes) -> tuple[dict[str, Cells], Cells] | None:
    """The wanted fields and the objects of a body, found in place; ``None`` where msgspec must look."""
    rows = scan_rows(body, PATH, _WANTED)
    return None if rows is None else (dict(zip(MEANING.values(), rows.columns, strict=True)), rows.extent)


def parse_body(body: bytes) -> tuple[dict[str, Cells], Cells]:
    """The same by msgspec, whatever the shape and the escapes."""
    objects = _objects_of(body)
    try:
        items = [_READ_OBJECT.decode(item) for item in objects]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise _wrong(problem) from None
    columns = {meaning: cells_of([_text(getattr(item, name)) for item in items]) for name, meaning in MEANING.items()}
    return columns, cells_of([bytes(item) for item in objects])


def _objects_of(body: bytes) -> list[msgspec.Raw]:
    """The bytes of each object of a body, in a list or alone: some devices send a single one without its list."""
    try:
        body.decode("utf-8")
        listed: Any = body
        for name in PATH:
            listed = _READ_BODY.decode(listed).get(name)
            if listed is None:
                raise LayoutUnknown("the body is no MotorVehicleListObject with MotorVehicleObject 报文结构不符")
        return [listed] if bytes(listed).startswith(b"{") else _READ_LIST.decode(listed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise _wrong(problem) from None


def _text(raw: msgspec.Raw) -> bytes:
    """The text of a value: what stands between the quotes, or the number or word as written; nothing for a list."""
    written = bytes(raw)
    if written == b"null" or written[:1] in (b"{", b"["):
        return b""
    if written[:1] == b'"':
        if b"\\" not in written:
            return written[1:-1]
        return msgspec.json.decode(written, type=str).encode("utf-8", "replace")
    return written


def _wrong(problem: Exception) -> FileUnreadable | LayoutUnknown:
    if isinstance(problem, msgspec.ValidationError):
        return LayoutUnknown("the body is no MotorVehicleListObject 报文结构不符")
    return FileUnreadable("the body is no JSON 报文不是有效的 JSON")

"""What the owner's register says of vehicles, kept beside the store: one Parquet file, written whole, for its owner.

Each reading takes the place of the one before. The file says when it was read, from which file, and what its columns
are, so that a server that runs notices another by its stamp, without reading the rows.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from daoan.store.safely import sync, write_whole
from daoan.terms.errors import FileUnreadable, LayoutUnknown
from daoan.terms.passes import VEHICLE_TYPES, VehicleFrame, empty_vehicles

FILE = "vehicles.parquet"
VERSION = "1"
_KEY = b"daoan.vehicles"
_SCHEMA = pa.schema(
    [pa.field(name, pa.from_numpy_dtype(np.dtype(kind)), nullable=False) for name, kind in VEHICLE_TYPES.items()]
)


@dataclass(frozen=True, slots=True)
class VehicleReading:
    """One reading of a register. ``read_at``: UTC; ``as_of``: the moment whose state the register tells; ``sha256``: of
    the file that was read; ``content``: of the columns that it became."""

    read_at: datetime
    as_of: datetime
    file: str
    sha256: str
    vehicles: int
    content: str
    version: str = VERSION


def keep_vehicles(
    folder: Path, vehicles: VehicleFrame, *, read_at: datetime, as_of: datetime, file: str, sha256: str
) -> VehicleReading:
    """Keep a register in the place of the one before; the folder is made where need be. On disk when it returns."""
    digest = hashlib.sha256(VERSION.encode())
    for name in VEHICLE_TYPES:
        digest.update(np.ascontiguousarray(getattr(vehicles, name)).tobytes())
    reading = VehicleReading(read_at, as_of, file, sha256, len(vehicles), digest.hexdigest())
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for made in missing:
        sync(made.parent)
    write_whole(folder / FILE, lambda part: _write(part, vehicles, reading))
    return reading


def read_vehicles(folder: Path) -> VehicleFrame:
    """The register that is kept, an empty one where there is none. Raises :class:`FileUnreadable` where it is damaged,
    :class:`LayoutUnknown` where another version of Daoan wrote it."""
    if find_reading(folder) is None:
        return empty_vehicles(0)
    try:
        table = pq.read_table(folder / FILE, columns=list(VEHICLE_TYPES), memory_map=False)
    except (pa.ArrowException, OSError) as problem:
        raise FileUnreadable(
            f"{folder / FILE} is no register of vehicles: read it in again 机动车登记表已损坏"
        ) from problem
    return VehicleFrame(**{name: np.asarray(table[name].to_numpy(), kind) for name, kind in VEHICLE_TYPES.items()})


def find_reading(folder: Path) -> VehicleReading | None:
    """When and from what the register was read; ``None`` where none is kept. Raises as :func:`read_vehicles`."""
    try:
        told = (pq.read_schema(folder / FILE).metadata or {}).get(_KEY)
    except FileNotFoundError:
        return None
    except (pa.ArrowException, OSError) as problem:
        raise FileUnreadable(
            f"{folder / FILE} is no register of vehicles: read it in again 机动车登记表已损坏"
        ) from problem
    try:
        reading = msgspec.json.decode(told or b"", type=VehicleReading)
    except msgspec.DecodeError:
        raise LayoutUnknown(f"{folder / FILE} is of another version: read the register in again 格式版本不符") from None
    if reading.version != VERSION:
        raise LayoutUnknown(f"{folder / FILE} is of version {reading.version}: read the register in again 格式版本不符")
    return reading


def vehicles_stamp(folder: Path) -> str:
    """What changes when the register does; empty where none is kept. Raises as :func:`read_vehicles`."""
    reading = find_reading(folder)
    return "" if reading is None else reading.content


def _write(path: Path, vehicles: VehicleFrame, reading: VehicleReading) -> None:
    columns = [pa.array(getattr(vehicles, field.name), field.type) for field in _SCHEMA]
    table = pa.Table.from_arrays(columns, schema=_SCHEMA.with_metadata({_KEY: msgspec.json.encode(reading)}))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        pq.write_table(table, file, compression="zstd")

"""A register of vehicles as CSV or Parquet, to a :class:`VehicleFrame` and back.

Columns under our names, those of the register, or an owner's (mapped by ``names``): ``plate`` in full, its province
first; ``plate_type`` (a code of GA/T 16.7, 大型, 小型) or ``large`` (yes, no); any of the others may be missing. A
vehicle is left out only where nobody could tell which it is; a cell that says nothing we know is flagged, and the
vehicle kept without it. No plate is told of any row.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from daoan.kernels.text.cells import NO_DAY, Cells, empty_cells, read_days, read_numbers, trim
from daoan.kernels.text.code_table import NO_CODE, find_codes
from daoan.sense.passes.codes import BODY_COLOURS, find_classes, find_small
from daoan.sense.passes.plates import pack_plates
from daoan.sense.passes.tables import Block, DamagedLine, read_csv_blocks, read_parquet_blocks
from daoan.sense.passes.vehicle_codes import VehicleCodes, find_states
from daoan.sense.quality import (
    plate_class_unknown,
    plate_repeated,
    plate_unreadable,
    register_cell_unusable,
    row_unreadable,
)
from daoan.terms.errors import InputError, LayoutUnknown
from daoan.terms.passes import (
    NEVER,
    NO_BRAND,
    NOT_COUNTED,
    NOT_RECORDED,
    VEHICLE_TYPES,
    PassClass,
    PlateState,
    VehicleFrame,
    join_vehicles,
)
from daoan.terms.plates import BITS, LARGE, NO_PLATE, NUMBER_OF, PLACES, UNREAD_SIGN, is_large, signs_of

COLUMNS = (
    "plate", "plate_type", "large", "kind", "colour", "brand", "state", "inspect_by", "scrap_by", "unprocessed",
    "exempt_night",
)  # fmt: skip
#: What registers call them.
CALLED: Mapping[str, str] = {
    "hphm": "plate", "号牌号码": "plate", "hpzl": "plate_type", "号牌种类": "plate_type", "黄牌": "large",
    "cllx": "kind", "车辆类型": "kind", "csys": "colour", "车身颜色": "colour", "clpp": "brand", "clpp1": "brand",
    "车辆品牌": "brand", "zt": "state", "机动车状态": "state", "yxqz": "inspect_by", "检验有效期止": "inspect_by",
    "qzbfqz": "scrap_by", "强制报废期止": "scrap_by", "未处理违法": "unprocessed", "夜间豁免": "exempt_night",
}  # fmt: skip
MOST_SHOWN = 20
_LEAST_SIGNS = 4
_MOST_COUNT = np.iinfo(np.int16).max


@dataclass(frozen=True, slots=True)
class RowTold:
    """A row of which something is to be said. ``column``: of a single cell; empty where it is the whole row."""

    row: int
    code: str
    column: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class VehiclePart:
    """Some rows of a register. ``numbers``: int64, the row in the file of each vehicle; ``rows_read``: with those
    refused. ``refused`` by code, ``flagged`` by column; ``shown``: the first of both."""

    vehicles: VehicleFrame
    numbers: npt.NDArray[np.int64]
    rows_read: int
    refused: Counter[str]
    flagged: Counter[str]
    shown: tuple[RowTold, ...]


@dataclass(slots=True, eq=False)
class VehicleTable:
    """A whole register: each plate once. ``repeated``: rows that a later one of the same plate replaced."""

    vehicles: VehicleFrame
    rows_read: int = 0
    repeated: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    shown: list[RowTold] = field(default_factory=list)  # the first of each code and column


def read_vehicle_rows(
    source: BinaryIO, ending: str, codes: VehicleCodes, zone: str, names: Mapping[str, str] | None = None
) -> Iterator[VehiclePart]:
    """Rows of a register, part by part. ``source``: seekable; ``ending``: of the file's name, ``.csv`` or ``.parquet``.

    ``names``: own names of columns and ours. Raises :class:`FileUnreadable` where it is no such file,
    :class:`LayoutUnknown` where it lacks the plate or what tells large ones apart, :class:`InputError` for another
    ending.
    """
    choose = partial(_columns_of, names=names or {})
    damaged: list[DamagedLine] = []
    match ending.lower():
        case ".csv":
            blocks = read_csv_blocks(source, choose, zone, damaged)
        case ".parquet":
            blocks = read_parquet_blocks(source, choose, zone)
        case _:
            raise InputError("a register of vehicles comes as .csv or .parquet 机动车登记表应为 .csv 或 .parquet")
    for block in blocks:
        yield _part(block, codes)
    if damaged:
        code = row_unreadable.RULE.code
        shown = tuple(RowTold(line.number, code) for line in damaged[:MOST_SHOWN])
        none = join_vehicles(())
        yield VehiclePart(none, np.zeros(0, np.int64), len(damaged), Counter({code: len(damaged)}), Counter(), shown)


def gather_vehicles(parts: Iterable[VehiclePart]) -> VehicleTable:
    """The register of some parts; of rows of one plate the last holds, in its place."""
    frames, numbers, told = list[VehicleFrame](), [np.zeros(0, np.int64)], VehicleTable(join_vehicles(()))
    times = Counter[tuple[str, str]]()
    for part in parts:
        frames.append(part.vehicles)
        numbers.append(part.numbers)
        told.rows_read += part.rows_read
        told.refused.update(part.refused)
        told.flagged.update(part.flagged)
        for one in part.shown:
            times[one.code, one.column] += 1
            if times[one.code, one.column] <= MOST_SHOWN:
                told.shown.append(one)
    vehicles = join_vehicles(frames)
    order = np.argsort(vehicles.plate, kind="stable")
    plates = vehicles.plate[order]
    replaced = np.zeros(len(vehicles), np.bool_)
    replaced[order[:-1][plates[1:] == plates[:-1]]] = True
    told.repeated = int(replaced.sum())
    rows = np.concatenate(numbers)[replaced][:MOST_SHOWN]
    told.shown.extend(RowTold(int(row), plate_repeated.RULE.code) for row in rows)
    told.vehicles = vehicles.take(~replaced) if told.repeated else vehicles
    return told


def write_vehicles(vehicles: VehicleFrame) -> bytes:
    """A register as CSV under our names, as :func:`read_vehicle_rows` reads it."""
    never = np.asarray(NEVER)

    def days(column: npt.NDArray[np.int32]) -> pa.Array:
        return pa.array(column, pa.int32(), mask=column == never).cast(pa.date32()).cast(pa.string())

    def names(column: npt.NDArray[np.uint8], known: Mapping[int, str]) -> pa.Array:
        return pa.array([known.get(value) for value in column.tolist()], pa.string())

    plates = vehicles.plate.tolist()
    table = pa.table(
        {
            "plate": pa.array([signs_of(plate) for plate in plates]),
            "large": pa.array([int(is_large(plate)) for plate in plates], pa.int8()),
            "kind": names(vehicles.kind, {int(kind): kind.name for kind in PassClass}),
            "colour": names(vehicles.colour, dict(enumerate(BODY_COLOURS))),
            "brand": pa.array(vehicles.brand, mask=vehicles.brand == NO_BRAND),
            "state": names(vehicles.state, {int(state): state.name for state in PlateState}),
            "inspect_by": days(vehicles.inspect_by),
            "scrap_by": days(vehicles.scrap_by),
            "unprocessed": pa.array(vehicles.unprocessed, mask=vehicles.unprocessed == NOT_COUNTED),
            "exempt_night": pa.array(vehicles.exempt_night.astype(np.int8)),
        }
    )
    out = BytesIO()
    pa.csv.write_csv(table, out, pa.csv.WriteOptions(quoting_style="needed"))
    return out.getvalue()


def _columns_of(heading: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """What is read: own name of each column, and ours; the first of some that mean the same."""
    ours: dict[str, str] = {}
    for own in heading:
        plain = own.strip().lower()
        ours.setdefault(names.get(own, CALLED.get(plain, plain)), own)
    if "plate" not in ours or not {"plate_type", "large"} & set(ours):
        raise LayoutUnknown(
            "the register needs plate, and plate_type or large (a yellow and a blue plate may bear the same signs) "
            "机动车登记表须有号牌号码和号牌种类两列"
        )
    return {own: name for name, own in ours.items() if name in COLUMNS}


def _part(block: Block, codes: VehicleCodes) -> VehiclePart:
    none = empty_cells(len(block))
    get = {name: trim(block.cells[name]) if name in block.cells else none for name in COLUMNS}
    plate = pack_plates(get["plate"])
    large = _large(get, codes)
    readable, told = _is_whole(plate), large != NO_CODE
    plate[large == 1] |= LARGE
    good = readable & told
    columns, unusable = _columns(get, codes)
    frame = VehicleFrame(plate=plate, **{name: columns[name].astype(VEHICLE_TYPES[name]) for name in columns})
    shown = [
        RowTold(int(row), code)
        for code, wrong in ((plate_unreadable.RULE.code, ~readable), (plate_class_unknown.RULE.code, readable & ~told))
        for row in block.numbers[wrong][:MOST_SHOWN]
    ]
    refused = Counter({plate_unreadable.RULE.code: int((~readable).sum())})
    refused[plate_class_unknown.RULE.code] = int((readable & ~told).sum())
    flagged = Counter[str]()
    for name, wrong in unusable.items():
        rows = block.numbers[wrong & good]
        flagged[name] = len(rows)
        shown.extend(RowTold(int(row), register_cell_unusable.RULE.code, name) for row in rows[:MOST_SHOWN])
    numbers = block.numbers if good.all() else block.numbers[good]
    return VehiclePart(frame if good.all() else frame.take(good), numbers, len(block), +refused, +flagged, tuple(shown))


def _is_whole(plate: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Plates of which every sign is there: a province or another Chinese sign first, three more at least."""
    signs = [plate >> np.int64(BITS * (PLACES - 1 - place)) & 0x7F for place in range(PLACES)]
    whole: npt.NDArray[np.bool_] = (plate != NO_PLATE) & (signs[0] > NUMBER_OF["Z"]) & (signs[_LEAST_SIGNS - 1] > 0)
    for sign in signs:
        whole &= sign != UNREAD_SIGN
    return whole


def _large(get: Mapping[str, Cells], codes: VehicleCodes) -> npt.NDArray[np.int32]:
    """1: a large vehicle's plate, 0: another, :data:`NO_CODE`: nobody says. By its type, or else as said outright."""
    by_type = find_codes(codes.plate_types, get["plate_type"])
    return np.where(by_type == NO_CODE, find_codes(codes.yes, get["large"]), by_type)


def _columns(
    get: Mapping[str, Cells], codes: VehicleCodes
) -> tuple[dict[str, npt.NDArray[np.generic]], dict[str, npt.NDArray[np.bool_]]]:
    """All columns but the plate, and of which rows a cell was there that says nothing."""
    given = {name: cells.ends > cells.starts for name, cells in get.items()}
    kind = find_classes(codes.kinds, get["kind"])
    colour = find_small(codes.colours, get["colour"].first_bytes(1))  # of two colours the first
    state = find_states(codes.states, get["state"])
    exempt = find_codes(codes.yes, get["exempt_night"])
    count = read_numbers(get["unprocessed"])
    counted = (count >= 0) & (count == np.floor(count))
    inspect_by, scrap_by = read_days(get["inspect_by"]), read_days(get["scrap_by"])
    unusable = {
        "kind": kind == NOT_RECORDED, "colour": colour == NOT_RECORDED, "state": state == NO_CODE,
        "inspect_by": inspect_by == NO_DAY, "scrap_by": scrap_by == NO_DAY, "unprocessed": ~counted,
        "exempt_night": exempt == NO_CODE,
    }  # fmt: skip
    columns = {
        "kind": kind,
        "colour": colour,
        "brand": _brands(get["brand"], codes),
        "state": np.where(state == NO_CODE, PlateState.VALID, state),
        "inspect_by": np.where(inspect_by == NO_DAY, NEVER, inspect_by),
        "scrap_by": np.where(scrap_by == NO_DAY, NEVER, scrap_by),
        "unprocessed": np.where(counted, np.minimum(count, _MOST_COUNT), NOT_COUNTED),
        "exempt_night": exempt == 1,
    }
    return columns, {name: wrong & given[name] for name, wrong in unusable.items()}


def _brands(cells: Cells, codes: VehicleCodes) -> npt.NDArray[np.int16]:
    if codes.brands is not None:
        return find_codes(codes.brands, cells).astype(np.int16)
    row = read_numbers(cells)
    is_row = (row >= 0) & (row <= _MOST_COUNT) & (row == np.floor(row))
    return np.where(is_row, row, NO_BRAND).astype(np.int16)

"""Passes as Arrow: as batches of the house's own columns, and as a stream that another program can write and read.

Within the house a batch has the columns of :class:`PassFrame` as they are (sites by row, plates packed); nothing is
copied either way. A stream for others names its sites by code, and its plates by text or packed; of its columns only
``site``, ``happened_ms`` and ``plate`` must be there. Both carry the version of their layout in the schema.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from daoan.kernels.text.cells import Cells, empty_cells
from daoan.sense.passes.arrow_cells import cells_of_column
from daoan.sense.passes.columns import Reading, pass_ids
from daoan.sense.passes.decoded import NO_MOMENT_GIVEN, SITE_MISSING, SITE_UNKNOWN, Decoded
from daoan.sense.passes.plates import pack_plates
from daoan.sense.passes.sites import NO_SITE, SiteBook
from daoan.terms.errors import FileUnreadable, LayoutUnknown
from daoan.terms.passes import NO_BRAND, NOT_RECORDED, PASS_TYPES, Column, Heading, PassFrame
from daoan.terms.plates import LARGE, NO_PLATE, PlateColour, is_large, signs_of

VERSION = "1"
_VERSION_KEY = b"daoan.passes"

#: The layout within the house.
SCHEMA = pa.schema(
    [pa.field(name, pa.from_numpy_dtype(np.dtype(kind)), nullable=False) for name, kind in PASS_TYPES.items()],
    {_VERSION_KEY: VERSION.encode()},
)

#: What a missing column of a stream, or a missing value in one, stands for.
_ABSENT: Mapping[str, float] = {
    "lane": 0, "heading": Heading.UNKNOWN, "plate_colour": NOT_RECORDED, "score": NOT_RECORDED, "kind": NOT_RECORDED,
    "colour": NOT_RECORDED, "brand": NO_BRAND, "speed_kmh": np.nan,
}  # fmt: skip


def batch_of(passes: PassFrame) -> pa.RecordBatch:
    """Passes as a batch of the house's own layout."""
    return pa.RecordBatch.from_arrays([pa.array(getattr(passes, name)) for name in PASS_TYPES], schema=SCHEMA)


def frame_of(batch: pa.RecordBatch) -> PassFrame:
    """A batch of the house's own layout as passes, over the same memory, read-only.

    Raises :class:`LayoutUnknown` for one of another layout or version.
    """
    told = (batch.schema.metadata or {}).get(_VERSION_KEY, b"")
    if told != VERSION.encode() or batch.schema.names != list(PASS_TYPES):
        raise LayoutUnknown(
            f"passes of version {told.decode() or '?'} are not read here, which is {VERSION} 过车格式版本不符"
        )
    return PassFrame(**{name: batch.column(name).to_numpy() for name in PASS_TYPES})


def pack_frame(passes: PassFrame) -> bytes:
    """Passes as the bytes of one message, without the schema; the reader is of the same version."""
    return bytes(batch_of(passes).serialize())


def unpack_frame(message: bytes | memoryview) -> PassFrame:
    """What :func:`pack_frame` wrote. Raises :class:`FileUnreadable` for anything else."""
    try:
        return frame_of(pa.ipc.read_record_batch(pa.py_buffer(message), SCHEMA))
    except (pa.ArrowException, OSError) as problem:
        raise FileUnreadable("this is no batch of passes 数据不是过车批次") from problem


def write_stream(frames: Iterable[PassFrame], book: SiteBook, *, packed: bool = False) -> bytes:
    """A stream for others: sites by code, plates as text, or ``packed``; ids, so that a double is known as one."""
    codes = pa.array(book.site_ids, pa.string())
    rest = [name for name in PASS_TYPES if name not in ("pass_id", "site", "plate", "known_ms")]
    fields = [pa.field("pass_id", pa.int64()), pa.field("site", pa.dictionary(pa.int32(), pa.string()))]
    fields += [pa.field("plate", pa.int64() if packed else pa.string())]
    fields += [] if packed else [pa.field("large", pa.bool_())]
    fields += [pa.field(name, SCHEMA.field(name).type) for name in rest]
    schema = pa.schema(fields, {_VERSION_KEY: VERSION.encode()})
    out = BytesIO()
    with pa.ipc.new_stream(out, schema) as writer:
        for frame in frames:
            columns = {name: pa.array(getattr(frame, name)) for name in ("pass_id", *rest)}
            columns["site"] = pa.DictionaryArray.from_arrays(pa.array(frame.site), codes)
            if packed:
                columns["plate"] = pa.array(frame.plate)
            else:
                columns["plate"] = pa.array([signs_of(plate) or None for plate in frame.plate.tolist()], pa.string())
                columns["large"] = pa.array([is_large(plate) for plate in frame.plate.tolist()])
            writer.write_batch(pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema))
    return out.getvalue()


def read_stream(data: bytes, reading: Reading) -> Iterator[Decoded]:
    """Passes of a stream for others, batch by batch.

    Raises :class:`FileUnreadable` where it is no stream, :class:`LayoutUnknown` for another version or layout.
    """
    try:
        with pa.ipc.open_stream(pa.py_buffer(data)) as reader:
            _require_layout(reader.schema)
            for batch in reader:
                batch.validate(full=True)  # offsets that lie would have the kernels read anywhere
                yield _decode(batch, reading)
    except (pa.ArrowException, OSError) as problem:
        raise FileUnreadable("this is no stream of Arrow 数据不是 Arrow 流") from problem


def read_kept_rows(raws: Sequence[bytes], reading: Reading) -> Decoded:
    """Rows of streams that were refused, as they were kept: one JSON object each.

    Raises :class:`FileUnreadable` where one is none, :class:`LayoutUnknown` where they are of no one layout.
    """
    try:
        rows = [msgspec.json.decode(raw, type=dict[str, Any]) for raw in raws]
        names = dict.fromkeys(name for row in rows for name in row)
        batch = pa.RecordBatch.from_pylist([{name: row.get(name) for name in names} for row in rows])
        _require_layout(batch.schema)
        return _decode(batch, reading)
    except (msgspec.DecodeError, pa.ArrowException, OverflowError) as problem:
        raise FileUnreadable("these are no rows of a stream 数据不是过车记录") from problem


def _kept_rows(batch: pa.RecordBatch, rows: Column) -> Callable[[int], bytes]:
    """Some rows by their place, as JSON with moments in milliseconds, so that they can be read again.

    Written out when the first is asked for, all at once.
    """

    @cache
    def written() -> Mapping[int, bytes]:
        columns = [_plain(batch.column(name).take(pa.array(rows))) for name in batch.schema.names]
        return {
            row: msgspec.json.encode(dict(zip(batch.schema.names, values, strict=True)), enc_hook=str)
            for row, values in zip(rows.tolist(), zip(*columns, strict=True), strict=True)
        }

    return lambda row: written()[row]


def _plain(column: pa.Array) -> list[Any]:
    """The values of a column as JSON can hold them."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("ms", "UTC"), safe=False).cast(pa.int64())
    return [one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in column.to_pylist()]


def _require_layout(schema: pa.Schema) -> None:
    told = (schema.metadata or {}).get(_VERSION_KEY, VERSION.encode())
    if told != VERSION.encode():
        raise LayoutUnknown(f"passes of another layout than version {VERSION} 过车格式版本不符")
    lacking = [name for name in ("site", "happened_ms", "plate") if name not in schema.names]
    if lacking or len(set(schema.names)) < len(schema.names):
        raise LayoutUnknown(f"the stream lacks {', '.join(lacking) or 'columns of one name each'} 缺少列或列名重复")


def _decode(batch: pa.RecordBatch, reading: Reading) -> Decoded:
    rows, has = len(batch), set(batch.schema.names)
    site, codes = _sites(batch.column("site"), reading)
    moment = batch.column("happened_ms")
    if pa.types.is_timestamp(moment.type):
        moment = moment.cast(pa.timestamp("ms", "UTC"), safe=False)
    happened = _numbers(moment, np.int64, np.iinfo(np.int64).min)
    missing = batch.column("site").is_null().to_numpy(zero_copy_only=False)
    reasons = np.zeros(rows, np.uint8)
    reasons[site == NO_SITE] = SITE_UNKNOWN
    reasons[missing] = SITE_MISSING
    reasons[happened < 0] = NO_MOMENT_GIVEN
    columns = {"site": site, "happened_ms": happened, "known_ms": np.full(rows, reading.known_ms, np.int64)}
    for name, absent in _ABSENT.items():
        kind = np.dtype(PASS_TYPES[name])
        given = _numbers(batch.column(name), kind, absent) if name in has else np.full(rows, absent, kind)
        columns[name] = given
    columns["plate"] = _plates(batch, columns["plate_colour"], reading)
    if "pass_id" in has and batch.column("pass_id").null_count == 0:
        columns["pass_id"] = _numbers(batch.column("pass_id"), np.int64, 0)
    else:
        known = np.where(site == NO_SITE, 0, site) if len(reading.book.site_ids) else site[:0]
        own = empty_cells(rows) if "record_id" not in has else cells_of_column(batch.column("record_id"), reading.zone)
        columns["pass_id"] = (
            pass_ids(own, known, columns["lane"], happened, columns["plate"], reading.book)
            if len(known)
            else np.zeros(rows, np.int64)
        )
    passes = PassFrame(**columns)
    good, refused = np.flatnonzero(reasons == 0).astype(np.int32), np.flatnonzero(reasons).astype(np.int32)
    if len(refused):
        passes = passes.take(good)
    return Decoded(
        passes=passes,
        row=good,
        ahead=passes.happened_ms > reading.known_ms + reading.codes.ahead_ms,
        refused=refused,
        reasons=reasons[refused],
        record_ids=empty_cells(rows),
        sites=codes,
        raw=_kept_rows(batch, refused),
    )


def _sites(column: pa.Array, reading: Reading) -> tuple[npt.NDArray[np.int32], Cells]:
    """Row of each pass's site, and its code as written. The codes of a dictionary are looked up once."""
    if pa.types.is_dictionary(column.type):
        of_code = np.append(reading.book.find(cells_of_column(column.dictionary, reading.zone)), np.int32(NO_SITE))
        indices = column.indices
        if indices.null_count:
            indices = indices.cast(pa.int64()).fill_null(len(of_code) - 1)
        site = of_code[indices.to_numpy()]
        return site, _lazy_codes(column, site, reading)
    cells = cells_of_column(column, reading.zone)
    return reading.book.find(cells), cells


def _lazy_codes(column: pa.Array, site: npt.NDArray[np.int32], reading: Reading) -> Cells:
    """Codes as cells: written out only where one of them is of no site."""
    known = bool((site != NO_SITE).all())
    return empty_cells(len(column)) if known else cells_of_column(column, reading.zone)


def _plates(batch: pa.RecordBatch, colour: Column, reading: Reading) -> npt.NDArray[np.int64]:
    column = batch.column("plate")
    if pa.types.is_integer(column.type):
        plate = _numbers(column, np.int64, NO_PLATE)
        possible = (plate >= 0) & (plate < 2 * LARGE)
        return plate if possible.all() else np.where(possible, plate, NO_PLATE)
    plate = pack_plates(cells_of_column(column, reading.zone), reading.unread)
    large = colour == PlateColour.YELLOW
    if "large" in batch.schema.names:
        large = _numbers(batch.column("large"), np.bool_, False)
    plate[large & (plate != NO_PLATE)] |= LARGE
    return plate


def _numbers(column: pa.Array, kind: npt.DTypeLike, absent: float) -> Column:
    """A column of numbers as it lies, or cast where it is of another type; missing values filled.

    Raises :class:`LayoutUnknown` where it holds what the type cannot.
    """
    target = pa.from_numpy_dtype(np.dtype(kind))
    try:
        held = column if column.type == target else column.cast(target)
    except pa.ArrowException:
        raise LayoutUnknown(f"a column of type {column.type} does not fit into {target} 列类型或取值不符") from None
    if held.null_count:
        held = held.fill_null(pa.scalar(absent).cast(target))
    return np.asarray(held.to_numpy(zero_copy_only=pa.types.is_primitive(target) and not pa.types.is_boolean(target)))

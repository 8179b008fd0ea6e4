"""Records of checkpoints 卡口过车记录, as CSV or Parquet, under the columns of the national upload or an owner's names.

Own names are mapped by a table ``{own name: upload name}``. Moments are ``yyyy-MM-dd HH:mm:ss`` on the city's clock, a
plate that was not read is ``-``. The records bear no number of their own, so that a pass is known by its plate.
"""

from codecs import getincrementaldecoder
from collections.abc import Iterator, Mapping, Sequence
from io import RawIOBase
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from daoan.kernels.text.cells import cells_of, empty_cells
from daoan.sense.passes.arrow_cells import cells_of_column
from daoan.sense.passes.columns import Reading, read_columns
from daoan.sense.passes.decoded import UNREADABLE, Decoded
from daoan.terms.errors import FileUnreadable, LayoutUnknown
from daoan.terms.passes import empty_passes

#: Column of the upload: what it is for us.
MEANING = {
    "kkbh": "site",
    "sxjbh": "device",
    "gcsj": "moment",
    "cdh": "lane",
    "fxlx": "direction",
    "hphm": "plate",
    "hpzl": "plate_class",
    "hpys": "plate_colour",
    "hpkxd": "score",
    "cllx": "vehicle_class",
    "csys": "body_colour",
    "clpp": "brand",
    "clsd": "speed",
}
_NEEDED = ("kkbh", "gcsj", "hphm")
_BLOCK_BYTES = 8 << 20
_BATCH_ROWS = 100_000
_PEEK_BYTES = 1 << 16


def read_csv(source: BinaryIO, reading: Reading, names: Mapping[str, str] | None = None) -> Iterator[Decoded]:
    """Passes of a CSV file, block by block; lines of another width than the heading are refused with their text.

    ``source``: seekable; UTF-8 or GB 18030. Raises :class:`FileUnreadable` where it is no table,
    :class:`LayoutUnknown` where it lacks site, moment or plate.
    """
    damaged: list[tuple[int, bytes]] = []

    def keep(row: pa.csv.InvalidRow) -> str:
        damaged.append((row.number or 0, (row.text or "").encode("utf-8", "replace")))
        return "skip"

    try:
        encoding, heading = _peek(source)
        columns = _columns_of(heading, names or {})
        reader = pa.csv.open_csv(
            pa.PythonFile(_AsUtf8(source, encoding), mode="r"),
            read_options=pa.csv.ReadOptions(block_size=_BLOCK_BYTES, use_threads=False),
            parse_options=pa.csv.ParseOptions(invalid_row_handler=keep),
            convert_options=pa.csv.ConvertOptions(
                include_columns=list(columns), column_types=dict.fromkeys(columns, pa.binary()),
                strings_can_be_null=False,
            ),
        )  # fmt: skip
        done = 0
        for batch in reader:
            lines = np.array([line - 2 - place for place, (line, _) in enumerate(damaged)], np.int64)
            good = np.arange(done, done + len(batch))
            yield _decode(batch, columns, reading, good + np.searchsorted(lines, good, side="right") + 1)
            done += len(batch)
    except (pa.ArrowException, UnicodeDecodeError, OSError) as problem:
        raise FileUnreadable("this is no CSV in UTF-8 or GB 18030 文件不是有效的 CSV") from problem
    if damaged:
        yield _damaged(damaged)


def read_parquet(source: BinaryIO, reading: Reading, names: Mapping[str, str] | None = None) -> Iterator[Decoded]:
    """Passes of a Parquet file, a hundred thousand rows at a time; moments as text or as timestamps.

    A timestamp without a zone is taken as the city's clock. Raises as :func:`read_csv`.
    """
    try:
        file = pa.parquet.ParquetFile(source)
        columns = _columns_of(file.schema_arrow.names, names or {})
        done = 0
        for batch in file.iter_batches(_BATCH_ROWS, columns=list(columns)):
            yield _decode(batch, columns, reading, np.arange(done + 1, done + len(batch) + 1))
            done += len(batch)
    except (pa.ArrowException, OSError) as problem:
        raise FileUnreadable("this is no Parquet file 文件不是 Parquet 格式") from problem


class _AsUtf8(RawIOBase):
    """A file as UTF-8 whatever its encoding; what is none becomes U+FFFD, which no plate and no code holds.

    Damaged bytes would otherwise cost the whole file, or, in a damaged line, go by unseen.
    """

    def __init__(self, source: BinaryIO, encoding: str) -> None:
        self._source = source
        self._decoder = getincrementaldecoder(encoding)("replace")
        self._ready = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        while not self._ready:
            data = self._source.read(size if size >= 0 else -1)
            self._ready = self._decoder.decode(data, final=not data).encode()
            if not data:
                break
        given, self._ready = (self._ready[:size], self._ready[size:]) if size >= 0 else (self._ready, b"")
        return given


def _columns_of(heading: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """What is read: own name of each column, and what it is for us. Raises :class:`LayoutUnknown`."""
    upload = {own: names.get(own, own.strip().lower()) for own in heading}
    lacking = [name for name in _NEEDED if name not in upload.values()]
    if lacking:
        raise LayoutUnknown(f"the table lacks {', '.join(lacking)}; map own names to those 缺少列，请给出列名对照表")
    return {own: MEANING[name] for own, name in upload.items() if name in MEANING}


def _peek(source: BinaryIO) -> tuple[str, list[str]]:
    """Encoding and heading of a CSV file, from its beginning; the file stands at its beginning again."""
    head = source.read(_PEEK_BYTES)
    source.seek(0)
    encoding = "utf-8" if _is_utf8(head[: head.rfind(b"\n") + 1]) else "gb18030"
    line = head.split(b"\n", 1)[0].decode(encoding, "replace").removeprefix("\ufeff").rstrip("\r")
    return encoding, [name.strip('"') for name in line.split(",")]


def _is_utf8(head: bytes) -> bool:
    """Whether most lines that are not plain ASCII are UTF-8; a line of GB 18030 hardly ever is."""
    right = wrong = 0
    for line in head.splitlines():
        if not line.isascii():
            try:
                line.decode("utf-8")
                right += 1
            except UnicodeDecodeError:
                wrong += 1
    return right >= wrong


def _decode(
    batch: pa.RecordBatch, columns: Mapping[str, str], reading: Reading, numbers: npt.NDArray[np.int64]
) -> Decoded:
    cells = {meaning: cells_of_column(batch.column(own), reading.zone) for own, meaning in columns.items()}

    def raw(row: int) -> bytes:
        return b",".join(cells[meaning].raw(row) for meaning in columns.values())

    decoded = read_columns(cells, len(batch), raw, reading)
    return Decoded(
        decoded.passes, decoded.row, decoded.ahead, decoded.refused, decoded.reasons, decoded.record_ids,
        decoded.sites, decoded.raw, numbers,
    )  # fmt: skip


def _damaged(lines: Sequence[tuple[int, bytes]]) -> Decoded:
    """Lines that are no rows, as refusals."""
    count = len(lines)
    return Decoded(
        passes=empty_passes(0),
        row=np.zeros(0, np.int32),
        ahead=np.zeros(0, np.bool_),
        refused=np.arange(count, dtype=np.int32),
        reasons=np.full(count, UNREADABLE, np.uint8),
        record_ids=empty_cells(count),
        sites=empty_cells(count),
        raw=cells_of([text for _, text in lines]).raw,
        numbers=np.array([line - 1 for line, _ in lines], np.int64),
    )

"""Tables as owners export them, CSV or Parquet, block by block: columns of text under the names that we know them by.

Numbers of rows are 1-based, the heading not counted; lines that are no rows of the table are told apart.
"""

from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import RawIOBase
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from daoan.kernels.text.cells import Cells
from daoan.sense.passes.arrow_cells import cells_of_column
from daoan.terms.errors import FileUnreadable

#: From a heading to what is read: own name of each column, and what it is for us. Raises where a column is lacking.
Choose = Callable[[Sequence[str]], Mapping[str, str]]

_BLOCK_BYTES = 8 << 20
_BATCH_ROWS = 100_000
_PEEK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some rows of a table. ``cells``: by our names; ``numbers``: int64, the row in the file of each."""

    cells: Mapping[str, Cells]
    numbers: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.numbers)

    def raw(self, row: int) -> bytes:
        """What was read of a row, by its place in the block."""
        return b",".join(cells.raw(row) for cells in self.cells.values())


@dataclass(frozen=True, slots=True)
class DamagedLine:
    """A line of another width than the heading. ``number``: its row."""

    number: int
    text: bytes


def read_csv_blocks(source: BinaryIO, choose: Choose, zone: str, damaged: list[DamagedLine]) -> Iterator[Block]:
    """Rows of a CSV file; lines of another width than the heading go to ``damaged``.

    ``source``: seekable; UTF-8 or GB 18030. ``zone``: whose clock moments are told by. Raises :class:`FileUnreadable`
    where it is no table, and what ``choose`` raises.
    """
    lines: list[int] = []

    def keep(row: pa.csv.InvalidRow) -> str:
        lines.append(row.number or 0)
        damaged.append(DamagedLine((row.number or 0) - 1, (row.text or "").encode("utf-8", "replace")))
        return "skip"

    try:
        encoding, heading = _peek(source)
        columns = choose(heading)
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
            left_out = np.array([line - 2 - place for place, line in enumerate(lines)], np.int64)
            good = np.arange(done, done + len(batch))
            yield _block(batch, columns, zone, good + np.searchsorted(left_out, good, side="right") + 1)
            done += len(batch)
    except (pa.ArrowException, UnicodeDecodeError, OSError) as problem:
        raise FileUnreadable("this is no CSV in UTF-8 or GB 18030 文件不是有效的 CSV") from problem


def read_parquet_blocks(source: BinaryIO, choose: Choose, zone: str) -> Iterator[Block]:
    """Rows of a Parquet file, a hundred thousand at a time. A timestamp without a zone is taken as the zone's clock.

    Raises as :func:`read_csv_blocks`.
    """
    try:
        file = pa.parquet.ParquetFile(source)
        columns = choose(file.schema_arrow.names)
        done = 0
        for batch in file.iter_batches(_BATCH_ROWS, columns=list(columns)):
            yield _block(batch, columns, zone, np.arange(done + 1, done + len(batch) + 1))
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


def _block(batch: pa.RecordBatch, columns: Mapping[str, str], zone: str, numbers: npt.NDArray[np.int64]) -> Block:
    return Block({meaning: cells_of_column(batch.column(own), zone) for own, meaning in columns.items()}, numbers)

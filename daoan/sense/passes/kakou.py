"""Records of checkpoints 卡口过车记录, as CSV or Parquet, under the columns of the national upload or an owner's names.

Own names are mapped by a table ``{own name: upload name}``. Moments are ``yyyy-MM-dd HH:mm:ss`` on the city's clock, a
plate that was not read is ``-``. The records bear no number of their own, so that a pass is known by its plate.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import BinaryIO

import numpy as np

from daoan.kernels.text.cells import cells_of, empty_cells
from daoan.sense.passes.columns import Reading, read_columns
from daoan.sense.passes.decoded import UNREADABLE, Decoded
from daoan.sense.passes.tables import Block, DamagedLine, read_csv_blocks, read_parquet_blocks
from daoan.terms.errors import LayoutUnknown
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


def read_csv(source: BinaryIO, reading: Reading, names: Mapping[str, str] | None = None) -> Iterator[Decoded]:
    """Passes of a CSV file, block by block; lines of another width than the heading are refused with their text.

    ``source``: seekable; UTF-8 or GB 18030. Raises :class:`FileUnreadable` where it is no table,
    :class:`LayoutUnknown` where it lacks site, moment or plate.
    """
    damaged: list[DamagedLine] = []
    for block in read_csv_blocks(source, partial(_columns_of, names=names or {}), reading.zone, damaged):
        yield _decode(block, reading)
    if damaged:
        yield _damaged(damaged)


def read_parquet(source: BinaryIO, reading: Reading, names: Mapping[str, str] | None = None) -> Iterator[Decoded]:
    """Passes of a Parquet file, a hundred thousand rows at a time; moments as text or as timestamps.

    A timestamp without a zone is taken as the city's clock. Raises as :func:`read_csv`.
    """
    for block in read_parquet_blocks(source, partial(_columns_of, names=names or {}), reading.zone):
        yield _decode(block, reading)


def _columns_of(heading: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """What is read: own name of each column, and what it is for us. Raises :class:`LayoutUnknown`."""
    upload = {own: names.get(own, own.strip().lower()) for own in heading}
    lacking = [name for name in _NEEDED if name not in upload.values()]
    if lacking:
        raise LayoutUnknown(f"the table lacks {', '.join(lacking)}; map own names to those 缺少列，请给出列名对照表")
    return {own: MEANING[name] for own, name in upload.items() if name in MEANING}


def _decode(block: Block, reading: Reading) -> Decoded:
    decoded = read_columns(block.cells, len(block), block.raw, reading)
    return Decoded(
        decoded.passes, decoded.row, decoded.ahead, decoded.refused, decoded.reasons, decoded.record_ids,
        decoded.sites, decoded.raw, block.numbers,
    )  # fmt: skip


def _damaged(lines: Sequence[DamagedLine]) -> Decoded:
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
        raw=cells_of([line.text for line in lines]).raw,
        numbers=np.array([line.number for line in lines], np.int64),
    )

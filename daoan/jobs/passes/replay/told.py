"""What a replay told: one Parquet file of detections a slice, written whole; written again, it is the same file."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from daoan.store.safely import write_whole
from daoan.terms.detections import DETECTION_TYPES, DetectionFrame, join_detections


def write_told(folder: Path, number: int, told: DetectionFrame) -> Path:
    """Keep what slice ``number`` led to, from 0; what stands there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    table = pa.table({name: getattr(told, name) for name in DETECTION_TYPES})
    path = folder / f"told-{number:06d}.parquet"
    write_whole(path, lambda part: pq.write_table(table, part, compression="zstd", store_schema=False))
    return path


def list_told(folder: Path) -> tuple[Path, ...]:
    """Files of what was told, in order."""
    return tuple(sorted(folder.glob("told-*.parquet")))


def read_told(folder: Path) -> DetectionFrame:
    """Everything that a replay told, in order."""
    tables = [pq.ParquetFile(path).read(use_threads=False) for path in list_told(folder)]
    return join_detections([frame_of(table) for table in tables])


def frame_of(table: pa.Table) -> DetectionFrame:
    """Detections of a table with their columns."""
    return DetectionFrame(
        **{name: table.column(name).to_numpy().astype(kind, copy=False) for name, kind in DETECTION_TYPES.items()}
    )

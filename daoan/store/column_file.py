"""Columns of one length as one Parquet file, with a few words about them; for what is worked out and may be again."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from daoan.store.safely import write_whole
from daoan.terms.passes import Column

_WORD = b"daoan."


@dataclass(frozen=True, slots=True, eq=False)
class ColumnFile:
    """What such a file holds. ``about``: what was said of it when it was written."""

    columns: Mapping[str, Column]
    about: Mapping[str, str]


def write_columns(path: Path, columns: Mapping[str, Column], about: Mapping[str, str]) -> None:
    """Write the file whole, on disk when this answers; the folder is there."""
    words = {f"daoan.{name}": word for name, word in about.items()}
    table = pa.table(dict(columns)).replace_schema_metadata(words)
    write_whole(path, lambda part: pq.write_table(table, part, compression="zstd"))


def find_about(path: Path) -> Mapping[str, str] | None:
    """What is said of a file's columns; ``None`` where the file is not there or cannot be read."""
    try:
        return _about(pq.read_schema(path))
    except (FileNotFoundError, pa.ArrowInvalid):
        return None


def find_columns(path: Path) -> ColumnFile | None:
    """A file; ``None`` where it is not there or cannot be read, and is to be made again."""
    try:
        table = pq.read_table(path)
    except (FileNotFoundError, pa.ArrowInvalid):
        return None
    return ColumnFile({name: table.column(name).to_numpy() for name in table.column_names}, _about(table.schema))


def _about(schema: pa.Schema) -> Mapping[str, str]:
    words: Mapping[bytes, bytes] = schema.metadata or {}
    return {key.removeprefix(_WORD).decode(): word.decode() for key, word in words.items() if key.startswith(_WORD)}

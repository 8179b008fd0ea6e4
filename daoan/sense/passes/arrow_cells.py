"""Columns of Arrow as cells: the buffers of text are taken as they lie; other types are written as text first."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from daoan.kernels.text.cells import Cells, empty_cells
from daoan.terms.errors import LayoutUnknown


def cells_of_column(column: pa.Array, zone: str) -> Cells:
    """One column of a batch as cells; a missing value is an empty cell. ``zone``: whose clock moments are told by.

    Raises :class:`LayoutUnknown` for a type that is neither text, number nor moment.
    """
    kind = column.type
    try:
        if pa.types.is_dictionary(kind):
            column, kind = column.dictionary_decode(), kind.value_type
        if pa.types.is_timestamp(kind):
            column = pc.strftime(_on_clock(column, zone), "%Y-%m-%d %H:%M:%S")
        elif not (pa.types.is_string(kind) or pa.types.is_binary(kind)):
            column = column.cast(pa.string())
    except pa.ArrowException:
        raise LayoutUnknown(f"a column of type {kind} is neither text, number nor moment 列类型不支持") from None
    if len(column) == 0:
        return empty_cells(0)
    if column.null_count:
        column = column.fill_null("" if pa.types.is_string(column.type) else b"")
    _, offsets, data = column.buffers()
    places = np.frombuffer(offsets, np.int32, len(column) + 1, column.offset * 4)
    letters = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return Cells(letters, places[:-1], places[1:])


def _on_clock(column: pa.Array, zone: str) -> pa.Array:
    """Moments to the millisecond; those that name a zone told on the given clock, the others as they stand."""
    if column.type.tz is None:
        return column.cast(pa.timestamp("ms"), safe=False)
    return column.cast(pa.timestamp("ms", column.type.tz), safe=False).cast(pa.timestamp("ms", zone))

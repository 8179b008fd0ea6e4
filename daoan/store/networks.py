"""A road network as one block of bytes and back, exactly, and the hash of what it says.

The block is an Arrow IPC file (zstd) with one row, whose columns are lists: so columns of different length (segments,
points, nodes) rest in one table, and strings keep their ``None``. The hash is over names, lengths and values, not over
the block, so that it does not depend on the version of Arrow that wrote it.
"""

import hashlib
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from daoan.terms.errors import Fault
from daoan.terms.frames import Network

_STRINGS = ("segment_id", "road_name", "route", "area")
_DTYPES: dict[str, Any] = {
    "from_node": np.int64,
    "to_node": np.int64,
    "road_class": np.uint8,
    "structure": np.uint8,
    "dual": np.bool_,
    "length_m": np.float64,
    "chainage_m": np.float64,
    "forward": np.bool_,
    "vehicles_per_day": np.float64,
    "starts": np.int64,
    "coords": np.float64,
    "node_lon": np.float64,
    "node_lat": np.float64,
}
_ARROW = {np.int64: pa.int64(), np.uint8: pa.uint8(), np.bool_: pa.bool_(), np.float64: pa.float64()}


def _strings(network: Network, name: str) -> list[str | None]:
    values = [None if v is None else str(v) for v in getattr(network, name)]
    if any(a is not None and not isinstance(a, str) for a in getattr(network, name)):
        raise Fault(f"Network.{name} holds something else than text and None")
    return values


def _numbers(network: Network, name: str) -> Any:
    """A numeric column in its own type, flat and little-endian."""
    column = getattr(network, name)
    exact = np.ascontiguousarray(column, dtype=np.dtype(_DTYPES[name]).newbyteorder("<"))
    if not np.array_equal(exact, column, equal_nan=exact.dtype.kind == "f"):
        raise Fault(f"Network.{name} does not fit {np.dtype(_DTYPES[name])}")
    return exact.reshape(-1)


def hash_network(network: Network) -> str:
    """Content hash of a network, 64 hex digits: equal networks, and only those, have equal hashes."""
    digest = hashlib.sha256()
    for name in _STRINGS:
        _feed(digest, name, msgspec.json.encode(_strings(network, name)))
    for name in _DTYPES:
        _feed(digest, name, _numbers(network, name).tobytes())
    _feed(digest, "source", network.source.encode())
    return digest.hexdigest()


def _feed(digest: Any, name: str, data: bytes) -> None:
    digest.update(f"{name} {len(data)}\n".encode())
    digest.update(data)


def pack_network(network: Network) -> bytes:
    """The block of bytes."""
    columns: dict[str, pa.Array] = {}
    for name in _STRINGS:
        columns[name] = _one_row(pa.array(_strings(network, name), type=pa.large_string()))
    for name, dtype in _DTYPES.items():
        columns[name] = _one_row(pa.array(_numbers(network, name), type=_ARROW[dtype]))
    columns["source"] = pa.array([network.source], type=pa.large_string())
    table = pa.table(columns)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    block: bytes = sink.getvalue().to_pybytes()
    return block


def _one_row(values: pa.Array) -> pa.Array:
    return pa.LargeListArray.from_arrays(pa.array([0, len(values)], type=pa.int64()), values)


def unpack_network(block: bytes) -> Network:
    """The network that :func:`pack_network` wrote; its arrays are its own and can be written to."""
    table = pa.ipc.open_file(pa.py_buffer(block)).read_all().combine_chunks()
    columns: dict[str, Any] = {}
    for name in _STRINGS:
        columns[name] = np.array([*table.column(name)[0].as_py(), None], dtype=object)[:-1].copy()
    for name in _DTYPES:
        columns[name] = np.array(table.column(name)[0].values.to_numpy(zero_copy_only=False), dtype=_DTYPES[name])
    columns["coords"] = columns["coords"].reshape(-1, 2)
    return Network(source=table.column("source")[0].as_py(), **columns)

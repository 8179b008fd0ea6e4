"""Mapbox Vector Tile 2.1, written from columns: all numbers of a tile become bytes in a few array operations.

https://github.com/mapbox/vector-tile-spec/tree/master/2.1. A test reads what is written here with another decoder.
"""

import struct
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from daoan.api.tiling.drawing import Column, Ints, Trait

Bytes = NDArray[np.uint8]
POINT, LINE, POLYGON = 1, 2, 3
_MOVE, _LINE, _CLOSE = 1, 2, 15
_TAGS, _KIND, _GEOMETRY = 0x12, 0x18, 0x22  # keys of a feature's fields


def encode_layer(
    name: str, kind: int, points: Ints, parts: Ints, features: Ints, columns: Mapping[str, Column], extent: int
) -> bytes:
    """A tile with one layer.

    ``points``: (n, 2), units of the tile, y downwards. ``parts``: where each part begins in the points, and the end.
    ``features``: where each feature begins in the parts, and the end. ``columns``: traits, one row a feature. A ring
    is given without its last point, which is its first.
    """
    geometry, geometry_at = _geometry(kind, points, parts, features)
    tags, tags_at, keys, values = _tags(columns, len(features) - 1)
    head = bytes((_KIND, kind, _GEOMETRY))
    written = []
    for i in range(len(features) - 1):
        drawn = geometry[geometry_at[i] : geometry_at[i + 1]]
        said = tags[tags_at[i] : tags_at[i + 1]]
        body = bytes((_TAGS,)) + varint(len(said)) + said + head + varint(len(drawn)) + drawn
        written.append(b"\x12" + varint(len(body)) + body)
    layer = b"\x0a" + _text(name) + b"".join(written)
    layer += b"".join(b"\x1a" + _text(key) for key in keys) + b"".join(b"\x22" + _value(v) for v in values)
    layer += b"\x28" + varint(extent) + b"\x78\x02"
    return b"\x1a" + varint(len(layer)) + layer


def varint(number: int) -> bytes:
    """One unsigned number, seven bits a byte, lowest first."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def varints(numbers: NDArray[np.uint64]) -> tuple[bytes, Ints]:
    """Many unsigned numbers below 2³², and where each begins (one entry more than there are numbers)."""
    size = np.ones(len(numbers), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        size += numbers >= (1 << bits)
    at = np.concatenate([[0], np.cumsum(size)])
    out: Bytes = np.empty(int(at[-1]), dtype=np.uint8)
    for k in range(int(size.max()) if len(size) else 0):
        has = size > k
        more = np.where(size[has] > k + 1, 128, 0)
        out[at[:-1][has] + k] = ((numbers[has] >> np.uint64(7 * k)) & np.uint64(127)).astype(np.int64) | more
    return out.tobytes(), at


def _geometry(kind: int, points: Ints, parts: Ints, features: Ints) -> tuple[bytes, Ints]:
    """The command stream of every feature: a move to each part's first point, a line through the others."""
    size = np.diff(parts)
    steps = np.diff(points, axis=0, prepend=points[:1] * 0)
    first = parts[features[:-1]]  # each feature begins at the tile's corner
    steps[first] = points[first]
    zigzag = ((steps << 1) ^ (steps >> 63)).astype(np.uint64)
    extra = {POINT: 1, LINE: 2, POLYGON: 3}[kind]  # commands a part
    at = np.concatenate([[0], np.cumsum(2 * size + extra)])
    stream = np.empty(int(at[-1]), dtype=np.uint64)
    place = np.repeat(at[:-1] - 2 * parts[:-1], size) + 2 * np.arange(len(points)) + 1
    if kind != POINT:
        place[np.arange(len(points)) != np.repeat(parts[:-1], size)] += 1
        stream[at[:-1] + 3] = ((size - 1) << 3 | _LINE).astype(np.uint64)
    stream[at[:-1]] = 1 << 3 | _MOVE
    stream[place], stream[place + 1] = zigzag[:, 0], zigzag[:, 1]
    if kind == POLYGON:
        stream[at[1:] - 1] = _CLOSE
    content, byte_at = varints(stream)
    return content, byte_at[at[features]]


def _tags(columns: Mapping[str, Column], rows: int) -> tuple[bytes, Ints, list[str], list[Trait]]:
    """Tags of every feature, keys, and those values that this tile uses."""
    values: list[Trait] = []
    pairs = np.zeros((rows, len(columns), 2), dtype=np.uint64)
    has = np.zeros((rows, len(columns)), dtype=bool)
    for k, column in enumerate(columns.values()):
        used, row = np.unique(column.codes, return_inverse=True)
        known = used >= 0
        place = np.cumsum(known) - 1 + len(values)
        values += [column.values[code] for code in used[known]]
        has[:, k] = known[row]
        pairs[:, k, 0], pairs[:, k, 1] = k, np.where(known, place, 0)[row]
    content, byte_at = varints(pairs[has].ravel())
    ends = np.concatenate([[0], np.cumsum(2 * has.sum(axis=1))])
    return content, byte_at[ends], list(columns), values


def _text(text: str) -> bytes:
    raw = text.encode()
    return varint(len(raw)) + raw


def _value(value: Trait) -> bytes:
    if isinstance(value, str):
        body = b"\x0a" + _text(value)
    elif isinstance(value, float):
        body = b"\x19" + struct.pack("<d", value)
    else:
        body = b"\x30" + varint((value << 1) ^ (value >> 63))
    return varint(len(body)) + body

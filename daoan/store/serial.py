"""Records as JSON and back, exactly; and the moment as a number that sorts.

JSON cannot say NaN or infinity, a list is not a tuple, and a naive time is no moment. So each record is read back as it
is written, and one that does not come back equal is refused here instead of resting in the store as something else.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import msgspec
import numpy as np

from daoan.terms.errors import Fault
from daoan.terms.records import Refusal
from daoan.terms.times import require_utc

R = TypeVar("R")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def _plain(value: object) -> object:
    """A numpy scalar as the Python number that it is, any mapping as a plain one."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, np.generic):
        return value.item()
    raise NotImplementedError(f"{type(value).__name__} has no place in a record")


_encoder = msgspec.json.Encoder(enc_hook=_plain, order="deterministic")
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    if kind not in _decoders:
        _decoders[kind] = msgspec.json.Decoder(kind)
    return _decoders[kind]


def pack(record: object) -> str:
    """A record as canonical JSON: the same record gives the same text.

    Raises :class:`Fault` for one that would not come back as it was (NaN, infinity, a list in a tuple's place), and for
    a NUL character, which not every engine can keep; only a refused row's raw text, which is evidence, may hold one.
    """
    text = _faithful(record, _decoder(type(record)))
    if not isinstance(record, Refusal) and "\\u0000" in text and _NUL.search(text):
        raise Fault(f"this {type(record).__name__} holds a NUL character: {record!r:.300}")
    return text


def pack_value(value: object) -> str:
    """A plain JSON value (as settings are) as JSON, with the same promise as :func:`pack`."""
    return _faithful(value, _decoder(Any))


def _faithful(thing: object, decoder: msgspec.json.Decoder[Any]) -> str:
    name = type(thing).__name__
    try:
        data = _encoder.encode(thing)
        back = decoder.decode(data)
    except (NotImplementedError, OverflowError, TypeError, ValueError, msgspec.MsgspecError) as problem:
        raise Fault(f"this {name} cannot be kept: {problem}") from problem
    if back != thing:
        raise Fault(f"this {name} would not come back as it is (NaN, or a wrong type): {thing!r:.300}")
    return data.decode()


def unpack(kind: type[R], text: str) -> R:
    """The record that :func:`pack` wrote."""
    try:
        record: R = _decoder(kind).decode(text)
    except msgspec.MsgspecError as problem:
        raise Fault(f"a stored {kind.__name__} cannot be read: {problem}") from problem
    return record


def unpack_value(text: str) -> object:
    """The plain value that :func:`pack_value` wrote."""
    value: object = _decoder(Any).decode(text)
    return value


def unpack_all(kind: type[R], texts: Sequence[str]) -> list[R]:
    """Many records of one kind."""
    return [unpack(kind, text) for text in texts]


def hash_of(text: str) -> str:
    """SHA-256 of a packed record: which content this is."""
    return hashlib.sha256(text.encode()).hexdigest()


def to_micros(moment: datetime) -> int:
    """A UTC moment as microseconds since 1970; sorts as the moment does, on every engine."""
    return (require_utc(moment) - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """The moment of :func:`to_micros`."""
    return EPOCH + micros * MICROSECOND

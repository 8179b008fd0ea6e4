"""A document at rest: as JSON, whole, so that its pages can be made again; and the trace of its figures."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from daoan.terms.documents import Document, figures_of, sources_of
from daoan.terms.errors import InputError


def to_json(document: Document) -> bytes:
    """The document as JSON; the same document gives the same bytes."""
    return msgspec.json.encode(document)


def from_json(content: bytes) -> Document:
    """The document of :func:`to_json`. Raises :class:`InputError` for anything else."""
    try:
        found = _read(Document, msgspec.json.decode(content))
    except (msgspec.DecodeError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise InputError(f"this is not a kept document: {type(problem).__name__}") from None
    assert isinstance(found, Document)
    return found


def trace_of(document: Document) -> dict[str, Any]:
    """For each figure its mark on the page, what is shown, the value, and where the same can be asked for."""
    figures = [
        {"mark": f"f{number}", "shown": f.shown, "value": f.value, "source": f.source}
        for number, f in enumerate(figures_of(document), start=1)
    ]
    pictures = [{"caption": caption, "source": source} for caption, source in sources_of(document)]
    told = {
        "title": document.title, "as_of": document.as_of, "run": document.run, "simulated": document.simulated,
        "figures": figures, "pictures": pictures,
    }  # fmt: skip
    plain: dict[str, Any] = msgspec.to_builtins(told)
    return plain


def _read(kind: Any, value: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _read_one_of([k for k in inner if k is not type(None)], value)
    if origin is tuple:
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_read(inner[0], v) for v in value)
        return tuple(_read(k, v) for k, v in zip(inner, value, strict=True))
    if origin is Mapping:
        return {name: _read(inner[1], v) for name, v in value.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        names = {f.name for f in fields(kind)}
        make: Any = kind
        return make(**{n: _read(hints[n], v) for n, v in value.items() if n in names})
    if kind is datetime:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind is date else value


def _read_one_of(kinds: list[Any], value: Any) -> Any:
    if value is None:
        return None
    records = [k for k in kinds if is_dataclass(k)]
    if records and isinstance(value, dict):
        fitting = [k for k in records if set(value) <= {f.name for f in fields(k)}]
        return _read(fitting[0], value)
    return _read(kinds[0], value)

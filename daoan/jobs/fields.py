"""What people write into matters, as it may be kept: bounded, plain, and with what they only saw masked put back."""

import math
from typing import Any

import msgspec

from daoan.terms.errors import InputError
from daoan.terms.masking import STAR, personal_in
from daoan.terms.records.working import Matter, Values

LARGEST_VALUES_BYTES = 32_768
DEEPEST_VALUES, LARGEST_NUMBER = 8, 2**53
LONGEST_NOTE, LONGEST_TITLE = 4_000, 200


def require_values(values: Values | None) -> Values:
    """The fields, if they are not too many to keep. Raises :class:`InputError`."""
    values = values or {}
    require_plain(values, DEEPEST_VALUES)
    if len(msgspec.json.encode(values)) > LARGEST_VALUES_BYTES:
        raise InputError(f"the fields of a matter may hold {LARGEST_VALUES_BYTES} bytes")
    return values


def restored(matter: Matter, values: Values) -> Values:
    """Fields as they are to be kept: what the actor saw masked and sent back is the clear that it stands for.

    Raises :class:`InputError` where one masked form stands for two.
    """
    clear: dict[str, set[str]] = {}
    for masked, text in personal_in([matter.title, matter.values]):
        clear.setdefault(masked, set()).add(text)

    def restore(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: restore(inner) for name, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [restore(inner) for inner in value]
        if isinstance(value, str) and STAR in value:
            for masked, texts in clear.items():
                if masked in value and len(texts) > 1:
                    raise InputError(f"{masked} stands for two here; write it in full 掩码对应多个内容，请填写完整")
                value = value.replace(masked, next(iter(texts)))
        return value

    return restore(values) if clear else values


def require_plain(value: Any, depth: int) -> None:
    """Raise :class:`InputError` for what JSON lets in and no store can keep: NaN, endless numbers, NUL, deep nests."""
    if depth == 0:
        raise InputError(f"fields may lie in one another {DEEPEST_VALUES} deep")
    if isinstance(value, dict):
        for key, inner in value.items():
            require_plain(key, depth)
            require_plain(inner, depth - 1)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            require_plain(inner, depth - 1)
    elif isinstance(value, str):
        _require_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise InputError("a number must be finite")
    elif isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise InputError(f"a whole number may be {LARGEST_NUMBER} at most")


def _require_text(text: str) -> str:
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise InputError("text may not hold a NUL character or half of a character")
    return text


def require_note(note: str) -> str:
    """The note, if it is one that can be kept. Raises :class:`InputError`."""
    if len(note) > LONGEST_NOTE:
        raise InputError(f"a note may have {LONGEST_NOTE} characters")
    return _require_text(note)


def require_title(title: str) -> str:
    """The title on one line. Raises :class:`InputError` where nothing is left, or too much."""
    line = " ".join("".join(c if c.isprintable() else " " for c in title).split())
    if not 1 <= len(line) <= LONGEST_TITLE:
        raise InputError(f"a title has 1 to {LONGEST_TITLE} characters")
    return line

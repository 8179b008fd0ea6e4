"""What readers see of an entry, what it is called, what it is found by."""

from collections.abc import Collection, Mapping
from typing import Any

from daoan.terms.masking import mask, mask_text
from daoan.terms.records.working import Values
from daoan.terms.registers import Field, FieldKind, Register
from daoan.terms.roles import Permission

KEY_PARTED = " | "  # parts of a key of several fields
LONGEST_WORDS = 400  # of an entry, to be sorted and searched by


def title_of(register: Register, values: Values) -> str:
    """What an entry is called."""
    return str(values.get(register.title, ""))


def key_of(register: Register, values: Values) -> str | None:
    """What no other entry of the register has; ``None`` where it has no key, or the entry none."""
    told = ["" if (value := values.get(name)) is None else str(value).strip().casefold() for name in register.keys]
    return KEY_PARTED.join(told) if told and all(told) else None


def search_text(register: Register, values: Values) -> str:
    """All that an entry is found by: its texts in small letters, without what is personal or not for everybody."""
    named = [f.name for f in register.fields if f.kind is FieldKind.TEXT and not f.personal and f.see is None]
    return " ".join(str(values[name]) for name in named if name in values).casefold()[:LONGEST_WORDS]


def shown_values(
    register: Register, values: Values, *, clear: bool, seen: Collection[Permission] = ()
) -> dict[str, Any]:
    """Values as a reader sees them: personal fields, and what is personal in free text, masked unless ``clear``.

    ``seen``: the reader's permissions; fields that ask for another are left out.
    """
    hidden = {f.name for f in register.fields if f.see is not None and f.see not in seen}
    values = {name: value for name, value in values.items() if name not in hidden}
    return dict(values) if clear else _masked(register.fields, values)


def _masked(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(values)
    for field in fields:
        if field.name not in shown:
            continue
        if field.personal is not None:
            shown[field.name] = mask(field.personal, str(shown[field.name]))
        elif field.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
            shown[field.name] = mask_text(str(shown[field.name]))  # people write plates and numbers anywhere
        elif field.kind is FieldKind.TABLE:
            shown[field.name] = [_masked(field.fields, row) for row in shown[field.name]]
    return shown

"""Registers 台账: lists that people keep by hand, each with its own fields, told by the rule pack ``registers``.

A city adds one by writing it into the pack: its name, who may write it, its fields. Entries are
:class:`~daoan.terms.records.registered.Entry`; whether values fit is asked of :mod:`daoan.act.registers.filling`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from daoan.terms.errors import NotFound, RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.masking import Personal
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import RulePack


class FieldKind(StrEnum):
    """What may stand in a field."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"  # YYYY-MM-DD, a day of the city
    CHOICE = "choice"  # one of ``choices``
    YES_NO = "yes_no"
    UNIT = "unit"  # a unit's id
    UNITS = "units"  # ids of several
    RECURRENCE = "recurrence"  # days that come again, as people write them: 农历逢三六九
    TABLE = "table"  # rows of ``fields``


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a register. ``measured_in``: the unit of measurement of a number, as written behind it."""

    name: str
    label: Text
    kind: FieldKind
    required: bool = False
    choices: tuple[Choice, ...] = ()
    least: float | None = None
    most: float | None = None
    measured_in: str = ""
    personal: Personal | None = None  # shown masked to whoever may not write
    listed: bool = False  # a column of the list
    see: Permission | None = None  # left out for whoever has not this permission
    fields: "tuple[Field, ...]" = ()


class CheckKind(StrEnum):
    """What fields of an entry must satisfy together."""

    SUM = "sum"  # the parts add up to the whole; where a part is not recorded, they only may not exceed it
    WITHIN = "within"  # no single part exceeds the whole
    ANY = "any"  # at least one of the parts is filled in; there is no whole


@dataclass(frozen=True, slots=True)
class Check:
    """One check. Numbers without the whole, or without any part, are not checked."""

    kind: CheckKind
    parts: tuple[str, ...]
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """One register. ``title``: the field that an entry is called by. ``key``: the field that no two entries share, or
    several fields, parted by blanks, that they do not share all of. ``checks``: between fields.

    ``shared``: everybody at work reads all of it; else entries of the own unit and below.
    """

    kind: str
    name: Text
    purpose: Text
    write: Permission
    title: str
    fields: tuple[Field, ...]
    key: str = ""
    shared: bool = False
    checks: tuple[Check, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields that the key is made of."""
        return tuple(self.key.split())

    def field(self, name: str) -> Field:
        """One field. Raises :class:`NotFound`."""
        for field in self.fields:
            if field.name == name:
                return field
        raise NotFound(f"register {self.kind!r} has no field {name!r:.80}")


def read_registers(pack: RulePack) -> Mapping[str, Register]:
    """The registers of a rule pack, by kind, in its order. Raises :class:`RulePackInvalid` with what is wrong."""
    found: dict[str, Register] = {}
    for table in pack.get("register"):
        register = _register(table)
        if register.kind in found:
            raise RulePackInvalid(f"rule pack {pack.name}: register {register.kind!r} is told twice")
        found[register.kind] = register
    return found


def _register(table: Mapping[str, Any]) -> Register:
    kind = table.get("kind", "?")
    try:
        fields = tuple(_field(row) for row in table["field"])
        register = Register(
            kind=table["kind"],
            name=Text(table["en"], table["zh"]),
            purpose=Text(table["purpose_en"], table["purpose_zh"]),
            write=Permission(table["write"]),
            title=table["title"],
            fields=fields,
            key=table.get("key", ""),
            shared=bool(table.get("shared", False)),
            checks=tuple(_check(row) for row in table.get("check", ())),
        )
    except (KeyError, ValueError) as problem:
        raise RulePackInvalid(f"register {kind!r}: {problem}") from problem
    names = [field.name for field in fields]
    if len(set(names)) < len(names) or not {register.title, *register.keys} <= set(names):
        raise RulePackInvalid(f"register {kind!r}: fields have names of their own, title and key are among them")
    if any(field.see for field in fields if field.name in (register.title, *register.keys)):
        raise RulePackInvalid(f"register {kind!r}: everybody sees title and key")
    numbers = {field.name for field in fields if field.kind is FieldKind.NUMBER}
    for check in register.checks:
        told = set(check.parts) if check.kind is CheckKind.ANY else {check.whole, *check.parts}
        if not told <= (set(names) if check.kind is CheckKind.ANY else numbers):
            raise RulePackInvalid(f"register {kind!r}: a check is between its numbers, or any of its fields")
    return register


def _check(row: Mapping[str, Any]) -> Check:
    return Check(CheckKind(row["is"]), tuple(row["parts"]), str(row.get("whole", "")))


def _field(row: Mapping[str, Any]) -> Field:
    kind = FieldKind(row.get("is", "text"))
    field = Field(
        name=row["name"],
        label=Text(row["en"], row["zh"]),
        kind=kind,
        required=bool(row.get("required", False)),
        choices=_choices(row.get("choices", ())),
        least=row.get("least"),
        most=row.get("most"),
        measured_in=row.get("in", ""),
        personal=Personal(row["personal"]) if "personal" in row else None,
        listed=bool(row.get("listed", False)),
        see=Permission(row["see"]) if "see" in row else None,
        fields=tuple(_field(inner) for inner in row.get("field", ())),
    )
    if (kind is FieldKind.CHOICE) != bool(field.choices) or (kind is FieldKind.TABLE) != bool(field.fields):
        raise ValueError(f"field {field.name!r}: a choice has choices, a table has fields, no other has")
    return field


def _choices(rows: Sequence[Sequence[str]]) -> tuple[Choice, ...]:
    return tuple(Choice(code, Text(en, zh)) for code, en, zh in rows)

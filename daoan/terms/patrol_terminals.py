"""Terminals of police vehicles 警车车载终端, as their register tells: which number rides with which unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

REGISTER = "patrol_terminals"  # kind of the register


@dataclass(frozen=True, slots=True)
class PatrolTerminal:
    """One entry. ``number``: of the terminal, without the zeros that fill it up."""

    number: str
    call_sign: str
    unit_id: str
    in_use: bool


def terminal_of(values: Mapping[str, Any], unit_id: str) -> PatrolTerminal:
    """The terminal that the values of an entry tell of. ``unit_id``: of the entry, where none is named."""
    number = str(values["number"]).strip().lstrip("0") or "0"
    return PatrolTerminal(
        number, str(values["call_sign"]).strip(), str(values.get("unit") or unit_id), values.get("state") == "in_use"
    )

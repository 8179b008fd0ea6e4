"""Codes of cameras and checkpoints as this house numbers them, by the rule pack ``pass-feeds``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.kernels.text.cells import Cells
from daoan.kernels.text.code_table import CodeTable, code_table, find_codes
from daoan.terms.errors import RulePackInvalid
from daoan.terms.passes import NOT_RECORDED, PassClass
from daoan.terms.plates import PlateColour
from daoan.terms.rulepacks import RulePack

#: GA/T 16.8's letters in the order of their number in a :class:`daoan.terms.passes.PassFrame`.
BODY_COLOURS = "ABCDEFGHIJZ"

_GROUP_BYTES = 2  # of a vehicle class that says whether it is large


@dataclass(frozen=True, slots=True, eq=False)
class PassCodes:
    """What the codes of one kind of source mean. ``most_kmh``, ``ahead_ms``: limits of the pack."""

    plate_colours: CodeTable
    body_colours: CodeTable
    vehicle_classes: CodeTable
    plate_classes: CodeTable  # 1: yellow, 0: another
    brands: CodeTable
    most_kmh: float
    ahead_ms: int


def pass_codes(pack: RulePack, source: str, brands: Sequence[str] = ()) -> PassCodes:
    """The codes of a source: ``gat1400`` or ``kakou``. ``brands``: codes of brands in the order of their rows.

    Raises :class:`RulePackInvalid` for a name that the pack should not hold.
    """
    letters = {letter: number for number, letter in enumerate(BODY_COLOURS)}
    body = dict(letters)
    if source == "gat1400":
        body |= _padded(_numbers(pack, f"body_colour.{source}", letters))
    large = set(pack.get("plate.large_classes"))
    known = {f"{number:02d}" for number in range(1, 27)} | {"31", "32", "41", "42", "43", "51", "52"}
    return PassCodes(
        plate_colours=code_table(_padded(_numbers(pack, f"plate_colour.{source}", _named(PlateColour)))),
        body_colours=code_table(body),
        vehicle_classes=code_table(_numbers(pack, "vehicle_class", _named(PassClass))),
        plate_classes=code_table(
            {form: int(code in large) for code in sorted(known | large) for form in (code, code.lstrip("0"))}
        ),
        brands=code_table({brand: row for row, brand in enumerate(brands)}),
        most_kmh=float(pack.get("speed.most_kmh")),
        ahead_ms=int(float(pack.get("clock.ahead_minutes")) * 60_000),
    )


def find_small(table: CodeTable, cells: Cells) -> npt.NDArray[np.uint8]:
    """Codes as one byte; :data:`NOT_RECORDED` for those that are empty or unknown."""
    return find_codes(table, cells, NOT_RECORDED).astype(np.uint8)


def find_classes(table: CodeTable, cells: Cells) -> npt.NDArray[np.uint8]:
    """Vehicle classes: by the whole code, or else by its first two signs."""
    exact, group = find_small(table, cells), find_small(table, cells.first_bytes(_GROUP_BYTES))
    return np.where(exact == NOT_RECORDED, group, exact)


def _named(kind: type[IntEnum]) -> Mapping[str, int]:
    return {member.name: int(member) for member in kind}


def _numbers(pack: RulePack, path: str, names: Mapping[str, int]) -> dict[str, int]:
    table: Mapping[str, Any] = pack.get(path)
    wrong = [name for name in table.values() if name not in names]
    if wrong:
        raise RulePackInvalid(f"rule pack {pack.name} {pack.version}: {path} names {wrong[0]!r}, which is unknown")
    return {code: names[name] for code, name in table.items()}


def _padded(codes: Mapping[str, int]) -> dict[str, int]:
    """The same with a zero before single digits, as some devices write them."""
    return {**codes, **{f"0{code}": number for code, number in codes.items() if len(code) == 1}}

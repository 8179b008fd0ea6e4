"""Codes of a register of vehicles as this house numbers them, by the rule pack ``pass-feeds``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.text.cells import Cells
from daoan.kernels.text.code_table import NO_CODE, CodeTable, code_table, find_codes
from daoan.sense.passes.codes import pass_codes
from daoan.terms.errors import RulePackInvalid
from daoan.terms.passes import PassClass, PlateState
from daoan.terms.rulepacks import RulePack

_WORDS_OF_LARGE = {"large": 1, "大型": 1, "small": 0, "小型": 0}
_YES, _NO = ("1", "true", "True", "TRUE", "yes", "y", "Y", "是"), ("0", "false", "False", "FALSE", "no", "n", "N", "否")
_MOST_LETTERS = 16  # of a state


@dataclass(frozen=True, slots=True, eq=False)
class VehicleCodes:
    """What the cells of a register mean. ``brands``: ``None`` where a brand is written as the row of the list."""

    plate_types: CodeTable  # 1: large
    kinds: CodeTable
    colours: CodeTable
    states: CodeTable
    yes: CodeTable
    brands: CodeTable | None


def vehicle_codes(pack: RulePack, brands: Sequence[str] = ()) -> VehicleCodes:
    """The codes of a register. ``brands``: codes of brands in the order of their rows, where there is such a list.

    Raises :class:`RulePackInvalid` for a state that the pack should not name.
    """
    codes = pass_codes(pack, "kakou", brands)
    states: Mapping[str, str] = pack.get("register.state")
    names = {state.name for state in PlateState}
    wrong = [name for name in states.values() if name not in names]
    if wrong:
        raise RulePackInvalid(f"rule pack {pack.name} {pack.version}: register.state names {wrong[0]!r}, which is none")
    return VehicleCodes(
        plate_types=_with(codes.plate_classes, _WORDS_OF_LARGE),
        kinds=_with(codes.vehicle_classes, {form: kind for kind in PassClass for form in _forms(kind.name)}),
        colours=codes.body_colours,
        states=code_table(
            {code: int(PlateState[name]) for code, name in states.items()}
            | {form: int(state) for state in PlateState for form in _forms(state.name)}
        ),
        yes=code_table(dict.fromkeys(_YES, 1) | dict.fromkeys(_NO, 0)),
        brands=codes.brands if brands else None,
    )


def find_states(table: CodeTable, cells: Cells) -> npt.NDArray[np.int32]:
    """The :class:`PlateState` of each cell; :data:`NO_CODE` where it is empty or says nothing that the table holds.

    Of several letters (``GQ``) the gravest holds; states are numbered so that it is the highest.
    """
    found = find_codes(table, cells)
    open_rows = np.flatnonzero((found == NO_CODE) & (cells.ends > cells.starts))
    if len(open_rows):
        found[open_rows] = _gravest(table, cells.data, cells.starts[open_rows], cells.ends[open_rows])
    return found


def _gravest(
    table: CodeTable, data: npt.NDArray[np.uint8], starts: npt.NDArray[np.int32], ends: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    lengths = ends - starts
    found = np.full(len(starts), NO_CODE, np.int32)
    is_known = lengths <= _MOST_LETTERS
    for place in range(min(int(lengths.max()), _MOST_LETTERS)):
        at = starts + np.int32(place)
        letter = find_codes(table, Cells(data, at, np.minimum(at + np.int32(1), ends)))
        is_known &= (letter != NO_CODE) | (place >= lengths)
        found = np.maximum(found, letter)
    return np.where(is_known, found, NO_CODE).astype(np.int32)


def _forms(name: str) -> tuple[str, str]:
    return name, name.lower()


def _with(table: CodeTable, more: Mapping[str, int]) -> CodeTable:
    """A table and some further codes."""
    texts = (table.data[start:end].tobytes().decode() for start, end in zip(table.starts, table.ends, strict=True))
    return code_table(dict(zip(texts, table.numbers.tolist(), strict=True)) | dict(more))

"""Forms on paper 纸质表单: what is filled in by hand where no device works, and typed in afterwards."""

from dataclasses import dataclass

from daoan.terms.estimates import Text
from daoan.terms.registers import FieldKind


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing to fill in. ``columns``: of a table, each a blank of its own; ``hint``: how it is written."""

    label: Text
    kind: FieldKind
    required: bool = False
    choices: tuple[Text, ...] = ()
    several: bool = False  # more than one choice may be ticked
    hint: Text | None = None
    personal: bool = False
    columns: "tuple[Blank, ...]" = ()


@dataclass(frozen=True, slots=True)
class FormPart:
    """Blanks that belong together; ``ticked``: a part of which only the one that happened is filled in."""

    title: Text | None
    blanks: tuple[Blank, ...]
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet. ``group``: where it is listed; ``typed_in``: address of the page of the console it is typed in on;
    ``stamp``: rule pack and version that its fields are of, empty where a table of the programme tells them."""

    code: str
    group: str
    title: Text
    purpose: Text
    parts: tuple[FormPart, ...]
    typed_in: str
    stamp: str = ""

    @property
    def personal(self) -> bool:
        """Whether a filled sheet holds what is known of a person."""
        return any(blank.personal for part in self.parts for blank in part.blanks)

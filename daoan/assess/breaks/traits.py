"""Traits of recording whose share should not jump: how many are grave, how many unknown, which words are used."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from daoan.terms.codes import LABELS, Light, RoadClass, Severity, Surface, Weather
from daoan.terms.estimates import Text
from daoan.terms.frames import NONE_CODE, Bools, Codes, CrashFrame

COLUMNS: tuple[tuple[str, Text, type[StrEnum]], ...] = (
    ("road_class", Text("road class", "道路等级"), RoadClass),
    ("light", Text("light", "照明条件"), Light),
    ("weather", Text("weather", "天气"), Weather),
    ("surface", Text("road surface", "路表情况"), Surface),
)


@dataclass(frozen=True, slots=True)
class Trait:
    """One yes-or-no trait of each row. ``word``: it is the use of one word, of which only coming and going is news."""

    key: str
    label: Text
    rows: Bools
    word: bool = False


def list_traits(frame: CrashFrame) -> Iterator[Trait]:
    """Every trait that is watched, in a fixed order."""
    injured = _is(Severity, frame.severity, Severity.SERIOUS) | _is(Severity, frame.severity, Severity.SLIGHT)
    if injured.any():
        yield Trait(
            "severity/serious",
            Text("share of serious crashes", "重伤事故占比"),
            _is(Severity, frame.severity, Severity.SERIOUS),
        )
    for name, label, kind in COLUMNS:
        codes: Codes = getattr(frame, name)
        if (codes == NONE_CODE).all():
            continue
        unknown = codes == NONE_CODE
        if "unknown" in {m.value for m in kind}:
            unknown = unknown | _is(kind, codes, kind("unknown"))
        if kind is Light:
            unknown = unknown | _is(kind, codes, Light.DARK_UNKNOWN)
        yield Trait(f"{name}/unknown", Text(f"{label.en} unknown or missing", f"{label.zh}不明或缺失"), unknown)
        for member in kind:
            used = _is(kind, codes, member)
            if used.any() and member.value != "unknown":
                word = LABELS[member]
                yield Trait(
                    f"{name}/{member.value}", Text(f"{label.en} “{word.en}”", f"{label.zh}“{word.zh}”"), used, True
                )


def _is(kind: type[StrEnum], codes: Codes, member: StrEnum) -> Bools:
    return np.asarray(codes == list(kind).index(member), dtype=np.bool_)

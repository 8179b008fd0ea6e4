"""Answers to the questions of the set-up: of a TOML file, of flags, of a person who is asked; by step and question."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from daoan.edge.files import read_bytes
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text

#: Every question, by step. Those of files are read from where the file of answers lies.
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "city": ("file", "code", "name_en", "name_zh", "zone", "country", "simulated"),
    "counties": ("file", "level", "bbox", "polygon"),
    "roads": ("file", "datum", "stretch_m"),
    "crashes": ("feed", "files", "columns", "order", "datum", "totals", "accept_difference"),
    "people": ("administrator", "commander", "commander_name"),
    "packs": ("region",),
    "feeds": ("counts", "on"),
    "loop": ("as_of",),
}
FILES = ("file", "files", "totals", "counts")
Given = dict[str, dict[str, Any]]


class Unanswered(InputError):
    """Nobody answered a question that has no default."""


class Ask(Protocol):
    """Asks a person; answers what they typed, or the default."""

    def __call__(self, question: Text, default: str | None) -> str: ...


class Say(Protocol):
    """Says something to whoever watches."""

    def __call__(self, what: Text, /) -> None: ...


Confirm = Callable[[Text, bool], bool]


def read_answers(path: Path) -> Given:
    """Answers of a TOML file with one table a step. Raises :class:`InputError` for a step or question there is not."""
    try:
        told = tomllib.loads(read_bytes(path).decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise InputError(f"{path.name} is no TOML in UTF-8: {problem} · 应为 UTF-8 的 TOML 文件") from None
    for step, answers in told.items():
        if step not in QUESTIONS or not isinstance(answers, dict):
            raise InputError(
                f"{path.name}: there is no step {step!r:.40}; choose from {', '.join(QUESTIONS)} · 没有该步骤"
            )
        strange = sorted(set(answers) - set(QUESTIONS[step]))
        if strange:
            raise InputError(f"{path.name}: {step} has no question {strange[0]!r:.40} · 没有该项")
    return {step: {k: _placed(k, v, path.parent) for k, v in answers.items()} for step, answers in told.items()}


def merged(*several: Mapping[str, Mapping[str, Any]]) -> Given:
    """Answers with those of later ones on top; what is ``None`` says nothing."""
    found: Given = {}
    for one in several:
        for step, answers in one.items():
            found.setdefault(step, {}).update({k: v for k, v in answers.items() if v is not None})
    return found


def _placed(name: str, value: Any, folder: Path) -> Any:
    if name not in FILES or (isinstance(value, str) and value in ("leeds", "qingyang")):
        return value
    return [str(folder / one) for one in value] if isinstance(value, list) else str(folder / str(value))

"""The glossary: every term of the house, in both languages, from one table (``glossary.toml``)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the glossary."""

    key: str
    term: Text
    meaning: Text
    unit: Text | None


@lru_cache(maxsize=1)
def glossary() -> Mapping[str, Term]:
    """All terms by key, in the order of the file."""
    table = tomllib.loads(files("daoan.terms").joinpath("glossary.toml").read_text(encoding="utf-8"))
    return {
        key: Term(
            key=key,
            term=Text(row["en"], row["zh"]),
            meaning=Text(row["means_en"], row["means_zh"]),
            unit=Text(row["unit_en"], row["unit_zh"]) if "unit_en" in row else None,
        )
        for key, row in table.items()
    }

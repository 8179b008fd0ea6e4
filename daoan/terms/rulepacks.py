"""Rule packs: thresholds, weights and deadlines as versioned data that name their source and how sure it is."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text


class Status(StrEnum):
    """How sure a rule pack's numbers are."""

    VERIFIED = "verified"  # read in the official text
    PARTIAL = "partial"  # some of it sourced, the rest filled in
    PROJECT_DEFAULT = "project_default"  # ours: not an official standard


@dataclass(frozen=True, slots=True)
class RulePack:
    """One file of ``rulepacks/``. ``values`` is everything outside the head, as plain TOML values."""

    name: str
    version: str
    title: Text
    source: str
    status: Status
    enabled: bool
    values: Mapping[str, Any]

    def get(self, path: str) -> Any:
        """The value at a dotted path ("weights.fatal"). Raises :class:`RulePackInvalid` where it is missing."""
        here: Any = self.values
        for step in path.split("."):
            if not isinstance(here, Mapping) or step not in here:
                raise RulePackInvalid(f"rule pack {self.name} {self.version} has no value {path!r}")
            here = here[step]
        return here

    @property
    def stamp(self) -> str:
        """Name and version, as stored with every result that used the pack."""
        return f"{self.name}@{self.version}"


def read_rule_pack(text: str, name: str) -> RulePack:
    """Parse a rule pack.

    ``text`` is TOML whose table ``[pack]`` holds ``version``, ``title_en``, ``title_zh``, ``source``, ``status`` and,
    optionally, ``enabled``. Raises :class:`RulePackInvalid` with what is missing.
    """
    try:
        table = tomllib.loads(text)
        head = table.pop("pack")
        return RulePack(
            name=name,
            version=str(head["version"]),
            title=Text(head["title_en"], head["title_zh"]),
            source=head["source"],
            status=Status(head["status"]),
            enabled=bool(head.get("enabled", True)),
            values=table,
        )
    except (tomllib.TOMLDecodeError, KeyError, ValueError) as problem:
        raise RulePackInvalid(f"rule pack {name}: {problem}; see docs/how-to/rule-pack.md") from problem

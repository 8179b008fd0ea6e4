"""Sources with one row a crash: rows as read, and what to do where two of them bear one number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from daoan.sense.feeds.table import Row
from daoan.sense.quality import reference_repeated
from daoan.sense.quality.rule import Finding
from daoan.terms.records import Crash


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as read: its crash, or why it made none."""

    row: Row
    crash: Crash | None
    refusing: Finding | None
    findings: tuple[Finding, ...] = ()

    def refused(self, why: Finding) -> "ReadRow":
        """The same row, refused after all."""
        return replace(self, crash=None, refusing=why)


@dataclass(frozen=True, slots=True)
class UniqueRows:
    """Crashes with a number of their own, the rows that make none, and everything noticed on those kept."""

    crashes: tuple[Crash, ...]
    refused: tuple[ReadRow, ...]
    findings: tuple[Finding, ...]


def unique_rows(read: Sequence[ReadRow]) -> UniqueRows:
    """Rows with a number of their own. An equal row under one number counts once; a different one is refused."""
    kept: dict[str, tuple[Crash, int]] = {}
    refused: list[ReadRow] = []
    findings: list[Finding] = []
    for one in read:
        if one.crash is None:
            refused.append(one)
            continue
        first = kept.setdefault(one.crash.crash_id, (one.crash, one.row.number))
        if first[1] == one.row.number:
            findings += one.findings
            continue
        words = {"value": one.crash.source_ref, "first": first[1]}
        again = Finding(reference_repeated.RULE, None, reference_repeated.RULE.say(**words))
        if first[0] == one.crash:
            findings.append(again)
        else:
            refused.append(one.refused(again))
    return UniqueRows(tuple(crash for crash, _ in kept.values()), tuple(refused), tuple(findings))

"""What a quality rule is: a code, what it does, and what it says in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from daoan.terms.estimates import Text
from daoan.terms.records import Notice, Refusal

#: Longest cell that a message or a refusal repeats, in characters; hostile cells are longer.
SHOWN_CHARS = 500


class Action(StrEnum):
    """What a rule does with what it finds."""

    REFUSE = "refuse"  # the row makes no record; it is kept, counted, shown and can be corrected
    FLAG = "flag"  # the record is made and wears the rule's code
    NOTICE = "notice"  # something is said about the whole file or series


@dataclass(frozen=True, slots=True)
class Rule:
    """One quality rule. ``message`` may hold ``{value}``-like places that :meth:`say` fills."""

    code: str
    actions: tuple[Action, ...]
    title: Text
    message: Text
    why: Text

    def say(self, **words: object) -> Text:
        """The message with its places filled, in both languages."""
        shown = {key: _shown(value) for key, value in words.items()}
        return Text(self.message.en.format(**shown), self.message.zh.format(**shown))


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that found something in one row. ``column`` is the heading as the source wrote it."""

    rule: Rule
    column: str | None
    message: Text


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row came from and when it was read; what every refusal of one file has in common."""

    feed: str
    file: str
    as_of: datetime

    def refuse(self, row: int | None, finding: Finding, raw: Mapping[str, str]) -> Refusal:
        """The refusal of a row (1-based, heading not counted). The same row read again has the same id."""
        kept = {key: _cut(value) for key, value in raw.items()}
        content = "\x1f".join([self.feed, self.file, str(row), *(f"{k}\x1e{v}" for k, v in raw.items())])
        return Refusal(
            refusal_id="r" + sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:23],
            feed=self.feed,
            file=self.file,
            row=row,
            code=finding.rule.code,
            column=finding.column,
            message=finding.message,
            raw=kept,
            refused_at=self.as_of,
        )

    def notice(self, rule: Rule, rows: int, **words: object) -> Notice:
        """A notice of a rule about this file; ``rows`` is how many rows it speaks of."""
        return Notice(rule.code, self.file, rule.say(rows=rows, **words), rows)


def _cut(value: str) -> str:
    return value if len(value) <= SHOWN_CHARS else value[:SHOWN_CHARS] + "…"


def _shown(value: object) -> str:
    return _cut(str(value)).replace("\x00", "␀")

"""Numbers that say how sure they are, and words in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from daoan.terms.errors import Fault


@dataclass(frozen=True, slots=True)
class Text:
    """One statement in both languages of the house."""

    en: str
    zh: str


def both(words: str) -> Text:
    """Both languages of "English · 中文"; one stands for both where there is only one."""
    en, _, zh = (part.strip() for part in words.partition("·"))
    return Text(en, zh or en)


def sureness(probability: float) -> str:
    """A probability in [0, 1] as a person may read it: whole per cent, never rounded up to certainty."""
    if probability > 0.99:
        return ">99%"
    return "<1%" if probability < 0.01 else f"{probability:.0%}"


def list_of(texts: Iterable[Text]) -> Text:
    """Different statements as one list, each once, in alphabetical order."""
    once = sorted({(text.en, text.zh) for text in texts})
    return Text("; ".join(en for en, _ in once), "；".join(zh for _, zh in once))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the interval that holds the truth with probability ``level``.

    ``value``, ``low`` and ``high`` share one unit, which the name of the field that holds the estimate carries.
    """

    value: float
    low: float
    high: float
    level: float = 0.95

    def __post_init__(self) -> None:
        if not (self.low <= self.high):
            raise Fault(f"an estimate's interval is upside down: {self.low} > {self.high}")


@dataclass(frozen=True, slots=True)
class Share:
    """A share that keeps its numerator and denominator, so that a reader can see what it is a share of."""

    part: float
    whole: float

    @property
    def value(self) -> float | None:
        """The share as a fraction in [0, 1]; ``None`` where the whole is empty."""
        return self.part / self.whole if self.whole else None

    def plus(self, other: Self) -> "Share":
        """The share of both wholes together."""
        return Share(self.part + other.part, self.whole + other.whole)

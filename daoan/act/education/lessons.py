"""Lessons and questions: which are told where, by what a place's own risk shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the bank. ``right``: number of the right answer, from 1; ``source``: where it is written."""

    code: str
    groups: tuple[str, ...]
    text: Text
    answers: tuple[Text, ...]
    right: int
    source: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson, and what shows that it is needed ("hour:18"); "*": always."""

    when: str
    text: Text


def questions_in(pack: RulePack) -> tuple[Question, ...]:
    """The question bank. Raises :class:`RulePackInvalid` where a question has no right answer."""
    found = []
    for row in pack.get("question"):
        answers = tuple(Text(en, zh) for en, zh in zip(row["answers_en"], row["answers_zh"], strict=True))
        if not 1 <= int(row["right"]) <= len(answers):
            raise RulePackInvalid(f"question {row['code']!r} has no answer {row['right']}")
        text = Text(row["en"], row["zh"])
        found.append(Question(row["code"], tuple(row["groups"]), text, answers, int(row["right"]), row["source"]))
    return tuple(found)


def lessons_for(shown: Sequence[str], pack: RulePack, number: int) -> tuple[Lesson, ...]:
    """Lessons for what a place's risk shows, most marked first; filled up with those that hold everywhere."""
    bank = [Lesson(row["when"], Text(row["en"], row["zh"])) for row in pack.get("lesson")]
    by: Mapping[str, Lesson] = {lesson.when: lesson for lesson in bank}
    own = [by[code] for code in dict.fromkeys(shown) if code in by]
    return tuple([*own, *(lesson for lesson in bank if lesson.when == "*")][:number])

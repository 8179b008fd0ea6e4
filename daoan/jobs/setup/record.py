"""What was recorded of each step, as one setting of the workspace: written before a step begins and after it ended.

A step whose beginning is written and whose end is not was stopped; ``daoan init`` does it again, with the answers that
were given. No password is ever in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from daoan.store.protocol import Store

SETUP = "setup"
STARTED, DONE = "started", "done"
Answer = str | int | float | bool | list[str] | dict[str, str]
Fact = str | int | float


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A step as recorded. ``facts``: figures of what was done, by name; ``answers``: what was answered, by question."""

    state: str
    at: datetime
    by: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)


def read_records(store: Store) -> dict[str, StepRecord]:
    """What was recorded, by key of the step."""
    return msgspec.convert(store.find_setting(SETUP) or {}, dict[str, StepRecord])


def begin(store: Store, key: str, by: str, at: datetime, answers: Mapping[str, Answer]) -> None:
    """A step begins with these answers."""
    _keep(store, key, StepRecord(STARTED, at, by, answers))


def finish(store: Store, key: str, at: datetime, facts: Mapping[str, Fact]) -> None:
    """A step that began has ended."""
    _keep(store, key, replace(read_records(store)[key], state=DONE, at=at, facts=facts))


def _keep(store: Store, key: str, record: StepRecord) -> None:
    records = read_records(store) | {key: record}
    store.put_setting(SETUP, msgspec.json.decode(msgspec.json.encode(records)))

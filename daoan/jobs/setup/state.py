"""The state of every step: what was recorded of it, and what is there, however it came."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from daoan.jobs.setup.record import DONE, Fact, StepRecord, read_records
from daoan.jobs.setup.steps import FEEDS, STEPS, Step
from daoan.jobs.turn import NETWORK
from daoan.store.protocol import Store
from daoan.terms.city import City
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.roles import Role

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A live feed that was wanted: what opens it."""

    key: str
    name: Text
    how: str


@dataclass(frozen=True, slots=True)
class StepState:
    """One step. ``state``: done, started (stopped in the middle), open; ``at``, ``by``: of its end or beginning, empty
    where other commands did it; ``facts``: figures; ``missing``: why it is open, ``None`` if it is not."""

    key: str
    title: Text
    does: Text
    state: str
    at: datetime | None
    by: str
    facts: Mapping[str, Fact]
    missing: Text | None
    command: str
    page: str
    wanted: tuple[Wanted, ...] = ()


def states_of(store: Store, city: City | None, at: datetime) -> tuple[StepState, ...]:
    """Every step in order, as of a moment."""
    records = read_records(store)
    there = _there(store, city, at)
    return tuple(_state(step, records.get(step.key), there.get(step.key)) for step in STEPS)


def _state(step: Step, record: StepRecord | None, there: Mapping[str, Fact] | None) -> StepState:
    done = there is not None or (record is not None and record.state == DONE)
    state = DONE if done and (record is None or record.state == DONE) else record.state if record else OPEN
    facts = {**(there or {}), **(record.facts if record and record.state == DONE else {})}
    chosen = record.answers.get("on", []) if record and step.key == "feeds" else []
    wanted = tuple(Wanted(k, *FEEDS[k]) for k in chosen if k in FEEDS) if isinstance(chosen, list) else ()
    missing = None if state == DONE else _missing(state)
    return StepState(
        step.key, step.title, step.does, state, record.at if record else None, record.by if record else "", facts,
        missing, step.command, step.page, wanted,
    )  # fmt: skip


def _missing(state: str) -> Text:
    if state == OPEN:
        return Text("not done yet", "尚未完成")
    return Text("stopped in the middle: daoan init goes on there", "中途停止，重新运行 daoan init 即可继续")


def _there(store: Store, city: City | None, at: datetime) -> dict[str, dict[str, Fact]]:
    """What is in the store, by the step that puts it there."""
    found: dict[str, dict[str, Fact]] = {}
    if city is None:
        return found
    found["city"] = {"name_en": city.name.en, "name_zh": city.name.zh, "zone": city.zone}
    if city.areas:
        found["counties"] = {"counties": len(city.areas)}
    if isinstance(store.find_setting(NETWORK), str):
        found["roads"] = {}
    if crashes := store.count_crashes(at):
        found["crashes"] = {"crashes": crashes}
    own = [p for p in store.list_people() if p.active and not p.demo]
    if any(Role.ADMINISTRATOR in p.roles for p in own):
        found["people"] = {"people": len(own)}
    with suppress(NotFound):
        found["loop"] = {"as_of": store.get_run().as_of.date().isoformat()}
    return found

"""The walk through the steps: those that are done are passed over, one that was stopped is done again.

Before a step begins its answers are recorded, after it ended its figures are; every step may be done twice to the same
end, so that being killed anywhere costs no more than the step that was at work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from daoan.app.audit_keys import open_audited_store
from daoan.app.cities import find_city_plan
from daoan.app.progress import Tell, silent
from daoan.app.setup.answers import Ask, Confirm, Given, Say, Unanswered
from daoan.app.workspace import Workspace, create_workspace, find_city, find_city_code
from daoan.config import Config
from daoan.edge.clock import WallClock
from daoan.jobs.setup.record import DONE, Answer, Fact, begin, finish, read_records
from daoan.jobs.setup.state import StepState, states_of
from daoan.jobs.setup.steps import KEYS, STEPS, Step
from daoan.store.protocol import Store
from daoan.terms.city import City
from daoan.terms.errors import Conflict, InputError
from daoan.terms.estimates import Text


def quiet(_what: Text) -> None:
    """Says nothing."""


def unseen(_kind: str, _value: Any, _workspace: Any) -> None:
    """Shows nothing."""


@dataclass(slots=True)
class Walk:
    """One walk. ``ask`` is ``None`` where nobody can be asked; ``draft``: what the step *city* said, for *counties*."""

    config: Config
    store: Store
    given: Given
    by: str
    ask: Ask | None = None
    confirm: Confirm | None = None
    say: Say = quiet
    tell: Tell = silent
    show: Callable[[str, Any, Any], None] = unseen
    workspace: Workspace | None = None
    step: str = ""
    answered: dict[str, Answer] = field(default_factory=dict)

    def answer(self, name: str, question: Text, default: str | None = None) -> str:
        """The answer to a question of this step: as given, as a person says, else the default.

        Raises :class:`Unanswered` where there is none of these.
        """
        told = self.given.get(self.step, {}).get(name)
        if told is None:
            before = self._before(name)
            default = str(before) if isinstance(before, str | int | float) and before != "" else default
            if self.ask is not None:
                told = self.ask(question, default)
            elif default is None:
                raise Unanswered(f"{question.en} · {question.zh}")
            else:
                told = default
        self.answered[name] = str(told).strip()
        return str(told).strip()

    def given_list(self, name: str, question: Text, default: str = "") -> list[str]:
        """As :meth:`answer`, several: a list as given, or words parted by blanks."""
        told = self.given.get(self.step, {}).get(name)
        if told is None:
            before = self._before(name)
            if isinstance(before, list):
                default = " ".join(before)
            told = (self.ask(question, default) if self.ask is not None else default).split()
        words = [str(one) for one in told] if isinstance(told, list | tuple) else [str(told)]
        self.answered[name] = words
        return words

    def given_names(self, name: str) -> dict[str, str]:
        """A table of words as given, or as it was given before; empty without one."""
        told = self.given.get(self.step, {}).get(name) or self._before(name) or {}
        if not isinstance(told, dict) or not all(isinstance(v, str) for v in told.values()):
            raise InputError(f"{self.step}.{name} is a table of words · 应为名称对照表")
        if told:
            self.answered[name] = dict(told)
        return dict(told)

    def agreed(self, name: str, question: Text, *, default: bool) -> bool:
        """Whether somebody agrees: as given, as a person says, else the default."""
        told = self.given.get(self.step, {}).get(name)
        if isinstance(told, bool):
            return told
        return self.confirm(question, default) if self.confirm is not None else default

    def city_there(self) -> Workspace:
        """The workspace, once it has a city."""
        if self.workspace is None:
            self.workspace = create_workspace(self.config, _city_of(self.store))
        return self.workspace

    def _before(self, name: str) -> Answer | None:
        record = read_records(self.store).get(self.step)
        return record.answers.get(name) if record else None


@dataclass(frozen=True, slots=True)
class Doing:
    """How a step is done: first it asks and looks, writing nothing; what it answers then does it and gives figures."""

    prepare: Callable[[Walk], Callable[[], Mapping[str, Fact]]]


@dataclass(frozen=True, slots=True)
class Walked:
    """Where the set-up stands. ``disagrees``: it stopped because totals do not agree."""

    workspace: str
    steps: tuple[StepState, ...]
    disagrees: bool = False

    @property
    def whole(self) -> bool:
        """Every step is done."""
        return all(step.state == DONE for step in self.steps)


class TotalsDisagree(InputError):
    """The register and the city's own totals differ, and nobody accepted that."""


def walk(way: Walk, doings: Mapping[str, Doing], begin_at: str = "") -> Walked:
    """Do what is not done yet; from ``begin_at`` on, do it again.

    A step that nobody answered is left open and told, as are those that need it. Raises :class:`InputError` for a step
    that there is not, and what a step raises; earlier steps stay done.
    """
    if begin_at and begin_at not in KEYS:
        raise InputError(f"there is no step {begin_at!r:.40}; choose from {', '.join(KEYS)} · 没有该步骤")
    require_same_city(way)
    disagrees = False
    for step in STEPS:
        again = begin_at == step.key
        if not again and _is_done(way, step):
            way.say(Text(f"✓ {step.title.en}: done", f"{step.title.zh}：已完成"))
            continue
        try:
            _take(way, step, doings[step.key])
        except Unanswered as problem:
            if step.key in ("city", "counties"):
                raise
            way.say(Text(f"○ {step.title.en}: left open ({problem})", f"{step.title.zh}：暂缺"))
        except TotalsDisagree as problem:
            disagrees = True
            way.say(Text(f"✗ {step.title.en}: {problem}", f"{step.title.zh}：未写入"))
            break
    return Walked(str(way.config.workspace), states_of(way.store, _find_city(way.store), _now()), disagrees)


def require_same_city(way: Walk) -> None:
    """Raises :class:`Conflict` where the city that is asked for is not the one that the workspace is about."""
    told, there = way.given.get("city", {}), find_city_code(way.store)
    code = find_city_plan(str(told["file"])).city.code if told.get("file") else told.get("code")
    if there is not None and code and code != there:
        raise Conflict(
            f"the workspace {way.config.workspace} is about {there}; name another with --workspace · "
            "该工作区属于另一城市"
        )


def open_for_setup(config: Config) -> Store:
    """The store of a workspace that may have no city yet."""
    return open_audited_store(config, _now())


def _take(way: Walk, step: Step, doing: Doing) -> None:
    undone = [need for need in step.needs if not _is_done(way, _step(need))]
    if undone:
        names = [_step(need).title for need in undone]
        raise Unanswered(f"needs {', '.join(n.en for n in names)} · 须先完成{'、'.join(n.zh for n in names)}")
    way.step, way.answered = step.key, {}
    way.say(Text(f"— {step.title.en}. {step.does.en}", f"{step.title.zh}：{step.does.zh}"))
    do = doing.prepare(way)
    begin(way.store, step.key, way.by, _now(), way.answered)
    way.tell(step.title)
    facts = do()
    finish(way.store, step.key, _now(), facts)
    words = ", ".join(
        f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}" for name, value in facts.items()
    )
    way.say(Text(f"✓ {step.title.en}: {words}", f"{step.title.zh}：完成"))


def _is_done(way: Walk, step: Step) -> bool:
    record = read_records(way.store).get(step.key)
    if record is not None:
        return record.state == DONE
    states = states_of(way.store, _find_city(way.store), _now())
    return next(s.state for s in states if s.key == step.key) == DONE


def _step(key: str) -> Step:
    return next(step for step in STEPS if step.key == key)


def _find_city(store: Store) -> City | None:
    """The city, ``None`` also where another version of Daoan described it: then it is described anew."""
    try:
        return find_city(store)
    except InputError:
        return None


def _city_of(store: Store) -> City:
    city = find_city(store)
    if city is None:
        raise InputError(f"{find_city_code(store) or 'the workspace'} has no city yet: daoan init · 尚未设置城市")
    return city


def _now() -> Any:
    return WallClock().now()

"""Publicity from the terminal: segments as they are published, groups' risk, campaigns, lights of riders' companies."""

from collections.abc import Mapping
from dataclasses import dataclass

from daoan.act.education.reach import Reach
from daoan.app.clocks import workroom_of
from daoan.app.workspace import Workspace
from daoan.assess.audiences.asking import words_of
from daoan.assess.audiences.risk import GroupRisk, groups_in, risk_of
from daoan.assess.audiences.traits import traits_in
from daoan.assess.riders.lights import CompanyLight, light_companies, scheme_in
from daoan.jobs.education.campaigns import campaigns_seen, deliveries_of, reach_seen
from daoan.jobs.education.places import place_names
from daoan.jobs.education.quarters import risk_window
from daoan.jobs.education.riders import months_of
from daoan.jobs.education.segments import Releases
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.times import utc_to_local
from daoan.terms.units import UnitKind


@dataclass(frozen=True, slots=True)
class SegmentShown:
    """A segment as it may be told: blocks that it holds, with their people."""

    register: str
    month: str
    people: int
    at_most: int
    exact: bool
    blocks: tuple[tuple[Text, int], ...]


@dataclass(frozen=True, slots=True)
class CampaignShown:
    """A campaign in the list."""

    matter_id: str
    title: str
    state: Text
    reach: Reach | None
    verdict: str


def show_segment(workspace: Workspace, register: str, wanted: Mapping[str, frozenset[str]]) -> SegmentShown:
    """What is told of a segment. Raises :class:`InputError` for a trait that is not allowed."""
    room, traits = workroom_of(workspace), traits_in(workspace.packs["publicity"])
    published = Releases().of(room, register, traits, workspace.now)
    answer = published.answer(wanted, traits)
    places = place_names(room, workspace.city, _reader(room))
    shown = {*answer.inside, *answer.cut}
    blocks = tuple((words_of(b, traits, places), published.counts[b.name]) for b in published.blocks if b.name in shown)
    return SegmentShown(register, answer.month, answer.people, answer.at_most, answer.exact, blocks)


def show_risk(workspace: Workspace) -> tuple[GroupRisk, ...]:
    """Each group's own risk, out of the latest run's crashes."""
    run, zone, pack = workspace.store.get_run(), workspace.city.zone, workspace.packs["publicity"]
    since, until = risk_window(run.as_of, zone, int(pack.get("risk.years")))
    crashes = workspace.store.list_crashes(run.as_of)
    places = {a.code: a.name for a in workspace.city.areas}
    return tuple(risk_of(group, crashes, since, until, zone, places, pack) for group in groups_in(pack))


def show_campaigns(workspace: Workspace) -> tuple[CampaignShown, ...]:
    """Campaigns, latest first."""
    room, pack = workroom_of(workspace), workspace.packs["publicity"]
    reader, today = _reader(room), utc_to_local(workspace.now, room.zone).date()
    found = []
    for matter in campaigns_seen(room, reader):
        effect = matter.values.get("effect")
        verdict = str(effect.get("verdict", "")) if isinstance(effect, Mapping) else ""
        reach = reach_seen(matter, deliveries_of(room, reader, matter), today, pack)
        state = room.workflows[matter.kind].states[matter.state]
        found.append(CampaignShown(matter.matter_id, matter.title, state, reach, verdict))
    return tuple(found)


def show_riders(workspace: Workspace, month: str, scheme: str) -> tuple[CompanyLight, ...]:
    """Lights of a month, the latest where none is named. Raises :class:`NotFound` for a month without numbers."""
    months = months_of(workroom_of(workspace), workspace.now)
    shown = month or next(iter(months), "")
    if shown not in months:
        raise NotFound(f"there are no numbers of {shown!r:.20}; there are: {', '.join(months)}")
    pack = workspace.packs["publicity"]
    return light_companies(months[shown], scheme_in(pack, scheme), pack)


def wanted_of(words: list[str]) -> dict[str, frozenset[str]]:
    """Traits written as ``occupation=freight_driver,coach_driver``. Raises :class:`InputError`."""
    wanted = {}
    for word in words:
        name, _, values = word.partition("=")
        if not name or not values:
            raise InputError(f"{word!r:.60}: write a trait as name=value,value 特征格式为 名称=取值,取值")
        wanted[name] = frozenset(values.split(","))
    return wanted


def _reader(room: Workroom) -> Actor:
    """Whoever sits at the machine, for the whole city."""
    own = next((u.unit_id for u in room.units().units.values() if u.kind is UnitKind.CITY), "")
    return Actor("terminal", own, frozenset({Role.COMMANDER}))

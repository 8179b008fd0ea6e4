"""How segments and effects of publicity are shown."""

from collections.abc import Mapping
from datetime import date

import msgspec

from daoan.api.publicity_shapes import BlockLine, SegmentPage, TraitLine
from daoan.api.workdesk import WorkDesk
from daoan.assess.audiences.asking import words_of
from daoan.assess.audiences.partition import known_values
from daoan.assess.audiences.traits import Wanted, traits_in
from daoan.jobs.education.campaigns import effect_of
from daoan.jobs.education.places import place_names
from daoan.jobs.education.segments import REGISTERS
from daoan.terms.education import CampaignEffect
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter

MOST_BLOCKS = 400


def segment_page(work: WorkDesk, actor: Actor, register: str, wanted: Wanted) -> SegmentPage:
    """What is published of a register, largest block first, and what is told of a segment."""
    pack = work.desk.packs["publicity"]
    traits, places = traits_in(pack), place_names(work.room, work.desk.city, actor)
    published = work.segment_releases.of(work.room, register, traits, work.clock.now())
    answer = published.answer(wanted, traits)
    with_people = [b for b in published.blocks if published.counts[b.name]]
    with_people.sort(key=lambda b: (-published.counts[b.name], b.name))
    lines = [BlockLine(b.name, words_of(b, traits, places), published.counts[b.name]) for b in with_people]
    shown = []
    for place, trait in enumerate(traits.traits):
        cut_by = known_values(published.blocks, place) - {""}
        if cut_by:
            names = {v: trait.values.get(v) or places.get(v) or Text(v, v) for v in sorted(cut_by)}
            shown.append(TraitLine(trait.name, trait.label, names))
    return SegmentPage(
        register=register,
        registers=dict(REGISTERS),
        month=published.month,
        fewest=traits.fewest,
        traits=tuple(shown),
        blocks=tuple(lines[:MOST_BLOCKS]),
        total=sum(line.people for line in lines),
        people=answer.people,
        at_most=answer.at_most,
        exact=answer.exact,
        inside=answer.inside,
        cut=answer.cut,
        stamp=pack.stamp,
    )


def effect_told(
    work: WorkDesk, actor: Actor, campaign: Matter, today: date
) -> tuple[CampaignEffect | None, Text | None]:
    """The effect as it was evaluated; else nothing, and why: nobody looks before the window is over."""
    told = campaign.values.get("effect")
    if isinstance(told, Mapping):
        try:
            return msgspec.convert(told, CampaignEffect), None
        except msgspec.ValidationError:
            return None, Text("the evaluation cannot be read", "评估结果无法读取")
    if not isinstance(campaign.values.get("comparison"), Mapping):
        return None, Text("no comparison is fixed", "未设对照")
    try:
        if effect_of(work.room, actor, campaign, work.desk.packs["publicity"], today) is None:
            return None, Text("the campaign's window is not over: nobody looks before", "观测期未满，期满前不查看结果")
    except InputError as missing:
        en, _, zh = str(missing).rpartition(" ")
        return None, Text(en, zh)
    return None, Text("it can be evaluated now", "可以评估")

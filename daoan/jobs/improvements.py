"""From chosen lights and bumps to hazards at work: one for each, opened once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.act.improvements.told import ImprovementPlan, ImprovementSite
from daoan.act.workflow.table import Refused
from daoan.jobs.work import Asked, open_matter
from daoan.jobs.workroom import Workroom
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter


@dataclass(frozen=True, slots=True)
class Chosen:
    """A site of a plan that somebody chose."""

    site_id: str
    kind: str


def mark_of(site_id: str, kind: str) -> str:
    """What stands in the title of the hazard for a site, so that it is found again and opened once."""
    return f"〔{site_id}-{kind}〕"


def open_sites(
    room: Workroom, actor: Actor, plan: ImprovementPlan, chosen: Sequence[Chosen], at: datetime
) -> tuple[Matter, ...] | Refused:
    """A hazard for each chosen site, with its ground; one that is open already is answered as it is.

    Raises :class:`InputError` for a site that is not in the plan.
    """
    rows = {Chosen(r.site_id, r.kind): r for r in plan.rows}
    if not chosen or any(c not in rows for c in chosen):
        raise InputError("choose sites of the plan 请选择方案中的点位")
    opened = []
    for one in dict.fromkeys(chosen):
        mark = mark_of(one.site_id, one.kind)
        there = room.store.page_matters(MatterFilter(kinds=("hazard",), open_only=True, text=mark), limit=1).rows
        asked = _asked(room, actor, plan, rows[one])
        matter = there[0] if there else open_matter(room, actor, asked, at, f"site {mark}")
        if isinstance(matter, Refused):
            return matter
        opened.append(matter)
    return tuple(opened)


def _asked(room: Workroom, actor: Actor, plan: ImprovementPlan, row: ImprovementSite) -> Asked:
    effect = next(e for e in plan.effects if e.kind == row.kind)
    main, side = row.main_road or row.main_class.zh, row.side_road or row.side_class.zh
    main_en, side_en = row.main_road or row.main_class.en, row.side_road or row.side_class.en
    saved = row.prevented_per_year
    figures = f"{saved.value:.2f} ({saved.low:.2f}–{saved.high:.2f})"
    units = room.units()
    brigades = units.of_kind("brigade", row.area or "", actor.unit_id) if row.area and actor.unit_id in units else ()
    return Asked(
        kind="hazard",
        title=f"{main}与{side}路口增设{effect.name.zh} {mark_of(row.site_id, row.kind)}",
        level="general",
        holder=brigades[0] if brigades else actor.unit_id,
        values={
            "kind": "junction",
            "road": main,
            "text": f"千灯万带方案第{row.rank}位：预计每年减少加权伤亡 {figures}。\n"
            f"Lights and bumps, rank {row.rank}: {effect.name.en} where {main_en} meets {side_en}; severity-weighted "
            f"injuries prevented a year {figures}.",
            "site": row.site_id,
            "treatment": row.kind,
            "plan_pack": plan.rule_pack,
        },
        area=row.area,
        segment_id=row.segment_id,
        lon=row.lon,
        lat=row.lat,
        evidence=(
            Evidence("segment", row.segment_id, Text(main_en, main), figures),
            Evidence("improvement", row.site_id, effect.name, f"rank {row.rank}"),
        ),
    )

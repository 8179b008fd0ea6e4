"""A hazard ticket 隐患工单 drafted from each place where crashes gather.

Hits of several rule packs at one place become one ticket. A ticket is a draft: grade, measures and deadline are for a
person to confirm on site.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from math import hypot

from daoan.kernels.optimise.grouping import groups_by_overlap
from daoan.terms.estimates import Estimate, Text, list_of, sureness
from daoan.terms.places import point_text
from daoan.terms.records import BlackSpot, Evidence, HazardTicket, Pattern, SegmentEstimate
from daoan.terms.rulepacks import RulePack

#: Gravest first, with the words of the ledger.
GRADES: Mapping[str, Text] = {
    "major": Text("major", "重大隐患"),
    "larger": Text("larger", "较大隐患"),
    "general": Text("general", "一般隐患"),
}


def draft_tickets(
    blackspots: Sequence[BlackSpot], estimates: Sequence[SegmentEstimate], as_of: datetime, pack: RulePack
) -> tuple[HazardTicket, ...]:
    """One draft a place, gravest grade first, then by fatal and grave crashes. ``pack``: the rule pack ``hazards``."""
    by_segment = {e.segment_id: e for e in estimates}
    # Grades are counts, so a window of many years would grade by its length: the shorter ones lead.
    ordered = sorted(
        blackspots, key=lambda b: (_in_graded_years(b, pack) < 1, -b.fatal, -b.ksi, -b.crashes, b.blackspot_id)
    )
    share = float(pack.get("place.same_place"))
    groups = groups_by_overlap([b.crash_ids for b in ordered], share)
    tickets = [_draft([ordered[i] for i in group], by_segment, as_of, pack) for group in groups]
    return tuple(sorted(tickets, key=lambda t: list(GRADES).index(t.grade)))


def _in_graded_years(spot: BlackSpot, pack: RulePack) -> float:
    """What of the window's counts falls on the years that grades are made for, 0 to 1; 1 for a shorter window."""
    years = round((spot.window_ends - spot.window_starts).days / 365.25, 1)
    return min(1.0, float(pack.get("place.graded_years")) / max(years, 0.1))


def grade_of(spot: BlackSpot, pack: RulePack) -> str:
    """The gravest grade of which the spot meets any bound; counts of a longer window as on average of its years."""
    part = _in_graded_years(spot, pack)
    for grade in GRADES:
        bounds = pack.get(f"grades.{grade}")
        told = {name: bounds[name] for name in ("fatal", "ksi", "crashes") if name in bounds}
        if not told or any(getattr(spot, name) * part >= bound for name, bound in told.items()):
            return grade
    return "general"


def measures_for(patterns: Sequence[Pattern], pack: RulePack) -> tuple[Text, ...]:
    """What the pack suggests for a place's patterns, in their order, each once; its default where it knows none."""
    known = {row["pattern"]: Text(row["en"], row["zh"]) for row in pack.get("measure")}
    found = [known.get(p.key) or known.get(p.key.split(":", 1)[0]) for p in patterns]
    told = tuple(dict.fromkeys(m for m in found if m is not None))
    return told or (Text(pack.get("default.en"), pack.get("default.zh")),)


def _draft(
    hits: Sequence[BlackSpot], by_segment: Mapping[str, SegmentEstimate], as_of: datetime, pack: RulePack
) -> HazardTicket:
    lead = hits[0]
    graded = [h for h in hits if _in_graded_years(h, pack) == 1] or hits
    grade = min((grade_of(h, pack) for h in graded), key=list(GRADES).index)
    patterns = lead.patterns  # of its own window; those of other hits count other years
    road = _road(lead)
    suggestions = measures_for(patterns, pack)
    if grade == "major":
        suggestions = (_temporary_control(pack), *suggestions)
    return HazardTicket(
        ticket_id=f"hazard-{sha256(lead.blackspot_id.encode()).hexdigest()[:16]}",
        blackspot_id=lead.blackspot_id,
        grade=grade,
        title=Text(
            f"{GRADES[grade].en.capitalize()} hazard: {road.en}{_reach(lead).en}",
            f"{GRADES[grade].zh}：{road.zh}{_reach(lead).zh}",
        ),
        finding=_finding(lead, hits, patterns),
        suggestions=suggestions,
        road_name=lead.road_name,
        area=lead.area,
        lon=lead.lon,
        lat=lead.lat,
        drafted_at=as_of,
        due_days=int(pack.get(f"grades.{grade}.due_days")),
        injuries_per_year=_injuries(lead, by_segment),
        evidence=_evidence(hits),
        rule_pack=pack.stamp,
    )


def _finding(lead: BlackSpot, hits: Sequence[BlackSpot], patterns: Sequence[Pattern]) -> Text:
    last = lead.window_ends - timedelta(days=1)
    rules = list_of(h.rule_title for h in hits)
    en = (
        f"{lead.crashes} crashes ({lead.fatal} fatal, {lead.ksi} with killed or seriously injured) within "
        f"{lead.length_m:.0f} m from {lead.window_starts} to {last}; rule: {rules.en}."
    )
    zh = (
        f"{_day(lead.window_starts)}至{_day(last)}，{lead.length_m:.0f}米范围内发生事故{lead.crashes}起"
        f"（死亡事故{lead.fatal}起，死亡或重伤事故{lead.ksi}起），判定规则：{rules.zh}。"
    )
    if lead.eb_agrees is not None and lead.prob_excess is not None:
        en += f" Probability that the place is worse than its like: {sureness(lead.prob_excess)}."
        zh += f"劣于同类路段的概率为{sureness(lead.prob_excess)}。"
    if patterns:
        en += " Stands out: " + "; ".join(f"{p.label.en} {_share(p)} (network {_network(p)})" for p in patterns) + "."
        zh += "突出特征：" + "；".join(f"{p.label.zh}{_share(p)}（路网{_network(p)}）" for p in patterns) + "。"
    return Text(en, zh)


def _injuries(lead: BlackSpot, by_segment: Mapping[str, SegmentEstimate]) -> Estimate | None:
    """Severity-weighted injuries a year on the spot's stretches together; their errors are taken as independent."""
    parts = [by_segment[s].injury_weight_per_year for s in lead.segment_ids if s in by_segment]
    if not parts:
        return None
    value = sum(p.value for p in parts)
    below = hypot(*(p.value - p.low for p in parts))
    above = hypot(*(p.high - p.value for p in parts))
    return Estimate(value, max(0.0, value - below), value + above, parts[0].level)


def _evidence(hits: Sequence[BlackSpot]) -> tuple[Evidence, ...]:
    lead = hits[0]
    spots = [
        Evidence("blackspot", h.blackspot_id, Text(f"rule: {h.rule_title.en}", f"判定规则：{h.rule_title.zh}"))
        for h in hits
    ]
    segments = [Evidence("segment", s, Text("stretch of road", "所在路段")) for s in lead.segment_ids]
    crashes = [Evidence("crash", c, Text("crash in the window", "窗口期内事故")) for c in lead.crash_ids]
    return (*spots, *segments, *crashes)


def _temporary_control(pack: RulePack) -> Text:
    hours = pack.get("control.within_hours")
    return Text(
        f"Temporary control within {hours} hours (signs, speed limit, patrol), kept until the ticket is closed.",
        f"{hours}小时内落实临时管控（警示标志、限速、巡逻），直至销号。",
    )


def _road(spot: BlackSpot) -> Text:
    if spot.road_name:
        return Text(spot.road_name, spot.road_name)
    at = point_text(spot.lon, spot.lat)
    return Text(f"unnamed road at {at.en}", f"未命名道路（{at.zh}）")


def _reach(spot: BlackSpot) -> Text:
    if not spot.road_name or spot.from_m is None or spot.to_m is None:
        return Text("", "")
    first, last = (f"K{round(m) // 1000}+{round(m) % 1000:03d}" for m in (spot.from_m, spot.to_m))
    return Text(f" {first}–{last}", f" {first}—{last}")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _share(pattern: Pattern) -> str:
    return f"{pattern.here.part:.0f}/{pattern.here.whole:.0f}"


def _network(pattern: Pattern) -> str:
    return f"{100 * (pattern.network.value or 0.0):.0f}%"

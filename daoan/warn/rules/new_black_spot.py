"""A place where crashes gather 事故多发点段: one that became so lately, or one that stood and sees crashes again."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from daoan.terms.estimates import Text, list_of, sureness
from daoan.terms.records import Alert, BlackSpot, Evidence, Pattern
from daoan.terms.rulepacks import RulePack
from daoan.warn.candidate import Candidate
from daoan.warn.dates import name_of_day
from daoan.warn.findings import Findings
from daoan.warn.places import name_of_area, name_of_place
from daoan.warn.rules.rule import Rule
from daoan.warn.spots import RULE_NAME, Spot, watched_spots


def find_new_black_spots(
    findings: Findings, previous: Sequence[Alert], as_of: datetime, pack: RulePack
) -> Iterable[Candidate]:
    """A candidate for each fresh place, and for each that is already watched."""
    for spot in watched_spots(findings, previous, as_of, pack):
        place = _place(spot.lead, findings)
        yield Candidate(
            rule=RULE_NAME,
            subject=spot.subject,
            score=spot.score,
            title=_title(spot, place),
            body=_body(spot, place),
            evidence=_evidence(spot),
            area=spot.lead.area,
            lon=spot.lead.lon,
            lat=spot.lead.lat,
        )


def _title(spot: Spot, place: Text) -> Text:
    if spot.stood and not spot.fresh:
        return Text(f"Black spot, still watched: {place.en}", f"事故多发点段持续关注：{place.zh}")
    if spot.stood:
        return Text(f"Black spot, crashes go on: {place.en}", f"事故多发点段近期仍有事故：{place.zh}")
    return Text(f"New black spot: {place.en}", f"新增事故多发点段：{place.zh}")


def _place(spot: BlackSpot, findings: Findings) -> Text:
    area = name_of_area(spot.area, findings.names)
    return name_of_place(spot.road_name, area, spot.from_m, spot.to_m, spot.lon, spot.lat)


def _body(spot: Spot, place: Text) -> Text:
    b = spot.lead
    first, last = name_of_day(b.window_starts), name_of_day(b.window_ends - timedelta(days=1))
    rules = list_of(h.rule_title for h in spot.hits)
    en = (
        f"{place.en}: {b.crashes} crashes within {b.length_m:.0f} m from {first.en} to {last.en}, "
        f"{b.fatal} of them fatal and {b.ksi} with killed or seriously injured (rule: {rules.en}). "
        f"{_sureness(b).en} "
    )
    zh = (
        f"{place.zh}，{first.zh}至{last.zh}在{b.length_m:.0f}米范围内发生事故{b.crashes}起，"
        f"其中死亡事故{b.fatal}起、死亡或重伤事故{b.ksi}起（判定规则：{rules.zh}）。{_sureness(b).zh}"
    )
    traits = [_trait(p) for p in b.patterns]
    if traits:
        en += "Stands out: " + ", ".join(t.en for t in traits) + ". "
        zh += "突出特征：" + "、".join(t.zh for t in traits) + "。"
    return Text(
        en + "Inspect the site, check the hazard ticket drafted for it, and patrol it until measures stand.",
        zh + "请组织实地勘查，核对隐患工单并定级；治理完成前加强巡逻管控。",
    )


def _trait(pattern: Pattern) -> Text:
    part, whole = pattern.here.part, pattern.here.whole
    return Text(f"{pattern.label.en} ({part:.0f} of {whole:.0f})", f"{pattern.label.zh}（{whole:.0f}起中{part:.0f}起）")


def _sureness(b: BlackSpot) -> Text:
    if b.eb_agrees is None or b.expected_crashes is None or b.prob_excess is None:
        return Text("No risk estimate exists here; the count alone speaks.", "该处暂无风险估计，仅以事故数判定。")
    low, high = b.expected_crashes.low, b.expected_crashes.high
    if b.eb_agrees:
        return Text(
            f"The risk estimate agrees: probability {sureness(b.prob_excess)} that the place is worse than its like "
            f"({low:.1f}–{high:.1f} crashes expected in the window).",
            f"风险估计支持该判定：劣于同类路段的概率{sureness(b.prob_excess)}（窗口期内预期{low:.1f}—{high:.1f}起）。",
        )
    return Text(
        f"The risk estimate does not agree (probability of excess {sureness(b.prob_excess)}): it may be chance.",
        f"风险估计不支持该判定（超出同类的概率{sureness(b.prob_excess)}），不排除偶然聚集。",
    )


def _evidence(spot: Spot) -> tuple[Evidence, ...]:
    spots = [
        Evidence("blackspot", h.blackspot_id, Text(f"rule: {h.rule_title.en}", f"判定规则：{h.rule_title.zh}"))
        for h in spot.hits
    ]
    crashes = [Evidence("crash", c, Text("crash in the window", "窗口期内事故")) for c in spot.lead.crash_ids]
    segments = [Evidence("segment", s, Text("stretch of road", "路段")) for s in spot.lead.segment_ids]
    return (*spots, *crashes, *segments)


RULE = Rule(
    name=RULE_NAME,
    title=Text("Black spot, new or with fresh crashes", "事故多发点段（新增或近期仍有事故）"),
    score=Text(
        "severity-weighted crashes per year in the window, less where the estimate does not agree or the place stood",
        "窗口期内按严重程度加权的年均事故数，风险估计不支持或者该处早已存在时折减",
    ),
    find=find_new_black_spots,
)

"""A stretch that is, credibly and by enough to matter, worse than other stretches of its kind."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from daoan.terms.codes import label_of
from daoan.terms.estimates import Text, sureness
from daoan.terms.records import Alert, Evidence, SegmentEstimate
from daoan.terms.rulepacks import RulePack
from daoan.warn.candidate import Candidate
from daoan.warn.findings import Findings
from daoan.warn.places import name_of_area, name_of_place
from daoan.warn.rules.rule import Rule
from daoan.warn.spots import warned_spots

NAME = "credible_excess"


def find_credible_excess(
    findings: Findings, previous: Sequence[Alert], as_of: datetime, pack: RulePack
) -> Iterable[Candidate]:
    """A candidate for each stretch above the probability; a place that a black-spot alert speaks of is left to it."""
    watched = {a.subject for a in previous if a.rule == NAME and a.state != "cleared"}
    raise_prob, keep_prob = float(pack.get(f"rules.{NAME}.raise_prob")), float(pack.get(f"rules.{NAME}.keep_prob"))
    spoken_for = {s for spot in warned_spots(findings, previous, as_of, pack) for s in spot.lead.segment_ids}
    for estimate in findings.estimates:
        enough = keep_prob if estimate.segment_id in watched else raise_prob
        if estimate.prob_excess >= enough and estimate.segment_id not in spoken_for:
            yield _candidate(estimate, findings)


def _candidate(estimate: SegmentEstimate, findings: Findings) -> Candidate:
    area = name_of_area(estimate.area, findings.names)
    end_m = None if estimate.from_m is None else estimate.from_m + estimate.length_m
    place = name_of_place(estimate.road_name, area, estimate.from_m, end_m, estimate.lon, estimate.lat)
    return Candidate(
        rule=NAME,
        subject=estimate.segment_id,
        score=_score(estimate),
        title=Text(f"More crashes than its like: {place.en}", f"路段风险偏高：{place.zh}"),
        body=_body(estimate, place),
        evidence=_evidence(estimate, findings),
        area=estimate.area,
        lon=estimate.lon,
        lat=estimate.lat,
    )


def _score(e: SegmentEstimate) -> float:
    """Excess crashes per year, each with the injury weight that crashes on this stretch are expected to have."""
    if e.crashes_per_year.value <= 0:
        return 0.0
    return max(0.0, e.excess_crashes_per_year.value * e.injury_weight_per_year.value / e.crashes_per_year.value)


def _body(e: SegmentEstimate, place: Text) -> Text:
    kind = label_of(e.road_class)
    expected, excess = e.crashes_per_year, e.excess_crashes_per_year
    return Text(
        f"{place.en}, a stretch of {e.length_m:.0f} m: {e.crashes} crashes in {e.years:g} years, {e.ksi} with killed "
        f"or seriously injured. Expected {expected.value:.1f} a year ({expected.low:.1f}–{expected.high:.1f}), of "
        f"which {excess.value:.1f} ({excess.low:.1f}–{excess.high:.1f}) above what a {kind.en} of its length and flow "
        f"has. Probability that it is worse than its like: {sureness(e.prob_excess)}. Look for what is special about "
        "the site and put it into the patrol plan.",
        f"{place.zh}（长{e.length_m:.0f}米）{e.years:g}年内发生事故{e.crashes}起，其中死亡或重伤事故{e.ksi}起。"
        f"预期每年{expected.value:.1f}起（{expected.low:.1f}—{expected.high:.1f}），比同等长度和流量的{kind.zh}"
        f"多{excess.value:.1f}起（{excess.low:.1f}—{excess.high:.1f}），劣于同类的概率{sureness(e.prob_excess)}。"
        "请排查该路段特殊成因，并纳入勤务巡逻重点。",
    )


def _evidence(e: SegmentEstimate, findings: Findings) -> tuple[Evidence, ...]:
    # The count is part of the reference: one crash more is new grounds, a re-estimate of the same crashes is not.
    counted = f"segment/{e.segment_id}/crashes={e.crashes},ksi={e.ksi}"
    return (
        Evidence("segment", e.segment_id, Text("risk estimate", "风险估计"), f"{e.crashes_per_year.value:.2f}"),
        Evidence("indicator", counted, Text("crashes on the stretch", "路段事故数"), str(e.crashes)),
        *(
            Evidence("crash", c, Text("crash on the stretch", "路段上的事故"))
            for c in findings.crashes_of.get(e.segment_id, ())
        ),
    )


RULE = Rule(
    name=NAME,
    title=Text("Credible excess on a stretch", "路段风险显著偏高"),
    score=Text("severity-weighted injuries per year above the model", "按严重程度加权的年预期伤亡超出模型值的量"),
    find=find_credible_excess,
)

"""A cluster in space and time 时空聚集: crashes gather here and lately, as chance seldom makes them in a city."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from daoan.terms.estimates import Text
from daoan.terms.records import Alert, Cluster, Evidence
from daoan.terms.rulepacks import RulePack
from daoan.warn.candidate import Candidate
from daoan.warn.dates import name_of_day
from daoan.warn.findings import Findings
from daoan.warn.places import name_of_area, name_of_place
from daoan.warn.rules.rule import Rule

NAME = "cluster"


def find_cluster_warnings(
    findings: Findings,
    previous: Sequence[Alert],
    as_of: datetime,  # noqa: ARG001  (one signature for every rule)
    pack: RulePack,
) -> Iterable[Candidate]:
    """A candidate for each cluster that is raised enough; its recurrence interval is the score."""
    share, most = float(pack.get(f"rules.{NAME}.same_place")), float(pack.get(f"rules.{NAME}.most_days"))
    least = float(pack.get(f"rules.{NAME}.least_ratio"))
    for cluster in findings.clusters:
        subject = _subject_of(cluster, previous, share)
        if cluster.relative_risk.value < least or subject is None:
            continue
        place = name_of_place(
            cluster.road_name, name_of_area(cluster.area, findings.names), lon=cluster.lon, lat=cluster.lat
        )
        yield Candidate(
            rule=NAME,
            subject=subject,
            score=min(cluster.recurrence_days, most),
            title=Text(f"More crashes than usual lately: around {place.en}", f"近期事故时空聚集：{place.zh}一带"),
            body=_body(cluster, place),
            evidence=_evidence(cluster),
            area=cluster.area,
            lon=cluster.lon,
            lat=cluster.lat,
        )


def _subject_of(cluster: Cluster, previous: Sequence[Alert], share: float) -> str | None:
    """The subject of the earlier alert that speaks of the same crashes, else the cluster's own id.

    ``None`` where that alert was cleared and no crash came since: as its window moves, a cluster sheds crashes, and
    what is left of old grounds is no new one.
    """
    here = set(cluster.crash_ids)
    for alert in previous:
        before = {e.ref for e in alert.evidence if e.kind == "crash"}
        if alert.rule == NAME and before and len(here & before) >= share * min(len(here), len(before)):
            return None if alert.state == "cleared" and here <= before else alert.subject
    return cluster.cluster_id


def _body(c: Cluster, place: Text) -> Text:
    first, last = name_of_day(c.starts), name_of_day(c.ends - timedelta(days=1))
    usual, risk = c.expected_crashes, c.relative_risk
    often = _often(c.recurrence_days)
    spots_en = " A known black spot lies on these stretches." if c.blackspot_ids else ""
    spots_zh = "该范围内有已认定的事故多发点段。" if c.blackspot_ids else ""
    return Text(
        f"Around {place.en}, within {c.radius_m / 1000:.1f} km along the roads ({len(c.segment_ids)} stretches): "
        f"{c.crashes} crashes from {first.en} to {last.en}, {c.ksi} of them with killed or seriously injured. Usual is "
        f"{usual.value:.1f} ({usual.low:.1f}–{usual.high:.1f}); the rate is {risk.value:.1f} times that of the other "
        f"roads ({risk.low:.1f}–{risk.high:.1f}, too high since the fullest window was chosen). Chance alone, over the "
        f"whole city, shows one so unlikely on one night in {often.en}.{spots_en} Look what has changed there since "
        "then (works, signals, traffic diverted, an event), and patrol it.",
        f"{place.zh}一带，沿路{c.radius_m / 1000:.1f}公里范围内（{len(c.segment_ids)}个路段），{first.zh}至{last.zh}"
        f"发生事故{c.crashes}起，其中死亡或重伤事故{c.ksi}起；通常为{usual.value:.1f}起"
        f"（{usual.low:.1f}—{usual.high:.1f}），为其余道路的{risk.value:.1f}倍（{risk.low:.1f}—{risk.high:.1f}，"
        f"因选取的是最突出的窗口而偏高）。就全市而言，仅由偶然波动约{often.zh}才有一夜出现如此聚集。{spots_zh}"
        "请核查该处近期变化（施工、信号、绕行、活动等），并加强巡逻管控。",
    )


def _often(days: float) -> Text:
    if days >= 3650:
        return Text("more than ten years", "十年以上")
    if days >= 730:
        return Text(f"{days / 365.25:.0f} years", f"{days / 365.25:.0f}年")
    return Text(f"{days:.0f} days", f"{days:.0f}天")


def _evidence(cluster: Cluster) -> tuple[Evidence, ...]:
    # Its stretches are no part of the grounds: the edge moves from night to night over the same crashes.
    crashes = [Evidence("crash", c, Text("crash in the cluster", "聚集范围内事故")) for c in cluster.crash_ids]
    return tuple(crashes)


RULE = Rule(
    name=NAME,
    title=Text("Cluster in space and time", "时空聚集"),
    score=Text(
        "days in which chance alone is expected to show so unlikely a cluster on one night, over the whole city",
        "就全市而言，仅由偶然波动平均多少天才有一夜出现如此聚集（重现期）",
    ),
    find=find_cluster_warnings,
)

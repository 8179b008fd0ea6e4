"""A series of weekly crashes that runs above what season and trend explain."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from daoan.terms.estimates import Text
from daoan.terms.records import Alert, Evidence, Surge
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local
from daoan.warn.candidate import Candidate
from daoan.warn.dates import name_of_day
from daoan.warn.findings import Findings
from daoan.warn.rules.rule import Rule

NAME = "surge"
MOST_YEARS = 1000.0  # rarer than this is not known any better


def find_surges(
    findings: Findings,
    previous: Sequence[Alert],  # noqa: ARG001  (one signature for every rule)
    as_of: datetime,  # noqa: ARG001
    pack: RulePack,  # noqa: ARG001
) -> Iterable[Candidate]:
    """A candidate for each surge; series that surge with it by the same crashes are named in it."""
    for surge in findings.surges:
        yield _candidate(surge, findings)


def _candidate(surge: Surge, findings: Findings) -> Candidate:
    expected, figures = surge.expected, _figures(surge, findings.zone)
    rest = [_how_rare(surge), _lateness(surge), _also(surge)]
    return Candidate(
        rule=NAME,
        subject=surge.series_id,
        score=min(surge.recurrence_years, MOST_YEARS),
        title=Text(f"Surge: {surge.label.en}", f"事故突增：{surge.label.zh}"),
        body=Text(
            f"{surge.label.en}: {figures.en}. {' '.join(r.en for r in rest if r.en)} It is a suspicion: read the "
            "crashes behind it, look for a common place, hour or cause, and send a patrol or advice where one shows.",
            f"{surge.label.zh}：{figures.zh}。{''.join(r.zh for r in rest)}此为疑似突增，请逐起查看相关事故，"
            "排查共同的地点、时段和原因，据此安排巡逻或提示。",
        ),
        evidence=(
            Evidence("surge", surge.surge_id, surge.label, f"{surge.known} / {expected.value:.1f}"),
            *(Evidence("crash", crash_id, Text("crash", "事故")) for crash_id in surge.crash_ids),
        ),
        area=surge.area,
    )


def _figures(surge: Surge, zone: str) -> Text:
    first = name_of_day(utc_to_local(surge.starts, zone).date())
    last = name_of_day(utc_to_local(surge.ends - timedelta(microseconds=1), zone).date())
    of = surge.expected
    return Text(
        f"{surge.known} crashes are known from {first.en} to {last.en}, where {of.value:.1f} should be known by now "
        f"({of.level:.0%} interval {of.low:.0f}–{of.high:.0f})",
        f"{first.zh}至{last.zh}已登记{surge.known}起，按季节与趋势目前应登记{of.value:.1f}起"
        f"（{of.level:.0%}区间{of.low:.0f}—{of.high:.0f}）",
    )


def _how_rare(surge: Surge) -> Text:
    years = surge.recurrence_years
    if years >= MOST_YEARS:
        return Text(
            f"Among all series watched, chance makes such a figure less than once in {MOST_YEARS:.0f} years.",
            f"在全部监测序列中，偶然出现如此数值不足{MOST_YEARS:.0f}年一次。",
        )
    return Text(
        f"Among all series watched, chance makes such a figure about once in {years:.1f} years.",
        f"在全部监测序列中，偶然出现如此数值约{years:.1f}年一次。",
    )


def _lateness(surge: Surge) -> Text:
    if surge.completeness is None:
        return Text(
            "How complete these weeks are is not recorded; more may become known.",
            "数据源未记录入库时间，后续仍可能增加。",
        )
    return Text(
        f"About {surge.completeness:.0%} of these weeks' crashes are known by now.",
        f"目前约已登记这几周事故的{surge.completeness:.0%}。",
    )


def _also(surge: Surge) -> Text:
    if not surge.also:
        return Text("", "")
    return Text(
        f"With it surge: {'; '.join(a.en for a in surge.also)}.",
        f"同时突增的还有：{'；'.join(a.zh for a in surge.also)}。",
    )


RULE = Rule(
    name=NAME,
    title=Text("Surge of crashes", "事故突增"),
    score=Text(
        "years in which chance makes one such figure among all series watched", "在全部监测序列中偶然出现一次的年数"
    ),
    find=find_surges,
)

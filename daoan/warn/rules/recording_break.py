"""A break in how a source records: a trend across it is a trend of the recording, not of the road.

The breaks themselves are found by the assessment; this rule words those that a person should ask the source about.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from daoan.terms.estimates import Text
from daoan.terms.records import Alert, Evidence, RecordingBreak
from daoan.terms.rulepacks import RulePack
from daoan.warn.candidate import Candidate
from daoan.warn.dates import name_of_period
from daoan.warn.findings import Findings
from daoan.warn.rules.rule import Rule

NAME = "recording_break"


def find_recording_breaks(
    findings: Findings,
    previous: Sequence[Alert],  # noqa: ARG001  (one signature for every rule)
    as_of: datetime,  # noqa: ARG001
    pack: RulePack,
) -> Iterable[Candidate]:
    """A candidate for each share that jumped or drifted."""
    least = float(pack.get(f"rules.{NAME}.levels.blue"))
    for one in findings.breaks:
        yield _candidate(one, least)


def _candidate(one: RecordingBreak, least: float) -> Candidate:
    drift = one.kind == "drift"
    before, after = 100 * (one.before.value or 0.0), 100 * (one.after.value or 0.0)
    label, period = one.label, name_of_period(one.period)
    return Candidate(
        rule=NAME,
        subject=one.break_id,
        # A word that comes or goes, and a drift that is certain, are news however small.
        score=max(abs(one.change), least if one.word or drift else 0.0),
        title=Text(
            f"Recording {'drifts, up to' if drift else 'changed in'} {one.period}: {label.en}",
            f"{'截至' if drift else ''}{period.zh}记录口径{'逐渐' if drift else ''}变化：{label.zh}",
        ),
        body=_drift_body(one, before, after) if drift else _step_body(one, before, after),
        evidence=(Evidence("feed", f"{one.feed}/{one.trait}@{one.period}", label, f"{before:.1f} % → {after:.1f} %"),),
    )


def _step_body(one: RecordingBreak, before: float, after: float) -> Text:
    period = name_of_period(one.period)
    against = (
        Text("year before", "上一年") if one.kind == "year" else Text("same months of the year before", "上年同月")
    )
    return Text(
        f"Feed {one.feed}: {one.label.en} went from {before:.1f} % to {after:.1f} % in {one.period}, against the "
        f"{against.en}. Its months vary too little to explain that (p = {one.p_value:.1g}, counted among all "
        "comparisons of the feed). Do not read a trend across this break; ask the source what changed.",
        f"数据源{one.feed}的{one.label.zh}占比在{period.zh}由{before:.1f}%变为{after:.1f}%（与{against.zh}相比），"
        f"超出月度正常波动（p={one.p_value:.1g}，已按全部比较次数控制误报）。"
        "跨此时点的趋势不可直接比较，请向报送单位核实记录口径。",
    )


def _drift_body(one: RecordingBreak, before: float, after: float) -> Text:
    first, last = one.since.year - 1, one.period
    return Text(
        f"Feed {one.feed}: {one.label.en} drifted from {before:.1f} % in {first} to {after:.1f} % in {last}, with no "
        f"step between two years (p = {one.p_value:.1g}). The register cannot tell whether the road changed or the "
        "recording of it; do not read this share, or counts that rest on it, as a trend before the source has said.",
        f"数据源{one.feed}的{one.label.zh}占比由{first}年的{before:.1f}%逐渐变为{last}年的{after:.1f}%，"
        f"相邻年份间无明显突变（p={one.p_value:.1g}）。仅凭登记数据无法判断是道路安全变化还是记录口径变化；"
        "在报送单位说明之前，不宜将该占比及相关计数解读为趋势。",
    )


RULE = Rule(
    name=NAME,
    title=Text("Break in recording practice", "记录口径变化"),
    score=Text("change of the share, 0 to 1", "占比变化幅度（0—1）"),
    find=find_recording_breaks,
)

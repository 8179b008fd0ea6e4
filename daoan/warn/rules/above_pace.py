"""A city or area whose crashes run above the pace of the three years before."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from daoan.terms.estimates import Text
from daoan.terms.records import Alert, Evidence, IndicatorSet, PacePoint
from daoan.terms.rulepacks import RulePack
from daoan.warn.candidate import Candidate
from daoan.warn.dates import name_of_day
from daoan.warn.findings import Findings
from daoan.warn.places import name_of_area
from daoan.warn.rules.rule import Rule

NAME = "above_pace"
PACE_YEARS = 3  # the pace is that of the three years before

WHAT = {
    "crashes": Text("crashes", "事故起数"),
    "ksi_crashes": Text("crashes with killed or seriously injured", "死亡或重伤事故起数"),
}


def find_above_pace(
    findings: Findings,
    previous: Sequence[Alert],
    as_of: datetime,  # noqa: ARG001  (one signature for every rule)
    pack: RulePack,
) -> Iterable[Candidate]:
    """A candidate for each series of the year to date that stands above its expected running total."""
    watched = {a.subject for a in previous if a.rule == NAME and a.state != "cleared"}
    for found in findings.indicators:
        if not found.period.endswith("-YTD"):
            continue
        for key, series in (("crashes", found.pace_crashes), ("ksi_crashes", found.pace_ksi)):
            now = _latest(series)
            if key == "ksi_crashes" and _degree_unrecorded(found):
                continue
            least = 0.0 if f"{found.area}/{key}" in watched else float(pack.get(f"rules.{NAME}.least_above"))
            if now is None or now.actual is None or now.actual - now.expected < least:
                continue
            yield _candidate(found, key, now, now.actual, findings)


def _recording_note(found: IndicatorSet, key: str, findings: Findings) -> Text:
    """What to add where the degree of injury was recorded otherwise in the years that make the pace."""
    first = found.starts.replace(year=found.starts.year - PACE_YEARS)
    changed = [b for b in findings.breaks if b.column == "severity" and b.lies_across(first, found.ends)]
    if key != "ksi_crashes" or not changed:
        return Text("", "")
    return Text(
        " How severity is recorded changed in these years: part of the excess may be recording.",
        "这几年伤情记录口径有变化，超出部分可能部分源于登记口径。",
    )


def _degree_unrecorded(found: IndicatorSet) -> bool:
    """The only crashes known as grave are the fatal ones: the degree of injury of others is not recorded."""
    by_key = {i.key: i for i in found.indicators}
    ksi, fatal = by_key.get("ksi_crashes"), by_key.get("fatal_crashes")
    return ksi is not None and fatal is not None and ksi.note is not None and ksi.value == fatal.value


def _latest(series: Sequence[PacePoint]) -> PacePoint | None:
    told = [p for p in series if p.actual is not None]
    return told[-1] if told else None


def _candidate(found: IndicatorSet, key: str, now: PacePoint, actual: int, findings: Findings) -> Candidate:
    area, what = name_of_area(found.area, findings.names), WHAT[key]
    above = actual - now.expected
    recording = _recording_note(found, key, findings)
    return Candidate(
        rule=NAME,
        subject=f"{found.area}/{key}",
        score=above / max(now.high - now.expected, 1e-9),
        title=Text(f"Above pace: {what.en}, {area.en}", f"{area.zh}{what.zh}超出进度"),
        body=Text(
            f"{area.en}: {actual} {what.en} from 1 January to {now.day}, {above:.0f} ({_pct(above, now):.0f} %) above "
            f"the pace of the three years before ({now.expected:.0f}; bound {now.low:.0f}–{now.high:.0f}, which chance "
            "alone exceeds on a given day in one year of ten, and on some day in every second year). The warning "
            "asks for more: chance alone, looked at every day, raises it in about one year of ten at most. See which "
            f"road class, hour and road user drive it, and shift enforcement.{recording.en}",
            f"{area.zh}：1月1日至{name_of_day(now.day).zh}{what.zh}{actual}，比前三年同期进度（{now.expected:.0f}，"
            f"界限{now.low:.0f}—{now.high:.0f}；仅看这一天，约十年有一年偶然超出，全年逐日看则约两年一遇）"
            f"多{above:.0f}，高{_pct(above, now):.0f}%。本预警门槛更高：逐日检视时，仅由偶然波动触发至多约十年一次。"
            f"请分析道路等级、时段和交通方式构成，针对性调整勤务与整治重点。{recording.zh}",
        ),
        # The month is part of the reference, so that a year that recovers and slips again warns again.
        evidence=(Evidence("indicator", f"{found.area}/{found.period}/{key}@{now.day:%Y-%m}", what, str(actual)),),
        area=found.area,
    )


def _pct(above: float, now: PacePoint) -> float:
    return 100 * above / max(now.expected, 1.0)


RULE = Rule(
    name=NAME,
    title=Text("Above the pace of the year", "超出年度进度"),
    score=Text(
        "distance above pace, 1 at the one-sided 90 % bound of a single day", "超出进度的幅度（1为单日单侧90%界限）"
    ),
    find=find_above_pace,
)

"""A break in how a source records: a trend across it is a trend of the recording, not of the road.

Adjacent local calendar years are compared, and the last three full months with the same months a year before. Of single
words (one kind of weather, one road class) only coming into use and falling out of use is a break: their shares move
with the weather.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.terms.estimates import Text
from daoan.terms.frames import Bools, CrashFrame, Floats, Ints
from daoan.terms.records import Alert, Evidence
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local
from daoan.warn.breaks import break_p_value, holm
from daoan.warn.candidate import Candidate
from daoan.warn.dates import name_of_period
from daoan.warn.feeds import rows_by_feed
from daoan.warn.findings import Findings
from daoan.warn.rules.rule import Rule
from daoan.warn.traits import Trait, list_traits

NAME = "recording_break"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A trait before and after: months since the epoch [first, first + length), both halves equally long."""

    trait: Trait
    label: str  # "2018", "2019-12"
    before: int
    after: int
    months: int


@dataclass(frozen=True, slots=True)
class Jump:
    """What a comparison gave."""

    of: Comparison
    p_value: float
    share_before: float
    share_after: float
    rows: int

    @property
    def size(self) -> float:
        """Change of the share, 0 to 1."""
        return abs(self.share_after - self.share_before)


def find_recording_breaks(
    findings: Findings,
    previous: Sequence[Alert],  # noqa: ARG001  (one signature for every rule)
    as_of: datetime,
    pack: RulePack,
) -> Iterable[Candidate]:
    """A candidate for each share that jumped, per feed, with the false-alarm rate of the rule pack over all of them."""
    if findings.frame is None:
        return
    # Months are whole up to the one that holds as_of; that one is left out.
    this_month = _months_since_epoch(as_of, findings.zone)
    known = findings.frame.known_by(np.datetime64(as_of.replace(tzinfo=None), "s"))
    for feed, rows in rows_by_feed(known).items():
        for jump in jumps_of(known.where(rows), this_month, pack):
            yield _candidate(feed, jump, pack)


def jumps_of(frame: CrashFrame, this_month: int, pack: RulePack) -> list[Jump]:
    """Jumps of one feed that are neither chance nor too small to matter."""
    rule = f"rules.{NAME}"
    month = frame.local_at.astype("datetime64[M]").astype(np.int64)
    least_rows, vanish = int(pack.get(f"{rule}.least_rows")), float(pack.get(f"{rule}.vanish_share"))
    tested = []
    for comparison in _comparisons(frame, month, this_month, int(pack.get(f"{rule}.look_back_years"))):
        jump = _compare(comparison, month)
        if jump.rows >= least_rows and (not comparison.trait.word or _comes_or_goes(jump, vanish)):
            tested.append(jump)
    falls = holm([j.p_value for j in tested], float(pack.get(f"{rule}.false_alarm")))
    return [
        j
        for j, fell in zip(tested, falls, strict=True)
        if fell and (j.of.trait.word or j.size >= float(pack.get(f"{rule}.least_change")))
    ]


def _comparisons(frame: CrashFrame, month: Ints, this_month: int, years_back: int) -> Iterable[Comparison]:
    first_month = int(month.min()) if len(month) else this_month
    last_year = this_month // 12 - 1
    for trait in list_traits(frame):
        for year in range(last_year, last_year - years_back, -1):
            if (year - 1) * 12 >= first_month:
                yield Comparison(trait, str(year + 1970), (year - 1) * 12, year * 12, 12)
        if this_month - 15 >= first_month:
            name = str(np.datetime64(this_month - 1, "M"))
            yield Comparison(trait, name, this_month - 15, this_month - 3, 3)


def _compare(comparison: Comparison, month: Ints) -> Jump:
    x0, n0 = _monthly(comparison.trait.rows, month, comparison.before, comparison.months)
    x1, n1 = _monthly(comparison.trait.rows, month, comparison.after, comparison.months)
    share_before = float(x0.sum() / n0.sum()) if n0.sum() else 0.0
    share_after = float(x1.sum() / n1.sum()) if n1.sum() else 0.0
    rows = int(min(n0.sum(), n1.sum()))
    return Jump(comparison, break_p_value(x0, n0, x1, n1), share_before, share_after, rows)


def _monthly(chosen: Bools, month: Ints, first: int, months: int) -> tuple[Floats, Floats]:
    inside = (month >= first) & (month < first + months)
    rows = np.bincount(month[inside] - first, minlength=months).astype(np.float64)
    events = np.bincount(month[inside & chosen] - first, minlength=months).astype(np.float64)
    return events, rows


def _comes_or_goes(jump: Jump, vanish_share: float) -> bool:
    low, high = sorted((jump.share_before, jump.share_after))
    return low == 0.0 and high >= vanish_share


def _candidate(feed: str, jump: Jump, pack: RulePack) -> Candidate:
    trait, label = jump.of.trait, jump.of.label
    alarm = float(pack.get(f"rules.{NAME}.false_alarm"))
    whole_year = jump.of.months == 12
    against = Text("year before", "上一年") if whole_year else Text("same months of the year before", "上年同月")
    before, after = 100 * jump.share_before, 100 * jump.share_after
    # A word that comes or goes is a break however rare it is.
    least = float(pack.get(f"rules.{NAME}.levels.blue")) if trait.word else 0.0
    return Candidate(
        rule=NAME,
        subject=f"{feed}/{trait.key}/{label}",
        score=max(jump.size, least),
        title=Text(
            f"Recording changed in {label}: {trait.label.en}",
            f"{name_of_period(label).zh}记录口径变化：{trait.label.zh}",
        ),
        body=Text(
            f"Feed {feed}: {trait.label.en} went from {before:.1f} % to {after:.1f} % in {label}, against the "
            f"{against.en}. Its months vary too little to explain that (p = {jump.p_value:.1g}; a feed that did not "
            f"change raises any such warning with probability {alarm:.0%} at most). Do not read a trend across this "
            "break; ask the source what changed.",
            f"数据源{feed}的{trait.label.zh}占比在{name_of_period(label).zh}由{before:.1f}%变为{after:.1f}%（与{against.zh}相比），"
            f"超出月度正常波动（p={jump.p_value:.1g}；口径未变时误报概率不超过{alarm:.0%}）。"
            "跨此时点的趋势不可直接比较，请向报送单位核实记录口径。",
        ),
        evidence=(Evidence("feed", f"{feed}/{trait.key}@{label}", trait.label, f"{before:.1f} % → {after:.1f} %"),),
    )


def _months_since_epoch(as_of: datetime, zone: str) -> int:
    local = utc_to_local(as_of, zone)
    return (local.year - 1970) * 12 + local.month - 1


RULE = Rule(
    name=NAME,
    title=Text("Break in recording practice", "记录口径变化"),
    score=Text("change of the share, 0 to 1", "占比变化幅度（0—1）"),
    find=find_recording_breaks,
)

"""A feed that has been silent for longer than its own habit explains."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from daoan.terms.estimates import Text
from daoan.terms.frames import Times
from daoan.terms.records import Alert, Evidence
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import day_of, moment64
from daoan.warn.candidate import Candidate
from daoan.warn.dates import name_of_day
from daoan.warn.feeds import rows_by_feed
from daoan.warn.findings import Findings
from daoan.warn.gaps import gaps_days, silence_limit_days
from daoan.warn.rules.rule import Rule

NAME = "silent_feed"


def find_silent_feeds(
    findings: Findings,
    previous: Sequence[Alert],  # noqa: ARG001  (one signature for every rule)
    as_of: datetime,
    pack: RulePack,
) -> Iterable[Candidate]:
    """A candidate for each feed with a habit; ``as_of`` is the moment of the replay, not of any clock."""
    if findings.frame is None:
        return
    now = moment64(as_of)
    for feed, rows in rows_by_feed(findings.frame).items():
        known = findings.frame.known_at[rows]
        found = _candidate(feed, known[known <= now], now, pack)
        if found is not None:
            yield found


def _candidate(feed: str, known: Times, now: np.datetime64, pack: RulePack) -> Candidate | None:
    if not len(known):
        return None
    rule = f"rules.{NAME}"
    last = known.max()
    recent = known[known >= last - np.timedelta64(int(pack.get(f"{rule}.look_back_days")), "D")]
    limit = silence_limit_days(
        gaps_days(recent),
        float(pack.get(f"{rule}.false_alarms_per_year")),
        float(pack.get(f"{rule}.tail")),
        int(pack.get(f"{rule}.least_gaps")),
    )
    if limit is None or limit <= 0:
        return None
    silent = float((now - last) / np.timedelta64(1, "s")) / 86_400
    day = name_of_day(day_of(last))
    return Candidate(
        rule=NAME,
        subject=feed,
        score=silent / limit,
        title=Text(f"Feed silent: {feed}", f"数据源中断：{feed}"),
        body=Text(
            f"Feed {feed}: no record for {silent:.1f} days, the last on {day.en}. Its own gaps explain silences up to "
            f"{limit:.1f} days. Every total after {day.en} may be too low. Ask the sender and check the connection.",
            f"数据源{feed}已{silent:.1f}天无新记录，最后一条为{day.zh}；按其历史间隔，正常静默不超过{limit:.1f}天。"
            f"{day.zh}之后的各项统计可能偏低。请联系报送单位并检查链路。",
        ),
        # A silence is known by the record before it: the next silence has another.
        evidence=(Evidence("feed", f"{feed}@{last}", Text("last record", "最后一条记录"), str(last)),),
    )


RULE = Rule(
    name=NAME,
    title=Text("Feed gone silent", "数据源中断"),
    score=Text("silence over the longest that the feed's habit explains", "静默时长与其正常上限之比"),
    find=find_silent_feeds,
)

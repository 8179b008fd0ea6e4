"""What a nowcast says about itself."""

from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack


def note_on_missing_delay() -> Text:
    """The source does not tell when it heard of a crash."""
    return Text(
        "When a crash became known is not recorded: how complete the latest weeks are cannot be told. "
        "Ask the source for the moment of record.",
        "数据源未记录事故入库时间，无法判断近期数据的完整程度。请向报送单位索取登记时间。",
    )


def note_on_too_few(pack: RulePack) -> Text:
    """Too few reports to learn a delay from."""
    least, days = int(pack.get("nowcast.least_reports")), int(pack.get("nowcast.window_days"))
    return Text(
        f"Fewer than {least} crashes became known in the last {days} days: the delay of reports cannot be told.",
        f"近{days}天内新登记事故不足{least}起，无法估计登记延迟。",
    )


def note_on_change(slower: bool, p: float, days: int) -> Text:
    """Reports have lately become slower or faster."""
    return Text(
        f"Crashes have lately been recorded {'later' if slower else 'sooner'} than before (p = {p:.1g}); "
        f"only the last {days} days of reports are used.",
        f"近期事故登记比以往{'更迟' if slower else '更快'}（p={p:.1g}），仅采用最近{days}天的登记数据。",
    )

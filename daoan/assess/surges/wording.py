"""What a series and a surge say about themselves."""

from datetime import date

from daoan.kernels.surveillance.baseline import WeekState
from daoan.terms.estimates import Text

_NOT_JUDGED: dict[WeekState, tuple[str, Text]] = {
    WeekState.TOO_SHORT: (
        "too_short",
        Text("the record is too short to know what these weeks should have", "记录年限不足，无法判断正常水平"),
    ),
    WeekState.NO_REFERENCE: (
        "too_short",
        Text("too few comparable past weeks are recorded", "可比的历史周数不足"),
    ),
}


def note_on_state(state: int) -> tuple[str, Text | None]:
    """What became of a series, as a word and in words."""
    if state == WeekState.OK:
        return "watched", None
    return _NOT_JUDGED.get(
        WeekState(state),
        ("not_judged", Text("no baseline could be fitted to this series", "该序列无法拟合基线")),
    )


def note_on_recording(since: date) -> Text:
    """A series of which only what was recorded since a day is comparable."""
    return Text(
        f"recording changed; only weeks from {since:%Y-%m-%d} on are compared",
        f"记录口径有变化，仅比较{since.year}年{since.month}月{since.day}日以后的数据",
    )


def note_on_completeness() -> Text:
    """The source does not tell how late it heard of a crash."""
    return Text(
        "How complete these weeks are is not recorded: the count may still rise.",
        "数据源未记录入库时间，完整度未知，起数可能继续增加。",
    )

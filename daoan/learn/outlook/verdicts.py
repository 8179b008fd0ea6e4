"""The weekly scores in sentences, losses as plain as wins."""

from collections.abc import Mapping, Sequence

from daoan.learn.outcome import WORST_FIRST, outcome_of
from daoan.terms.estimates import Text
from daoan.terms.records import OutlookBin, OutlookSkill, OutlookWeek

#: Scores that get a sentence against every baseline: key, share of area, name, how many units one is worth, digits.
_TOLD = (
    ("log_loss", None, Text("log loss", "对数损失"), 1e4, "×10⁻⁴"),
    ("auc", None, Text("AUC", "AUC"), 1.0, ""),
    ("hit_area", 10.0, Text("crashes in the top 10 % of area", "风险最高10%面积内的事故命中率"), 100.0, "%"),
    ("map", None, Text("mean average precision", "平均精度均值（MAP）"), 1.0, ""),
)

_EN = {
    "loses": "The outlook loses to “{name}” on {score}",
    "behind": "The outlook does not beat “{name}” on {score}",
    "ahead": "The outlook is ahead of “{name}” on {score}, by no more than chance could do",
    "wins": "The outlook beats “{name}” on {score}",
}
_ZH = {
    "loses": "按{score}，短期预报不及“{name}”",
    "behind": "按{score}，短期预报未胜过“{name}”",
    "ahead": "按{score}，短期预报略优于“{name}”，但差异可能出于偶然",
    "wins": "按{score}，短期预报优于“{name}”",
}


def write_verdicts(
    skills: Sequence[OutlookSkill],
    bins: Sequence[OutlookBin],
    weeks: Sequence[OutlookWeek],
    names: Mapping[str, Text],
) -> tuple[Text, ...]:
    """Sentences on each baseline, losses first, then undecided, then wins; calibration and weekly totals last."""
    told = [
        (outcome_of(skill.gain), _skill_sentence(skill, names[skill.against], label, times, unit))
        for key, top, label, times, unit in _TOLD
        for skill in skills
        if (skill.key, skill.top_pct) == (key, top)
    ]
    told.sort(key=lambda pair: WORST_FIRST.index(pair[0]))
    return (*(sentence for _, sentence in told), _calibration_sentence(bins), _total_sentence(weeks))


def _skill_sentence(skill: OutlookSkill, name: Text, score: Text, times: float, unit: str) -> Text:
    kind = outcome_of(skill.gain)
    digits = 1 if times > 1 else 4
    value, low, high = (
        f"{v * times:+.{digits}f}".replace("-", "−") for v in (skill.gain.value, skill.gain.low, skill.gain.high)
    )
    en, zh = (" points", "个百分点") if unit == "%" else (f" {unit}" if unit else "", unit)
    said, said_zh = _EN[kind].format(name=name.en, score=score.en), _ZH[kind].format(name=name.zh, score=score.zh)
    if skill.gain.value <= 0:  # "better by −0.3" would be no sentence
        return Text(
            f"{said}: difference {value}{en} ({low} to {high}), above zero is better.",
            f"{said_zh}：差值{value}{zh}（{low}至{high}），大于零为优。",
        )
    return Text(f"{said}: better by {value}{en} ({low} to {high}).", f"{said_zh}：改进{value}{zh}（{low}至{high}）。")


def _calibration_sentence(bins: Sequence[OutlookBin]) -> Text:
    inside = sum(b.low <= b.predicted <= b.high for b in bins)
    return Text(
        f"Calibration: in {inside} of {len(bins)} bins the mean probability lies in the interval of what was seen.",
        f"校准：{len(bins)}组中有{inside}组的预报概率落在实际频率的区间内。",
    )


def _total_sentence(weeks: Sequence[OutlookWeek]) -> Text:
    inside = sum(week.expected.low <= week.observed <= week.expected.high for week in weeks)
    expected, seen = sum(week.expected.value for week in weeks), sum(week.observed for week in weeks)
    off = f" ({100.0 * (expected / seen - 1.0):+.0f} %)" if seen else ""
    off_zh = off.replace(" (", "（").replace(" %)", "%）")
    return Text(
        f"Weekly totals: {expected:.0f} injury crashes expected, {seen} seen{off}; "
        f"{inside} of {len(weeks)} weeks inside the interval.",
        f"每周总量：预报合计{expected:.0f}起，实际{seen}起{off_zh}；{len(weeks)}周中有{inside}周落在区间内。",
    )

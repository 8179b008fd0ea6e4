"""A study in sentences: what was seen, what of it was luck and trend, what the measure did, and how sure that is."""

from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import Study
from daoan.terms.rulepacks import RulePack


def judged_words(study: Study, pack: RulePack) -> Text:
    """The verdict of a judged study."""
    assert study.effect is not None
    parts = [_seen(study), _luck(study, float(pack.get("judgement.most_regression"))), _effect(study.effect)]
    if study.effect.low <= 1.0 <= study.effect.high:
        parts.append(wait_words(study))
    return _joined(parts)


def early_words(study: Study) -> Text:
    """A measure in place for too short a time."""
    assert study.power is not None
    months = f"{study.power.months_watched:.1f}"
    return _joined(
        [
            Text(f"In place for {months} months: too early to judge.", f"启用{months}个月，尚不能评价。"),
            wait_words(study),
        ]
    )


def planned_words(study: Study) -> Text:
    """A measure that has not begun."""
    return _joined([Text("Not in place yet.", "尚未启用。"), wait_words(study)])


def wait_words(study: Study) -> Text:
    """How long one must watch these stretches to see the assumed effect."""
    power = study.power
    if power is None:
        return Text("", "")
    less = percent_less(power.assumed_ratio)
    if power.months_needed is None:
        return Text(
            f"These stretches have too few crashes to ever show {less} fewer.",
            f"这些路段事故过少，即使减少{less}也无法显现。",
        )
    return Text(
        f"To see {less} fewer crashes here takes {power.months_needed} months from the start.",
        f"若事故减少{less}，自启用起需{power.months_needed}个月才能看出。",
    )


def percent_less(ratio: float) -> str:
    """0.8 as "20 %"."""
    return f"{100 * (1 - ratio):.0f} %"


def _seen(study: Study) -> Text:
    if study.naive is None:
        return Text("There was no crash here before.", "实施前无事故。")
    change = percent_change(study.naive.value)
    return Text(f"Crashes a year changed by {change}.", f"年均事故变化{change}。")


def _luck(study: Study, most: float) -> Text:
    if study.regression_ratio is None or study.trend_ratio is None:
        return Text("", "")
    luck, trend = percent_change(study.regression_ratio), percent_change(study.trend_ratio)
    if 1.0 - study.regression_ratio < most:
        return Text(
            f"Of this {luck} is regression to the mean and {trend} the trend of comparison roads.",
            f"其中均值回归{luck}，对照路段趋势{trend}。",
        )
    return Text(
        f"Of this {luck} is regression to the mean: bad luck before that would have ended by itself; {trend} is the "
        "trend of comparison roads.",
        f"其中{luck}是均值回归，即此前的偶然高发会自行回落；对照路段趋势{trend}。",
    )


def _effect(effect: Estimate) -> Text:
    value, low, high = (percent_change(ratio) for ratio in (effect.value, effect.low, effect.high))
    figures, figures_zh = f"{value} ({low} … {high})", f"{value}（{low}至{high}）"
    if effect.high < 1.0:
        return Text(f"The measure lowered crashes: {figures}.", f"措施降低了事故：{figures_zh}。")
    if effect.low > 1.0:
        return Text(f"Crashes rose with the measure: {figures}.", f"措施实施后事故上升：{figures_zh}。")
    return Text(
        f"The measure itself: {figures}, which chance alone could do.", f"措施本身：{figures_zh}，尚不能排除偶然。"
    )


def percent_change(ratio: float) -> str:
    """0.8 as "−20 %"."""
    return f"{100 * (ratio - 1):+.0f} %".replace("-", "−")


def _joined(parts: list[Text]) -> Text:
    said = [p for p in parts if p.en]
    return Text(" ".join(p.en for p in said), "".join(p.zh for p in said).replace(" %", "%"))

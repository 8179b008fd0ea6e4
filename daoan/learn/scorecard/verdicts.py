"""The scorecard in sentences, losses as plain as wins."""

from collections.abc import Sequence

from daoan.learn.outcome import WORST_FIRST, outcome_of
from daoan.learn.scorecard.consistency import TESTS, Stability
from daoan.learn.scorecard.forecasts import METHODS
from daoan.learn.scorecard.gains import CHAMPION, OUTCOMES, stability_gain
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import Gain, YearTotal

_OUTCOME = {
    "all": Text("all collisions", "全部事故"),
    "ksi": Text("killed-or-seriously-injured collisions", "死亡重伤事故"),
}
_TEST = {
    "site": Text("crashes on the listed sites in the next period", "下一时期名单路段上的事故数"),
    "method": Text("sites that stay on the list", "两期名单重合的路段数"),
    "rank_difference": Text("places that a listed site moves on average", "名单路段平均名次变动"),
}


HEADLINE_PCT = 10.0
HEADLINE_RIVALS = ("raw", "rate")


def write_verdicts(
    gains: Sequence[Gain],
    stability: dict[tuple[str, str], list[Stability]],
    totals: Sequence[YearTotal],
    origins: int,
    listed: float,
) -> tuple[Text, ...]:
    """Sentences on captures and stability, losses first, then what is undecided, then wins; totals last.

    Every loss is told. Of the rest, what is won in the top :data:`HEADLINE_PCT` % of length and on stability against
    raw count and rate; the tables hold all of it.

    ``origins`` is the number of years judged, ``listed`` the number of sites on a stability test's list.
    """
    judged = [
        (g.points, _capture_sentence(g, origins))
        for g in gains
        if g.against != "model" and (g.top_pct == HEADLINE_PCT or _is_lost(g.points))
    ]
    for outcome, method in stability:
        if method not in (CHAMPION, "model"):
            for test in TESTS:
                gain = stability_gain(stability, test, outcome, method)
                if method in HEADLINE_RIVALS or _is_lost(gain):
                    judged.append((gain, _stability_sentence(gain, test, outcome, method, listed)))
    judged.sort(key=lambda pair: WORST_FIRST.index(outcome_of(pair[0])))
    levels = ("eb_flat", "eb_trend", "eb")
    return (
        *(sentence for _, sentence in judged),
        *(_total_sentence(totals, method, outcome) for outcome in OUTCOMES for method in levels),
    )


def _is_lost(points: Estimate) -> bool:
    return outcome_of(points) in ("loses", "behind")


_EN = {
    "loses": "Empirical Bayes loses to {name}",
    "behind": "Empirical Bayes does not beat {name}",
    "ahead": "Empirical Bayes is ahead of {name}, by no more than chance could do,",
    "wins": "Empirical Bayes beats {name}",
}
_ZH = {
    "loses": "经验贝叶斯不及“{name}”",
    "behind": "经验贝叶斯未胜过“{name}”",
    "ahead": "经验贝叶斯略优于“{name}”，但差异可能出于偶然",
    "wins": "经验贝叶斯优于“{name}”",
}


def _capture_sentence(gain: Gain, origins: int) -> Text:
    kind, name, outcome = outcome_of(gain.points), METHODS[gain.against], _OUTCOME[gain.outcome]
    p = gain.points
    figures = _signed(p.value, p.low, p.high)
    return Text(
        f"{_EN[kind].format(name=name.en)} for {outcome.en} in the top {gain.top_pct:g} % of road length: "
        f"{figures.en} points over {origins} years.",
        f"在风险最高的{gain.top_pct:g}%里程内，{_ZH[kind].format(name=name.zh)}"
        f"（{outcome.zh}命中率{origins}年平均相差{figures.zh}个百分点）。",
    )


def _stability_sentence(difference: Estimate, test: str, outcome: str, against: str, listed: float) -> Text:
    kind, name = outcome_of(difference), METHODS[against]
    per = listed if test == "rank_difference" else 1.0
    value, low, high = difference.value / per, difference.low / per, difference.high / per
    figures = _signed(value, low, high)
    return Text(
        f"{_EN[kind].format(name=name.en)} on {_TEST[test].en} ({_OUTCOME[outcome].en}): "
        f"difference {figures.en}, above zero is better.",
        f"在“{_TEST[test].zh}”检验中（{_OUTCOME[outcome].zh}），{_ZH[kind].format(name=name.zh)}："
        f"差值{figures.zh}，大于零为优。",
    )


def _signed(value: float, low: float, high: float) -> Text:
    at, least, most = (f"{v:+.1f}".replace("-", "−") for v in (value, low, high))
    return Text(f"{at} ({least} to {most})", f"{at}（{least}至{most}）")


def _total_sentence(totals: Sequence[YearTotal], method: str, outcome: str) -> Text:
    rows = [t for t in totals if t.method == method and t.outcome == outcome]
    inside = sum(t.predicted.low <= t.observed <= t.predicted.high for t in rows)
    predicted, seen = sum(t.predicted.value for t in rows), sum(t.observed for t in rows)
    off = 100.0 * (predicted / seen - 1.0) if seen else float("nan")
    name = METHODS[method]
    return Text(
        f"Yearly totals of {_OUTCOME[outcome].en} by {name.en}: predicted {predicted:.0f}, observed {seen} "
        f"({off:+.0f} %); {inside} of {len(rows)} years inside the interval.",
        f"{_OUTCOME[outcome].zh}年度总量（{name.zh}）：预测合计{predicted:.0f}起，实际{seen}起（{off:+.0f}%），"
        f"{len(rows)}年中有{inside}年落在区间内。",
    )

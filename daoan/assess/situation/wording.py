"""Why a unit has its colour, in words that can be checked against the numbers beside them."""

from collections.abc import Sequence

from daoan.assess.situation.indicators import DIMENSIONS, INDICATORS
from daoan.assess.situation.levels import Asked, Pace, Veto, place_of
from daoan.assess.situation.replay import Month
from daoan.assess.situation.units import Units
from daoan.terms.codes import LABELS, Level
from daoan.terms.estimates import Text
from daoan.terms.records import SituationIndicator
from daoan.terms.rulepacks import RulePack

#: Of the indicators that move the total, so many are named.
MOST_NAMED = 3


def reasons_for(
    months: Sequence[Month], unit: int, indicators: Sequence[SituationIndicator], pack: RulePack
) -> tuple[Text, ...]:
    """The colour's grounds: points against cut-offs, veto, trend, hysteresis, then what moves the points most."""
    asked, shown = months[-1].asked[unit], months[-1].shown[unit]
    total = float(months[-1].points.total[unit])
    words = [_points(total, asked.points, pack)]
    if asked.pace is not None and asked.pace.above:
        words.append(trend_text(asked.pace))
    if asked.veto is not None:
        words.append(veto_text(asked.veto, pack))
    held = _hysteresis(asked, shown, pack)
    if held is not None:
        words.append(held)
    moving = sorted((i for i in indicators if i.score is not None), key=lambda i: -abs(i.contribution))
    return (*words, *(_contribution(i) for i in moving[:MOST_NAMED] if abs(i.contribution) >= 0.5))


def veto_text(veto: Veto, pack: RulePack) -> Text:
    """The veto with its grounds."""
    least = int(pack.get("veto.orange_deaths"))
    level = LABELS[veto.level]
    return Text(
        f"Veto: a crash with {veto.worst_deaths} deaths in the last {pack.get('veto.window_months')} months, "
        f"{veto.crashes} with {least} or more in twelve months: at least {level.en}.",
        f"一票否决：近{pack.get('veto.window_months')}个月发生一次死亡{veto.worst_deaths}人事故，"
        f"近12个月死亡{least}人以上事故{veto.crashes}起，至少为{level.zh}。",
    )


def trend_text(pace: Pace) -> Text:
    """The running total beyond its pace."""
    return Text(
        f"Trend: {pace.actual} fatal crashes this year, {pace.expected:.1f} by the pace of the years before "
        f"(bound {pace.upper:.0f}): one level up.",
        f"趋势：今年累计死亡事故{pace.actual}起，按往年进度为{pace.expected:.1f}起（上限{pace.upper:.0f}起），升一级。",
    )


def not_recorded_text(names: Sequence[Text]) -> Text:
    """Dimensions and indicators that gave their weight away."""
    return Text(
        f"Not recorded, weight given to the rest: {', '.join(n.en for n in names)}.",
        f"未记录、权重由其余项分担：{'、'.join(n.zh for n in names)}。",
    )


def labels_missing(month: Month) -> list[Text]:
    """Labels of the indicators that are not recorded in dimensions that otherwise are."""
    return [
        one.label
        for one, told in zip(INDICATORS, month.told, strict=True)
        if not told and month.weights.dimensions[one.dimension] > 0
    ]


def notes_of(now: Month, units: Units) -> tuple[Text, ...]:
    """What must be said beside the numbers: what is missing, what is compared by what, how complete it is."""
    blank = [label for key, label in DIMENSIONS.items() if now.weights.dimensions[key] == 0.0]
    notes = [not_recorded_text([*blank, *labels_missing(now)])]
    if units.exposure_name is not None:
        name = units.exposure_name
        notes.append(Text(f"Counties are compared by {name.en}.", f"县区间按{name.zh}比较。"))
    elif units.kind == "area":
        notes.append(Text("There are no counties to compare: own history alone.", "无可比较的县区，仅与自身历史比较。"))
    else:
        notes.append(
            Text(
                "Road classes differ by nature and are not compared: own history alone.",
                "各类道路性质不同，不作横向比较，仅与自身历史比较。",
            )
        )
    least = float(now.tally.complete[-1])
    if least < 0.995:
        notes.append(
            Text(
                f"About {100 * least:.0f} % of the last month's crashes are known; expectations are scaled to that.",
                f"最近一个月的事故目前约有{100 * least:.0f}%已知，预期值已按此折算。",
            )
        )
    notes.append(
        Text("Weights and cut-offs are ours: not an official standard.", "权重与分级界限为本项目设定，并非官方标准。")
    )
    return tuple(notes)


def _points(total: float, level: Level, pack: RulePack) -> Text:
    cuts = [(name, float(pack.get(f"levels.{name}"))) for name in ("yellow", "orange", "red")]
    en = ", ".join(f"{name} from {cut:.0f}" for name, cut in cuts)
    zh = "，".join(f"{LABELS[Level(name)].zh}{cut:.0f}分起" for name, cut in cuts)
    return Text(
        f"{total:.1f} points ask for {LABELS[level].en} ({en}; they must with one crash fewer too).",
        f"得分{total:.1f}，对应{LABELS[level].zh}（{zh}；各项均少一起事故时仍须成立）。",
    )


def _hysteresis(asked: Asked, shown: Level, pack: RulePack) -> Text | None:
    if asked.level is shown:
        return None
    months = int(pack.get("hysteresis.months"))
    more = place_of(asked.level) > place_of(shown)
    way = Text("rises", "升级") if more else Text("falls", "降级")
    return Text(
        f"This month asks for {LABELS[asked.level].en}; a colour {way.en} when {months} months ask for it, "
        f"so {LABELS[shown].en} is shown.",
        f"本月对应{LABELS[asked.level].zh}；须连续{months}个月均要求{way.zh}方予调整，故显示{LABELS[shown].zh}。",
    )


def _contribution(indicator: SituationIndicator) -> Text:
    ratio = indicator.own_ratio.value if indicator.own_ratio else 1.0
    crashes = indicator.crashes or 0
    expected = indicator.expected.value if indicator.expected else 0.0
    peers = f", {indicator.peer_ratio.value:.2f} times the peers" if indicator.peer_ratio else ""
    peers_zh = f"，为同类的{indicator.peer_ratio.value:.2f}倍" if indicator.peer_ratio else ""
    return Text(
        f"{indicator.label.en}: {crashes}, by own history {expected:.1f} ({ratio:.2f} times{peers}): "
        f"{indicator.contribution:+.1f} points.",
        f"{indicator.label.zh}：{crashes}起，按自身历史预期{expected:.1f}起（{ratio:.2f}倍{peers_zh}），"
        f"贡献{indicator.contribution:+.1f}分。",
    )

"""The monthly bulletin 通报: what happened, where it is dangerous, what is asked of whom, how sure we are."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from daoan.terms.city import City
from daoan.terms.documents import Document, Section, Table, same
from daoan.terms.estimates import Estimate, Text, sureness
from daoan.terms.records import (
    Alert,
    BlackSpot,
    DutyPlan,
    HazardTicket,
    Indicator,
    IndicatorSet,
    Run,
    Scorecard,
    SegmentEstimate,
)
from daoan.terms.times import utc_to_local

TOP = 10
TOP_ALERTS = 5
TOP_VERDICTS = 5  # losses stand first
NOT_RECORDED = Text("not recorded", "未记录")


def monthly_bulletin(
    city: City,
    run: Run,
    month: IndicatorSet,
    year: IndicatorSet | None,
    segments: Sequence[SegmentEstimate],
    blackspots: Sequence[BlackSpot],
    tickets: Sequence[HazardTicket],
    alerts: Sequence[Alert],
    plans: Sequence[DutyPlan],
    scorecard: Scorecard | None,
) -> Document:
    """The bulletin of one month, as content.

    ``month`` is the indicator set that the bulletin is about, ``year`` the year to date or the full year beside it;
    the rest is what the run concluded, in its order.
    """
    last_day = month.ends - timedelta(days=1)
    sections = [
        _situation(month, year),
        _danger(segments, blackspots, len(tickets)),
        _warnings(alerts),
        _measures(plans),
        _quality(month, scorecard),
    ]
    return Document(
        issuer=Text(f"{city.name.en}: Road Safety Bulletin", f"{city.name.zh}道路交通安全情况通报"),
        number=Text(
            f"No. {month.starts.month} of {month.starts.year}", f"{month.starts.year}年第{month.starts.month}期"
        ),
        title=Text(
            f"Road safety in {city.name.en}, {month.starts:%B %Y}",
            f"{month.starts.year}年{month.starts.month}月{city.name.zh}道路交通安全情况",
        ),
        opening=_opening(utc_to_local(run.as_of, city.zone), last_day),
        sections=tuple(s for s in sections if s is not None),
        signed=Text("Prepared by Daoan from stored records", "道安系统根据在库记录编制"),
        dated=utc_to_local(run.as_of, city.zone).date(),
        simulated=city.simulated,
    )


def _opening(known: datetime, last_day: date) -> tuple[Text, ...]:
    return (
        Text(
            f"This bulletin stands on what was known at {known:%H:%M} on {known.day} {known:%B %Y}, for the time up to "
            f"{last_day.day} {last_day:%B %Y}. Ranges in brackets are 95 % intervals. Weights and cut-offs marked as "
            "ours are not an official standard.",
            f"本期通报依据截至{known.year}年{known.month}月{known.day}日{known.hour}时已知的数据编制，统计期截至"
            f"{last_day.year}年{last_day.month}月{last_day.day}日。括号内为95%区间。"
            "标注为本系统默认的权重和阈值不属于官方标准。",
        ),
    )


def _situation(month: IndicatorSet, year: IndicatorSet | None) -> Section:
    tables = [_indicator_table(month, Text("Figures of the month", "本月主要指标"))]
    if year is not None:
        tables.append(_indicator_table(year, Text(f"Figures of {year.period}", f"{year.period}主要指标")))
    return Section(
        Text("Situation", "总体情况"),
        tuple(_sentence(i) for i in month.indicators if i.value is not None)[:3] + month.notes,
        tuple(tables),
    )


def _with_unit(indicator: Indicator) -> Text:
    label, unit = indicator.label, indicator.unit
    repeats = unit.en.split(" ")[0] in label.en or label.en in unit.en or unit.en.startswith("per ")
    return Text(label.en if repeats else f"{label.en}, {unit.en}", f"{label.zh}（{unit.zh}）")


def _sentence(indicator: Indicator) -> Text:
    value = number(indicator.value)
    unit = "" if indicator.unit.en == indicator.label.en else f" {indicator.unit.en}"
    en = f"{indicator.label.en.capitalize()}: {value.en}{unit}"
    zh = f"{indicator.label.zh}{value.zh}{indicator.unit.zh}"
    if indicator.change_pct is not None:
        change = _change(indicator.change_pct)
        en, zh = f"{en}, {change.en} the year before", f"{zh}，同比{change.zh}"
    if indicator.expected is not None and indicator.value is not None:
        place, mean = _place(indicator.value, indicator.expected), interval(indicator.expected).en
        en += f", {place.en} what chance alone leaves around the three-year mean {mean}"
        zh += f"，{place.zh}近三年均值{mean}的正常波动范围"
    return Text(en + ".", zh + "。")


def _change(pct: float) -> Text:
    if round(pct, 1) == 0:
        return Text("the same as", "持平")
    return Text(f"{pct:+.1f} % on", f"{'上升' if pct > 0 else '下降'}{abs(pct):.1f}%")


def _place(value: float, expected: Estimate) -> Text:
    if value < expected.low:
        return Text("below", "低于")
    return Text("above", "高于") if value > expected.high else Text("within", "处于")


def _indicator_table(found: IndicatorSet, caption: Text) -> Table:
    return Table(
        caption=caption,
        headings=(
            Text("Indicator", "指标"),
            Text("Value", "数值"),
            Text("Year before", "上年同期"),
            Text("Change", "同比"),
            Text("Three-year mean (range of chance, 95 %)", "近三年均值（95%波动范围）"),
        ),
        rows=tuple(
            (
                _with_unit(i),
                number(i.value),
                same("—") if i.previous is None else number(i.previous),
                same("—" if i.change_pct is None else f"{i.change_pct:+.1f} %"),
                interval(i.expected) if i.expected else same("—"),
            )
            for i in found.indicators
        ),
        note=Text(
            f"{_percent(found.off_network.value)} of the crashes lie off the loaded roads; they are in every total.",
            f"其中{_percent(found.off_network.value)}的事故位于已载入路网之外，均已计入合计。",
        ),
    )


def _danger(segments: Sequence[SegmentEstimate], blackspots: Sequence[BlackSpot], places: int) -> Section:
    confirmed = sum(spot.eb_agrees is True for spot in blackspots)
    return Section(
        Text("Dangerous stretches and black spots", "重点路段与事故多发点段"),
        (
            Text(
                f"{len(blackspots)} findings of rule packs, at {places} places; {confirmed} of the findings are "
                "confirmed by the estimate that takes chance into account.",
                f"按各规则包共判定{len(blackspots)}项，归并为{places}处；"
                f"其中{confirmed}项经剔除偶然波动后的估计予以印证。",
            ),
        ),
        (_segment_table(segments[:TOP]), _blackspot_table(blackspots[:TOP])),
    )


def _segment_table(segments: Sequence[SegmentEstimate]) -> Table:
    return Table(
        Text(
            f"The {len(segments)} stretches with the highest risk per kilometre",
            f"每公里风险最高的{len(segments)}个路段",
        ),
        (
            Text("Rank", "序"),
            Text("Road", "道路"),
            Text("Length, m", "长度（米）"),
            Text("Crashes", "事故"),
            Text("Expected a year", "年期望起数"),
            Text("Sure of excess", "超出把握"),
        ),
        tuple(
            (
                same(str(s.rank)),
                same(s.road_name or s.segment_id[:10]),
                same(f"{s.length_m:.0f}"),
                Text(f"{s.crashes} in {s.years:.0f} years", f"{s.years:.0f}年{s.crashes}起"),
                interval(s.crashes_per_year),
                same(sureness(s.prob_excess)),
            )
            for s in segments
        ),
    )


def _blackspot_table(blackspots: Sequence[BlackSpot]) -> Table:
    agree = {True: Text("yes", "印证"), False: Text("no", "未印证"), None: Text("no estimate", "无估计")}
    return Table(
        Text("Black spots by rule pack", "按规则包判定的事故多发点段"),
        (
            Text("Road", "道路"),
            Text("From–to, km", "起讫（公里）"),
            Text("Crashes (fatal)", "事故（死亡）"),
            Text("Rule", "判定规则"),
            Text("Estimate agrees", "估计印证"),
        ),
        tuple(
            (
                same(b.road_name or "—"),
                same("—" if b.from_m is None or b.to_m is None else f"{b.from_m / 1000:.2f}–{b.to_m / 1000:.2f}"),
                same(f"{b.crashes} ({b.fatal})"),
                b.rule_title,
                agree[b.eb_agrees],
            )
            for b in blackspots
        ),
    )


def _warnings(alerts: Sequence[Alert]) -> Section:
    opened = [a for a in alerts if a.state == "open"]
    held = sum(a.state == "held" for a in alerts)
    head = Text(
        f"{len(opened)} alerts are open; {held} more are held, since no more at once can be borne.",
        f"当前生效预警{len(opened)}条，另有{held}条因同时生效数量超出承受量而暂缓推送。",
    )
    return Section(Text("Alerts", "预警情况"), (head, *(a.body for a in opened[:TOP_ALERTS])))


def _measures(plans: Sequence[DutyPlan]) -> Section | None:
    if not plans:
        return None
    return Section(
        Text("Duty", "勤务安排"),
        tuple(
            Text(
                f"{p.title.en}: {p.patrol_hours:.0f} patrol-hours cover {_percent(p.covered.value)} of the expected "
                f"severity-weighted injuries; the same hours placed as usual would cover "
                f"{_percent(p.covered_as_usual.value)}.",
                f"{p.title.zh}：{p.patrol_hours:.0f}个巡逻小时可覆盖期望当量伤亡的{_percent(p.covered.value)}；"
                f"按以往方式安排同样时长可覆盖{_percent(p.covered_as_usual.value)}。",
            )
            for p in plans
        ),
    )


def _quality(month: IndicatorSet, scorecard: Scorecard | None) -> Section:
    missing = [i.label for i in month.indicators if i.value is None] + [
        b.label for b in month.breakdowns if not b.recorded
    ]
    paragraphs = [
        Text(
            "Reports that come in late may still raise the figures of the newest month.",
            "最近一个月的数据可能因补报而增加。",
        )
    ]
    if missing:
        paragraphs.append(
            Text(
                "The source does not record: " + ", ".join(m.en for m in missing) + ". These are not zero.",
                "数据来源未记录：" + "、".join(m.zh for m in missing) + "。未记录不等于零。",
            )
        )
    if scorecard is not None:
        paragraphs += scorecard.verdicts[:TOP_VERDICTS]
    return Section(Text("Data and how good the forecasts were", "数据质量与预报成绩"), tuple(paragraphs))


def number(value: float | None) -> Text:
    """A figure as a person writes it; "not recorded" for ``None``."""
    if value is None:
        return NOT_RECORDED
    return same(f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}")


def interval(estimate: Estimate) -> Text:
    """ "4.1 (2.9–5.6)", with as many digits as the size deserves."""
    digits = 0 if estimate.high >= 100 else 1 if estimate.high >= 10 else 2
    return same(f"{estimate.value:,.{digits}f} ({estimate.low:,.{digits}f}–{estimate.high:,.{digits}f})")


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.1f} %"

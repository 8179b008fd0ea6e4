"""The monthly bulletin 月度通报: what happened, where it is dangerous, what is asked of whom, how sure we are."""

from datetime import timedelta

from daoan.learn.documents.figures import (
    blackspot_table,
    indicator_table,
    month_chart,
    segment_table,
)
from daoan.learn.documents.material import Material
from daoan.learn.documents.parts import (
    below,
    estimated,
    figure,
    indicator_figure,
    off_network,
    percent,
    source_at,
    unnumbered,
    written,
)
from daoan.learn.documents.sections import alerts_section, county_section, danger, duty_section, quality
from daoan.terms.documents import Document, Passage, Section, Table
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import IndicatorSet

TOLD = 4  # indicators told in words


def monthly_bulletin(material: Material, period: str) -> Document:
    """The bulletin of one month. Raises :class:`NotFound` for a month without indicators."""
    month = material.indicator_set(period)
    year = year_of(material, period[:4])
    name, starts = material.name, month.starts
    when = Text(f"{starts:%B %Y}", f"{starts.year}年{starts.month}月")
    counties = tuple(c for c in material.counties if c.kind == "area")
    return written(
        material,
        number=unnumbered(Text("bulletin", "通报"), starts.year),
        title=Text(f"Bulletin: road safety in {name.en}, {when.en}", f"关于{when.zh}{name.zh}道路交通安全情况的通报"),
        pieces=(
            Text("Bulletin:", "关于"), Text("road safety in", f"{when.zh}{name.zh}"),
            Text(f"{name.en},", "道路交通安全情况"), Text(when.en, "的通报"),
        ),
        to=below(material, Text(" and member units", "，各有关单位")),
        until=month.ends - timedelta(days=1),
        sections=[
            situation(material, month),
            danger(material),
            county_section(counties),
            alerts_section(material),
            duty_section(material),
            quality(material, month),
        ],
        annexes=annexes(material, month, year),
    )  # fmt: skip


def year_of(material: Material, year: str) -> IndicatorSet | None:
    """The indicators of a year, or of so much of it as there is."""
    own = {s.period: s for s in material.indicators if s.area == material.scope}
    return own.get(year) or own.get(f"{year}-YTD")


def annexes(material: Material, month: IndicatorSet, year: IndicatorSet | None) -> tuple[Table, ...]:
    """The tables behind the text: every indicator, the worst stretches, the black spots of the map."""
    found = [indicator_table(month, Text("Figures of the month", "本月主要指标"))]
    if year is not None:
        found.append(indicator_table(year, Text(f"Figures of {year.period}", f"{year.starts.year}年主要指标")))
    segments = material.segments[: material.lists["stretches"]]
    spots = material.blackspots[: material.lists["places"]]
    found += [segment_table(segments, material.stamp("forecast"))] if segments else []
    found += [blackspot_table(spots)] if spots else []
    return tuple(found)


def situation(material: Material, month: IndicatorSet) -> Section:
    """What happened: the first indicators in words, the year's months as charts."""
    told = [i for i in month.indicators if i.value is not None][:TOLD]
    paragraphs: list[Text | Passage] = [sentence(month, i.key) for i in told]
    charts = [month_chart(material, key, month.period) for key in ("crashes", "ksi_crashes")]
    return Section(
        Text("Situation", "总体情况"),
        (*paragraphs, off_network(month), *month.notes),
        charts=tuple(c for c in charts if c is not None),
    )


def sentence(found: IndicatorSet, key: str) -> Passage:
    """An indicator in words: value, change on the year before, and whether chance explains it."""
    indicator = next(i for i in found.indicators if i.key == key)
    place = found.indicators.index(indicator)
    unit = "" if indicator.unit.en == indicator.label.en else f" {indicator.unit.en}"
    en, zh = f"{indicator.label.en.capitalize()}: {{value}}{unit}", f"{indicator.label.zh}{{value}}{indicator.unit.zh}"
    figures = {"value": indicator_figure(found, key)}
    if indicator.change_pct is not None:
        told = change(indicator.change_pct)
        figures["change"] = figure(told, indicator.change_pct, *source_at(found, f"/indicators/{place}/change_pct"))
        en, zh = en + ", {change} the year before", zh + "，同比{change}"
    if indicator.expected is not None and indicator.value is not None:
        figures["mean"] = estimated(indicator.expected, *source_at(found, f"/indicators/{place}/expected"))
        where = standing(indicator.value, indicator.expected)
        en += f", {where.en} what chance alone leaves around the three-year mean {{mean}}"
        zh += f"，{where.zh}近三年均值{{mean}}的正常波动范围"
    return Passage(Text(en + ".", zh + "。"), figures)


def change(pct: float) -> Text:
    """A change on the year before."""
    if round(pct, 1) == 0:
        return Text("the same as", "持平")
    return Text(f"{percent(pct / 100, '+').en} on", f"{'上升' if pct > 0 else '下降'}{abs(pct):.1f}%")


def standing(value: float, expected: Estimate) -> Text:
    """Where a value lies against what chance leaves."""
    if value < expected.low:
        return Text("below", "低于")
    return Text("above", "高于") if value > expected.high else Text("within", "处于")

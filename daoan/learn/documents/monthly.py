"""The monthly bulletin 月度通报: what happened, where it is dangerous, what is asked of whom, how sure we are."""

from daoan.learn.documents.figures import (
    blackspot_table,
    city_map,
    county_chart,
    indicator_table,
    month_chart,
    segment_table,
)
from daoan.learn.documents.material import Material
from daoan.learn.documents.parts import (
    NONE,
    count,
    estimated,
    figure,
    indicator_figure,
    off_network,
    percent,
    unnumbered,
    written,
)
from daoan.terms.documents import Document, Passage, Section, Table, same
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import CountyAssessment, IndicatorSet

ROUGH = Text(
    "County limits on the map are drawn from the county that each road lies in: a sketch, no boundary survey.",
    "图中县区界线按路段归属推定，仅为示意，不作为划界依据。",
)
TOLD = 4  # indicators told in words
TOP_VERDICTS = 5  # losses stand first


def monthly_bulletin(material: Material, period: str) -> Document:
    """The bulletin of one month. Raises :class:`NotFound` for a month without indicators."""
    month = material.indicator_set(period)
    year = year_of(material, period[:4])
    name, starts = material.city.name, month.starts
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
        to=Text("all county brigades and member units", "各县（区）大队，各有关单位"),
        until=month.ends.fromordinal(month.ends.toordinal() - 1),
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
    """The city's indicators of a year, or of so much of it as there is."""
    own = {s.period: s for s in material.indicators if s.area == material.city.code}
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
        figures["change"] = figure(
            change(indicator.change_pct), indicator.change_pct, f"/indicators/{found.area}/{found.period}",
            f"/indicators/{place}/change_pct", f"IndicatorSet {found.area} {found.period}",
        )  # fmt: skip
        en, zh = en + ", {change} the year before", zh + "，同比{change}"
    if indicator.expected is not None and indicator.value is not None:
        figures["mean"] = estimated(
            indicator.expected, f"/indicators/{found.area}/{found.period}", f"/indicators/{place}/expected",
            f"IndicatorSet {found.area} {found.period}",
        )  # fmt: skip
        where = standing(indicator.value, indicator.expected)
        en += f", {where.en} what chance alone leaves around the three-year mean {{mean}}"
        zh += f"，{where.zh}近三年均值{{mean}}的正常波动范围"
    return Passage(Text(en + ".", zh + "。"), figures)


def change(pct: float) -> Text:
    """A change on the year before."""
    if round(pct, 1) == 0:
        return Text("the same as", "持平")
    return Text(f"{pct:+.1f}\u00a0% on", f"{'上升' if pct > 0 else '下降'}{abs(pct):.1f}%")


def standing(value: float, expected: Estimate) -> Text:
    """Where a value lies against what chance leaves."""
    if value < expected.low:
        return Text("below", "低于")
    return Text("above", "高于") if value > expected.high else Text("within", "处于")


def danger(material: Material) -> Section:
    """Black spots and worst stretches, on one map."""
    spots, segments = material.blackspots, material.segments[: material.lists["stretches"]]
    shown = spots[: material.lists["places"]]
    confirmed = sum(spot.eb_agrees is True for spot in spots)
    figures = {
        "findings": count(len(spots), "/blackspots?limit=1", "/total", "BlackSpot"),
        "places": count(len(material.tickets), "/tickets?limit=1", "/total", "HazardTicket", material.stamp("hazards")),
        "confirmed": count(confirmed, "/blackspots?limit=500", "/rows/*/eb_agrees", "BlackSpot"),
    }
    words = Text(
        "{findings} findings of rule packs, at {places} places; {confirmed} of the findings are confirmed by the "
        "estimate that takes chance into account.",
        "按各规则包共判定{findings}项，归并为{places}处；其中{confirmed}项经剔除偶然波动后的估计予以印证。",
    )
    drawn = city_map(material, segments, shown)
    return Section(
        Text("Dangerous stretches and black spots", "重点路段与事故多发点段"),
        (Passage(words, figures), *((ROUGH,) if drawn is not None and drawn.borders else ())),
        maps=(drawn,) if drawn is not None else (),
    )  # fmt: skip


def county_section(counties: tuple[CountyAssessment, ...]) -> Section | None:
    """Counties by their index; who cannot be told apart shares a rank."""
    if not counties:
        return None
    headings = (
        Text("Rank", "位次"), Text("County", "县区"), Text("Index", "风险指数"), Text("Level", "等级"),
        Text("Raised most by", "主要推高因素"),
    )  # fmt: skip
    levels = {"red": Text("red", "红"), "orange": Text("orange", "橙"), "yellow": Text("yellow", "黄")}
    rows = []
    for c in counties:
        route, stored = f"/counties/{c.unit}", f"CountyAssessment {c.unit} {c.month}"
        level = levels.get(str(c.level), Text("blue", "蓝"))
        rank = same(str(c.rank) if c.rank_low == c.rank_high else f"{c.rank} ({c.rank_low}–{c.rank_high})")
        rows.append(
            (
                figure(rank, c.rank, route, "/assessment/rank", stored, c.rule_pack),
                c.name,
                estimated(c.score, route, "/assessment/score", stored, c.rule_pack),
                figure(level, str(c.level), route, "/assessment/level", stored, c.rule_pack),
                why_of(c),
            )
        )
    note = Text(
        "Rank 1 is the gravest. Counties that cannot be told apart share a rank; in brackets where it may lie. "
        "The index is ours, not an official standard.",
        "位次1为风险最高；区间重叠、无法区分的县区并列，括号内为位次可能范围。指数为系统默认算法，非官方标准。",
    )
    table = Table(Text("Counties by risk index", "县区风险位次"), headings, tuple(rows), note)
    return Section(Text("Counties", "县区风险态势"), (), (table,), (county_chart(counties),))


def why_of(county: CountyAssessment) -> Text:
    """The indicator that raises a county's index most; nothing where none does."""
    most = max(county.indicators, key=lambda i: i.contribution, default=None)
    return most.label if most is not None and most.contribution > 0 else NONE


def alerts_section(material: Material) -> Section:
    """Alerts that are open and held, the gravest in words."""
    opened = [a for a in material.alerts if a.state == "open"]
    held = sum(a.state == "held" for a in material.alerts)
    figures = {
        "open": count(len(opened), "/alerts?state=open&limit=1", "/total", "Alert", material.stamp("warning")),
        "held": count(held, "/alerts?state=held&limit=1", "/total", "Alert", material.stamp("warning")),
    }
    words = Text(
        "{open} alerts are open; {held} more are held, since no more at once can be borne.",
        "当前生效预警{open}条，另有{held}条因同时生效数量超出承受量而暂缓推送。",
    )
    told = tuple(a.body for a in opened[: material.lists["alerts"]])
    return Section(Text("Alerts", "预警情况"), (Passage(words, figures), *told))


def duty_section(material: Material) -> Section | None:
    """What the plans of patrol cover, beside the same hours spent as usual."""
    paragraphs = []
    for place, p in enumerate(material.plans):
        told = {
            "hours": (f"{p.patrol_hours:.0f}", p.patrol_hours, "patrol_hours"),
            "covered": (percent(p.covered.value), p.covered.part, "covered/part"),
            "usual": (percent(p.covered_as_usual.value), p.covered_as_usual.part, "covered_as_usual/part"),
        }
        figures = {
            name: figure(shown, value, "/duty", f"/{place}/{field}", f"DutyPlan {p.plan_id}", p.rule_pack)
            for name, (shown, value, field) in told.items()
        }
        words = Text(
            p.title.en + ": {hours} patrol-hours cover {covered} of the expected severity-weighted injuries; the same "
            "hours placed as usual would cover {usual}.",
            p.title.zh + "：{hours}个巡逻小时可覆盖期望当量伤亡的{covered}；按以往方式安排同样时长可覆盖{usual}。",
        )
        paragraphs.append(Passage(words, figures))
    return Section(Text("Duty", "勤务安排"), tuple(paragraphs)) if paragraphs else None


def quality(material: Material, found: IndicatorSet) -> Section:
    """What the source does not record, and how good earlier forecasts were."""
    missing = [i.label for i in found.indicators if i.value is None] + [
        b.label for b in found.breakdowns if not b.recorded
    ]
    late = Text(
        "Reports that come in late may still raise the figures of the newest month.",
        "最近一个月的数据可能因补报而增加。",
    )
    paragraphs = [late]
    if missing:
        paragraphs.append(
            Text(
                "The source does not record: " + ", ".join(m.en for m in missing) + ". These are not zero.",
                "数据来源未记录：" + "、".join(m.zh for m in missing) + "。未记录不等于零。",
            )
        )
    for card in material.scorecards[:1]:
        paragraphs += card.verdicts[:TOP_VERDICTS]
    return Section(Text("Data and how good the forecasts were", "数据质量与预报成绩"), tuple(paragraphs))

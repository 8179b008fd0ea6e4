"""Sections that several documents share: dangerous places, counties, alerts, duty, how good the data is."""

from functools import partial

from daoan.learn.documents.figures import city_map, county_chart
from daoan.learn.documents.material import Material
from daoan.learn.documents.parts import NONE, count, count_or, estimated, figure, percent, within
from daoan.terms.documents import Passage, Section, Table, same
from daoan.terms.estimates import Text
from daoan.terms.records import CountyAssessment, IndicatorSet

ROUGH = Text(
    "County limits on the map are drawn from the county that each road lies in: a sketch, no boundary survey.",
    "图中县区界线按路段归属推定，仅为示意，不作为划界依据。",
)
TOP_VERDICTS = 5  # losses stand first


def danger(material: Material) -> Section:
    """Black spots and worst stretches, on one map."""
    spots, segments = material.blackspots, material.segments[: material.lists["stretches"]]
    shown = spots[: material.lists["places"]]
    asked = partial(within, material)
    confirmed = sum(spot.eb_agrees is True for spot in spots)
    figures = {
        "findings": count(len(spots), asked("/blackspots?limit=1"), "/total", "BlackSpot"),
        "places": count(
            len(material.tickets),
            asked("/tickets?limit=1"),
            "/total",
            "HazardTicket",
            material.stamp("hazards"),
        ),
        "confirmed": count(confirmed, asked("/blackspots?limit=500"), "/rows/*/eb_agrees", "BlackSpot"),
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
    asked = partial(within, material)
    held = sum(a.state == "held" for a in material.alerts)
    figures = {
        "open": count(len(opened), asked("/alerts?state=open&limit=1"), "/total", "Alert", material.stamp("warning")),
        "held": count_or(
            Text("none", "无"), held, asked("/alerts?state=held&limit=1"), "/total", "Alert", material.stamp("warning")
        ),
    }
    words = (
        Text(
            "{open} alerts are open; {held} more are held, since no more at once can be borne.",
            "当前生效预警{open}条，另有{held}条因同时生效数量超出承受量而暂缓推送。",
        )
        if held
        else Text("{open} alerts are open; {held} is held back.", "当前生效预警{open}条，{held}暂缓推送的预警。")
    )
    told = tuple(a.body for a in opened[: material.lists["alerts"]])
    return Section(Text("Alerts", "预警情况"), (Passage(words, figures), *told))


def duty_section(material: Material) -> Section | None:
    """What the plans of patrol cover, beside the same hours spent as usual."""
    paragraphs = []
    for place, p in enumerate(material.plans):
        told: dict[str, tuple[Text | str, float, str]] = {
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

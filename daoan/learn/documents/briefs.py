"""The daily brief 每日快报 and the weekly bulletin 周报: what is known of the latest weeks, what comes."""

from datetime import timedelta

from daoan.learn.documents.material import Material
from daoan.learn.documents.parts import (
    API,
    NONE,
    below,
    count,
    count_or,
    day,
    estimated,
    figure,
    place_of,
    unnumbered,
    within,
    written,
)
from daoan.learn.documents.sections import TOP_VERDICTS, alerts_section, duty_section
from daoan.terms.documents import Chart, Document, Passage, Point, Section, Source, Table, same
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.records import Nowcast
from daoan.terms.times import utc_to_local

WEEKS = 8


def daily_brief(material: Material, subject: str) -> Document:
    """The brief of the run's day. Raises :class:`NotFound` for another day."""
    _require_today(material, subject)
    told = day(material.today)
    return written(
        material,
        number=unnumbered(Text("brief", "快报"), material.today.year),
        title=Text(f"Daily brief of {told.en}", f"{told.zh}道路交通安全每日快报"),
        pieces=(Text("Daily brief of", told.zh), Text(told.en, "道路交通安全每日快报")),
        sections=[
            _latest(material),
            alerts_section(material),
            _surges(material),
            _outlook(material, 1),
            _tonight(material),
        ],
    )


def weekly_bulletin(material: Material, subject: str) -> Document:
    """The bulletin of the week up to the run's day. Raises :class:`NotFound` for another day."""
    _require_today(material, subject)
    since, told = (day(material.today - timedelta(days=back)) for back in (7, 1))  # the week ends with the day before
    return written(
        material,
        number=unnumbered(Text("weekly", "周报"), material.today.year),
        title=Text(f"Road safety, week to {told.en}", f"{since.zh}至{told.zh}道路交通安全周报"),
        pieces=(Text("Road safety,", f"{since.zh}至{told.zh}"), Text(f"week to {told.en}", "道路交通安全周报")),
        to=below(material),
        sections=[
            _latest(material), _surges(material), alerts_section(material), _outlook(material, 7),
            duty_section(material), _scores(material),
        ],
    )  # fmt: skip


def _require_today(material: Material, subject: str) -> None:
    if subject != material.today.isoformat():
        raise NotFound(f"there are records of {material.today} only, not of {subject!r}")


def _latest(material: Material) -> Section | None:
    found = next((n for n in material.nowcasts if n.area == material.scope and n.severity is None), None)
    if found is None or not found.weeks:
        return None
    route = f"/recent/nowcasts?area={found.area}&severity=all"
    stored = f"Nowcast {found.area}"
    known = count(found.weeks[0].known, route, "/rows/0/weeks/0/known", stored, material.stamp("recent"))
    words = Text("{known} crashes of the last seven days are known by now.", "近7日已登记事故{known}起。")
    paragraphs = [Passage(words, {"known": known})]
    if (whole := found.weeks[0].crashes) is not None:
        told = estimated(whole, route, "/rows/0/weeks/0/crashes", stored, material.stamp("recent"))
        late = Text("With reports still to come it will be {whole}.", "计入可能的补报，预计为{whole}起。")
        paragraphs.append(Passage(late, {"whole": told}))
    return Section(Text("The latest days", "近期事故"), tuple(paragraphs), charts=(_weeks(found, material),))


def _weeks(found: Nowcast, material: Material) -> Chart:
    weeks = found.weeks[:WEEKS][::-1]
    points = tuple(
        Point(same(f"{utc_to_local(w.ends, material.city.zone) - timedelta(days=1):%m-%d}"), w.known,
              w.crashes.low if w.crashes else None, w.crashes.high if w.crashes else None)
        for w in weeks
    )  # fmt: skip
    source = Source(f"{API}/recent/nowcasts?area={found.area}&severity=all", "/rows/0/weeks", f"Nowcast {found.area}")
    caption = Text("Crashes known by week (its last day)", "各周已登记事故（标注该周最后一日）")
    band = Text("with reports to come", "计入补报后的区间")
    return Chart("steps", caption, Text("crashes", "起"), points, source, band=band)


def _surges(material: Material) -> Section:
    found = material.surges
    asked = within(material, "/surges?limit=1")
    total = count_or(Text("No", "无"), len(found), asked, "/total", "Surge", material.stamp("surge"))
    run, measure = "run" if len(found) > 1 else "runs", "个" if found else ""
    words = Text(f"{{n}} series {run} above season and trend.", f"{{n}}{measure}监测序列高于季节与趋势水平。")
    paragraphs = [Passage(words, {"n": total})]
    for s in found[: material.lists["alerts"]]:
        route, stored = f"/surges/{s.surge_id}", f"Surge {s.surge_id}"
        figures = {
            "known": count(s.known, route, "/surge/known", stored, s.rule_pack),
            "expected": estimated(s.expected, route, "/surge/expected", stored, s.rule_pack),
        }
        words = Text(
            s.label.en + ": {known} known, {expected} expected.", s.label.zh + "：已登记{known}起，应为{expected}起。"
        )
        paragraphs.append(Passage(words, figures))
    return Section(Text("Surges", "突增信号"), tuple(paragraphs))


def _outlook(material: Material, days: int) -> Section | None:
    if not material.outlooks or material.outlooks[0].refusal is not None:
        return None
    periods, pack = material.outlooks[0].periods, material.stamp("outlook")
    last = min(p.day for p in periods) + timedelta(days=days)
    rows = tuple(
        (
            day(p.day), same(f"{utc_to_local(p.starts_at, material.city.zone):%H:%M}"),
            estimated(p.expected_crashes, "/outlook", f"/periods/{k}/expected_crashes", "Outlook", pack),
            p.day_note or NONE,
        )
        for k, p in enumerate(periods)
        if p.day < last
    )  # fmt: skip
    headings = (
        Text("Day", "日期"), Text("Shift from", "时段起"), Text("Injury crashes expected", "预计伤人事故（起）"),
        Text("Note", "备注"),
    )  # fmt: skip
    table = Table(Text("What the coming shifts may bring", "未来各时段预报"), headings, rows)
    return Section(Text("Outlook", "短期预报"), (), (table,))


def _tonight(material: Material) -> Section | None:
    found = next(((k, p) for k, p in enumerate(material.plans) if p.kind == "night"), None)
    if found is None:
        return None
    at, plan = found
    headings = (
        Text("No.", "序"), Text("Road", "道路"), Text("From", "开始"), Text("Hours", "时长"),
        Text("Injuries expected there", "期望当量伤亡"),
    )  # fmt: skip
    stored = f"DutyPlan {plan.plan_id}"
    rows = tuple(
        (
            same(str(p.rank)), same(place_of(p.road_name, p.segment_id)),
            same(f"{utc_to_local(p.starts_at, material.city.zone):%H:%M}"),
            figure(f"{p.hours:.1f}", p.hours, "/duty", f"/{at}/placements/{k}/hours", stored, plan.rule_pack),
            estimated(p.expected_injuries, "/duty", f"/{at}/placements/{k}/expected_injuries", stored, plan.rule_pack),
        )
        for k, p in enumerate(plan.placements[: material.lists["places"]])
    )  # fmt: skip
    return Section(Text("Duty tonight", "今晚勤务"), (), (Table(plan.title, headings, rows),))


def _scores(material: Material) -> Section | None:
    verdicts = [v for scores in material.outlook_scores[:1] for v in scores.verdicts[:TOP_VERDICTS]]
    return Section(Text("How good the outlooks were", "预报成绩"), tuple(verdicts)) if verdicts else None

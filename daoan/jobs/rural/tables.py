"""Plans, coverage, examinations, texts as rows of a workbook, headings in Chinese; whoever shows them masks them."""

from collections.abc import Mapping, Sequence

from daoan.act.rural.loudspeaker import Announcement
from daoan.act.rural.needs import GRADE_NAMES
from daoan.assess.rural.coverage import Coverage
from daoan.assess.rural.examination import ABOVE, BELOW, Examined
from daoan.assess.rural.groups import groups_of
from daoan.edge.documents.xlsx import Cell
from daoan.jobs.rural.loudspeaker import Place
from daoan.jobs.rural.opening import MadePlan
from daoan.terms.estimates import Share

Table = tuple[list[str], list[list[Cell]]]
STANDINGS: Mapping[str, str] = {ABOVE: "高于同级", BELOW: "低于同级"}


def plan_rows(made: MadePlan) -> Table:
    """A row an opening."""
    headings = [
        "日期", "起", "止", "县区", "乡镇", "劝导站编号", "劝导站", "要求", "需劝导员", "劝导员编号", "缺员",
        "缺员原因", "该时段周边预期伤亡权重", "理由",
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for one in made.plan.openings:
        n = one.need
        rows.append([
            n.day.isoformat(), n.from_hour, n.until_hour, n.station.area, n.station.township,
            n.station.code, n.station.name, GRADE_NAMES[n.grade].zh, n.wardens,
            " ".join(one.wardens), one.left, one.why_left.zh if one.why_left else None,
            round(n.expected.value, 5) if n.expected else None, "；".join(r.zh for r in n.reasons),
        ])  # fmt: skip
    return headings, rows


def coverage_rows(coverage: Coverage) -> Table:
    """A row for the city, each county and each township, every share with numerator and denominator."""
    shares = ("开启", "计划班次到岗", "有劝导记录的村", "面包车建档", "承诺书有效", "按期走访")
    headings = [
        "级别",
        "县区",
        "乡镇",
        "村",
        "劝导站",
        *(f"{name}{part}" for name in shares for part in ("数", "总数", "率")),
    ]
    headings += ["静默劝导站", "可判定劝导站", "未设站村", "到岗班次", "劝导记录", "移交"]
    rows: list[list[Cell]] = []
    for group, g in groups_of(coverage).items():
        told = [c for s in (g.opened, g.kept, g.contact, g.vans_filed, g.pledged, g.visited) for c in _share(s)]
        rows.append([
            group.level, group.area, group.township, g.villages, g.stations, *told, g.silent, g.judged,
            g.no_station, g.shifts, g.contacts, g.handed_over,
        ])  # fmt: skip
    return headings, rows


def _share(share: Share) -> list[Cell]:
    return [share.part, share.whole, None if share.value is None else round(share.value, 4)]


def examination_rows(rows: Sequence[Examined], month: str, stamp: str) -> Table:
    """A row for each line of each township and county."""
    headings = [
        "月份", "级别", "县区", "乡镇", "总分", "区间下限", "区间上限", "与同级相比", "项目", "数", "总数", "满分",
        "得分", "本级权重", "规则包",
    ]  # fmt: skip
    found: list[list[Cell]] = []
    for row in rows:
        group, total = row.cover.group, row.total
        head: list[Cell] = [
            month, group.level, group.area, group.township, round(total.value, 2), round(total.low, 2),
            round(total.high, 2), STANDINGS.get(row.standing, "难以区分"),
        ]  # fmt: skip
        found += [
            [*head, x.name.zh, x.share.part, x.share.whole, x.most, round(x.points, 2), round(x.own, 3), stamp]
            for x in row.lines
        ]
        found += [[*head, e.name.zh, e.number, None, None, round(e.points, 2), None, stamp] for e in row.each]
    return headings, found


def loudspeaker_rows(places: Sequence[Place], texts: Sequence[Announcement]) -> Table:
    """A row a text."""
    headings = ["日期", "播报时间", "县区", "乡镇", "村", "播报内容", "English", "时长（秒）"]
    rows: list[list[Cell]] = [
        [
            text.day.isoformat(), f"{text.at_hour:02d}:00", place.area, place.township,
            place.name if place.village else None, text.text.zh, text.text.en,
            round(text.seconds[0]),
        ]
        for place, text in zip(places, texts, strict=True)
    ]  # fmt: skip
    return headings, rows

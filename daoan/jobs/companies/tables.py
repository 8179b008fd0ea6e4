"""Ratings, rates and overdue lists as rows of a workbook, with Chinese headings; people and plates masked."""

from collections.abc import Mapping, Sequence

from daoan.assess.companies.dues import DUES, Overdue
from daoan.assess.companies.rates import RATES
from daoan.assess.companies.rating import Rating
from daoan.edge.documents.xlsx import Cell
from daoan.jobs.companies.board import UnitRates
from daoan.jobs.companies.months import rating_in
from daoan.terms.masking import mask_text
from daoan.terms.months import month_name
from daoan.terms.records.companies import COMPANY_KINDS, Company
from daoan.terms.records.company_months import KeptRating
from daoan.terms.units import UnitTree

Table = tuple[list[str], list[list[Cell]]]


def board_rows(ratings: Sequence[Rating], units: UnitTree) -> Table:
    """A row for each company, then one for each ground and indicator that it has points of."""
    headings = [
        "统一社会信用代码", "企业名称", "类型", "管理单位", "车辆", "驾驶人", "等级", "得分", "区间下限", "区间上限",
        "依据", "数量", "分母", "得分项分值", "评价方案",
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for r in ratings:
        head: list[Cell] = [
            r.company.company_id, mask_text(r.company.name), COMPANY_KINDS[r.company.kind].zh,
            _unit(units, r.company.unit_id), r.vehicles, r.drivers, r.level_name.zh, round(r.score.value, 1),
            round(r.score.low, 1), round(r.score.high, 1),
        ]  # fmt: skip
        grounds: list[list[Cell]] = [[g.name.zh, g.number, None, None] for g in r.grounds]
        lines: list[list[Cell]] = [
            [line.name.zh, line.share.part, line.share.whole, round(line.points, 2)] for line in r.lines
        ]
        rows += [[*head, *told, r.scheme] for told in (*grounds, *lines)]
    return headings, rows


def month_rows(kept: Mapping[str, Sequence[KeptRating]], states: Mapping[str, str], units: UnitTree) -> Table:
    """A row for each company of a closed month: as it was concluded, as it stands, and what came of it."""
    headings = [
        "统一社会信用代码",
        "企业名称",
        "管理单位",
        "关账等级",
        "现等级",
        "更正次数",
        "得分",
        "依据",
        "办理状态",
        "评价方案",
        "以前月份结转",
        "连续高风险月份",
    ]
    rows: list[list[Cell]] = []
    for name, versions in kept.items():
        first, last = rating_in(versions[0]), rating_in(versions[-1])
        why = "；".join(ground.name.zh for ground in last.grounds)
        rows.append(
            [name, mask_text(last.company.name), _unit(units, last.company.unit_id), first.level_name.zh,
             last.level_name.zh, versions[-1].revision, round(last.score.value, 1), why, states.get(name, ""),
             last.scheme, _carried(last), "、".join(map(month_name, last.carried.months)) if last.carried else ""]
        )  # fmt: skip
    return headings, rows


def rate_rows(found: Sequence[UnitRates], units: UnitTree) -> Table:
    """A row for each unit and month: of each rate its numerator, denominator and share."""
    headings = ["单位", "月份", "重点车辆", "重点驾驶人"]
    for name in RATES.values():
        headings += [f"{name.zh}分子", f"{name.zh}分母", f"{name.zh}（%）", f"{name.zh}未登记"]
    rows: list[list[Cell]] = []
    for unit in found:
        row: list[Cell] = [_unit(units, unit.unit_id), unit.month, unit.vehicles, unit.drivers]
        for rate in unit.rates:
            share = rate.share.value
            row += [rate.share.part, rate.share.whole, None if share is None else round(100 * share, 2)]
            row.append(rate.not_recorded)
        rows.append(row)
    return headings, rows


def overdue_rows(late: Sequence[Overdue], companies: Mapping[str, Company], units: UnitTree) -> Table:
    """A row for each vehicle or driver that is overdue."""
    headings = ["车辆或驾驶人（脱敏）", "事项", "期限", "逾期天数", "所属企业", "管理单位"]
    rows: list[list[Cell]] = []
    for one in late:
        company = companies.get(one.item.company_id)
        name = mask_text(company.name) if company else "个人"
        rows.append(
            [
                one.item.shown,
                DUES[one.due].name.zh,
                one.due_on.isoformat(),
                one.days,
                name,
                _unit(units, one.item.unit_id),
            ]
        )
    return headings, rows


def _carried(rating: Rating) -> str:
    left = rating.carried.left if rating.carried else ()
    return "；".join(f"{row.value} {row.label.zh}" for row in left)


def _unit(units: UnitTree, unit_id: str) -> str:
    name = units.name_of(unit_id)
    return name.zh if name else unit_id

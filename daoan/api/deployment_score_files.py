"""The match score of a deployment as a workbook: classes, units, hot spots, notes."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook

from daoan.act.presence.matching import NAMES, ClassScore, Match
from daoan.api.deployment_files import SIMULATED, fill
from daoan.jobs.deployment.scoring import Score
from daoan.terms.estimates import Share
from daoan.terms.times import utc_to_local

Cell = str | float
CLASSES = (
    "热点类别 class", "权重 weight", "热点数 spots", "活跃分钟 active min", "计划覆盖分钟 planned min",
    "计划覆盖率 planned",
    "计划得分 points planned", "核实覆盖分钟 confirmed min", "核实覆盖率 confirmed", "核实得分 points confirmed",
    "上期计划得分 before, planned", "上期核实得分 before, confirmed",
)  # fmt: skip
UNITS = (
    "警组 unit", "班次数 placements", "热点计划分钟 at spots, planned", "热点核实分钟 at spots, confirmed",
    "驻守计划分钟 dwell, planned", "驻守核实分钟 dwell, confirmed", "核实率 confirmed share",
)  # fmt: skip
SPOTS = (
    "类别 class",
    "热点 spot",
    "县区 county",
    "活跃分钟 active min",
    "计划分钟 planned min",
    "核实分钟 confirmed min",
)
NOT_SHOWN = "未统计 not recorded"


def score_book(score: Score, zone: str) -> bytes:
    """The score as .xlsx."""
    book = Workbook()
    book.properties.created = book.properties.modified = score.period.until.replace(tzinfo=None, microsecond=0)
    classes, units = book.create_sheet("类别 classes"), book.create_sheet("警组 units")
    spots, notes = book.create_sheet("热点 spots"), book.create_sheet("说明 notes")
    book.remove(book.worksheets[0])
    fill(classes, [CLASSES, *_classes(score)])
    fill(units, [UNITS, *_units(score)])
    fill(spots, [SPOTS, *_spots(score)])
    fill(notes, [("说明", "Note"), *_notes(score, zone)])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _classes(score: Score) -> Iterable[Sequence[Cell]]:
    for n, one in enumerate(score.planned.classes):
        confirmed, before = _row(score.confirmed, n), (_row(score.planned_before, n), _row(score.confirmed_before, n))
        yield (
            f"{one.name.zh} {one.name.en}", one.weight, one.spots, one.coverage.whole, one.coverage.part,
            _share(one.coverage), _number(one.points),
            *(_confirmed(confirmed) if confirmed else 3 * (NOT_SHOWN,)),
            *(_number(row.points if row else None) for row in before),
        )  # fmt: skip
    totals = (score.planned, score.confirmed, score.planned_before, score.confirmed_before)
    planned, *rest = (_number(m.points if m else None) for m in totals)
    yield ("总分 score", 1.0, "", "", "", "", planned, "", "", *rest)


def _confirmed(one: ClassScore) -> tuple[Cell, Cell, Cell]:
    return one.coverage.part, _share(one.coverage), _number(one.points)


def _row(match: Match | None, n: int) -> ClassScore | None:
    return None if match is None else match.classes[n]


def _units(score: Score) -> Iterable[Sequence[Cell]]:
    for one in score.units:
        dwell = one.dwell
        yield (
            f"{one.name.zh} {one.name.en}", one.placements, one.spots_planned_min, _number(one.spots_confirmed_min),
            *((dwell.whole, dwell.part, _share(dwell)) if dwell else 3 * (NOT_SHOWN,)),
        )  # fmt: skip


def _spots(score: Score) -> Iterable[Sequence[Cell]]:
    for one in score.spots:
        name = NAMES[one.of]
        yield (
            f"{name.zh} {name.en}", one.name, one.area, one.active_min, one.planned_min,
            _number(one.confirmed_min),
        )  # fmt: skip


def _notes(score: Score, zone: str) -> Iterable[Sequence[Cell]]:
    since, until = (f"{utc_to_local(m, zone):%Y-%m-%d %H:%M}" for m in (score.period.since, score.period.until))
    yield (f"统计时段 {since}—{until}", f"Period {since} to {until}")
    injuries = score.injuries
    yield (
        f"预期加权伤亡覆盖：计划{injuries.planned.injuries.value:.3g}，核实"
        f"{injuries.confirmed.injuries.value if injuries.confirmed else float('nan'):.3g}",
        f"Weighted injuries expected under cover: planned {injuries.planned.injuries.value:.3g}, confirmed "
        f"{injuries.confirmed.injuries.value if injuries.confirmed else float('nan'):.3g}",
    )
    for note in score.notes:
        yield (note.zh, note.en)
    packs = ", ".join(score.rule_packs)
    yield (f"规则包 {packs}；非官方标准", f"Rule packs {packs}; not an official standard")
    if score.simulated:
        yield (SIMULATED, SIMULATED)


def _share(share: Share) -> Cell:
    return NOT_SHOWN if share.value is None else share.value


def _number(value: float | None) -> Cell:
    return NOT_SHOWN if value is None else value

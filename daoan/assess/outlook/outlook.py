"""Make the outlook of a city: the coming days by cell and shift, with intervals and reasons, or why there is none."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.assess.outlook.ground import lay_ground
from daoan.assess.outlook.model import FittedOutlook, fit_outlook
from daoan.assess.outlook.reasons import reasons_of
from daoan.assess.outlook.record import CityRecord, Completeness, count_record, find_shortage
from daoan.assess.outlook.seasons import calendar_of, note_on
from daoan.assess.outlook.weights import Weights, weigh
from daoan.kernels.stats.intervals import count_interval
from daoan.terms.calendar.days import gaps_in
from daoan.terms.city import City
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.frames import CrashFrame, Floats, Ints, Network
from daoan.terms.records import Outlook, OutlookCell, OutlookPeriod
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_midnight, local_to_utc, moment64

METHOD_TEXT = Text(
    "crashes of the whole city by shift, kind of day and season, spread over cells by their shrunken history and hours",
    "全市按班次、日期类型和季节的事故水平，按各网格收缩后的历史和时段特征分配",
)

#: Figures are kept to so many digits: more would be noise.
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class MadeOutlook:
    """The outlook and its cells, highest first."""

    outlook: Outlook
    cells: tuple[OutlookCell, ...]


def make_outlook(
    city: City,
    network: Network,
    crashes: CrashFrame,
    as_of: datetime,
    pack: RulePack,
    severity: RulePack,
    completeness: Completeness | None = None,
) -> MadeOutlook:
    """The outlook from the local day of ``as_of`` on. ``crashes``: snapped to ``network``; later ones are not seen.

    ``completeness``: share of the crashes of given local moments that is known by now; ``None``: all of them. A record
    too short to forecast from gives an outlook with a ``refusal`` and no cells.
    """
    known = crashes.known_by(moment64(as_of))
    shortage = find_shortage(known, as_of, city.zone, pack)
    if shortage is not None:
        return MadeOutlook(_refused(city, as_of, pack, shortage), ())
    ground = lay_ground(network, known, float(pack.get("cells.size_m")))
    record = count_record(ground, known, as_of, city.zone, pack, completeness)
    if not len(record.crashes):
        nowhere = Text(
            "The outlook needs injury crashes with coordinates; none of those known has any.",
            "短期预报需要带坐标的伤人事故记录；目前已知的事故均无坐标。",
        )
        return MadeOutlook(_refused(city, as_of, pack, nowhere), ())
    fitted = fit_outlook(city, record, pack)
    rows = np.arange(record.until, len(record.plan))
    level = float(pack.get("scores.level"))
    weights = weigh(fitted, rows, severity, pack, level)
    cells = _cells(fitted, rows, weights, pack, level)
    return MadeOutlook(_outlook(city, as_of, fitted, rows, level, len(cells)), cells)


def _refused(city: City, as_of: datetime, pack: RulePack, why: Text) -> Outlook:
    return Outlook(
        as_of=as_of,
        zone=city.zone,
        cell_size_m=float(pack.get("cells.size_m")),
        shift_hours=tuple(int(h) for h in pack.get("shifts.starts_hours")),
        periods=(),
        cells=0,
        level=float(pack.get("scores.level")),
        learned_from=None,
        learned_to=None,
        crashes=0,
        on_grid=Share(0, 0),
        off_network=Share(0, 0),
        method=METHOD_TEXT,
        notes=(),
        refusal=why,
    )


def _outlook(city: City, as_of: datetime, fitted: FittedOutlook, rows: Ints, level: float, cells: int) -> Outlook:
    record = fitted.record
    on = len(record.crashes)
    days = calendar_of(city, record.plan)
    return Outlook(
        as_of=as_of,
        zone=city.zone,
        cell_size_m=record.ground.grid.size_m,
        shift_hours=record.plan.hours,
        periods=_periods(city, fitted, rows, level),
        cells=cells,
        level=level,
        learned_from=record.plan.first,
        learned_to=record.plan.day_of(record.until - 1),
        crashes=on,
        on_grid=Share(on, on + record.unplaced),
        off_network=Share(int((record.crashes.segment < 0).sum()), on),
        method=METHOD_TEXT,
        notes=(*gaps_in(days, city.country), *_notes(record)),
    )


def _periods(city: City, fitted: FittedOutlook, rows: Ints, level: float) -> tuple[OutlookPeriod, ...]:
    """The whole city's expected crashes in each period."""
    plan, days = fitted.record.plan, calendar_of(city, fitted.record.plan)
    mean = fitted.city_expected(rows)
    low, high = count_interval(mean, fitted.overdispersion, level=level)
    starts = [local_to_utc(moment, plan.zone) for moment in plan.starts()[rows].astype(datetime).tolist()]
    after = [*starts[1:], local_midnight(plan.day_of(int(rows[-1])) + timedelta(1), plan.zone)]
    shifts = len(plan.hours)
    return tuple(
        OutlookPeriod(
            starts_at=starts[i],
            ends_at=after[i],
            day=plan.day_of(int(row)),
            shift=int(row) % shifts,
            expected_crashes=Estimate(_round(mean[i]), _round(low[i]), _round(high[i]), level),
            day_note=note_on(days[int(row) // shifts]),
        )
        for i, row in enumerate(rows)
    )


def _cells(
    fitted: FittedOutlook, rows: Ints, weights: Weights, pack: RulePack, level: float
) -> tuple[OutlookCell, ...]:
    """Every cell, highest expected injury weight first."""
    ground, record = fitted.record.ground, fitted.record
    probability = -np.expm1(-fitted.expected(rows))
    order = np.lexsort((np.arange(len(ground)), -weights.week))
    told, least = int(pack.get("reasons.cells")), float(pack.get("reasons.least_factor"))
    lon, lat = ground.grid.centres()
    corners, ids, crashes = ground.grid.corners(), ground.grid.ids(), record.per_cell()
    peaks = probability.argmax(axis=0)
    return tuple(
        OutlookCell(
            cell_id=ids[c],
            rank=rank,
            lon=round(float(lon[c]), 5),
            lat=round(float(lat[c]), 5),
            corners=tuple((round(x, 5), round(y, 5)) for x, y in corners[c].tolist()),
            area=ground.area[c],
            roads=tuple(ground.roads[c]),
            road_km=round(float(ground.road_km[c]), 3),
            crashes=int(crashes[c]),
            probability=_rounded(probability[:, c]),
            injury_weight=_rounded(weights.value[:, c]),
            injury_weight_low=_rounded(weights.low[:, c]),
            injury_weight_high=_rounded(weights.high[:, c]),
            week=Estimate(_round(weights.week[c]), _round(weights.week_low[c]), _round(weights.week_high[c]), level),
            peak=int(peaks[c]),
            reasons=reasons_of(fitted, c, int(rows[peaks[c]]), least) if rank <= told else (),
        )
        for rank, c in enumerate(order.tolist(), start=1)
    )


def _notes(record: CityRecord) -> tuple[Text, ...]:
    """What a reader has to know of the record."""
    known = record.crashes
    if len(known) and bool((known.known_at == known.happened_at).all()):
        return (
            Text(
                "The source does not say when a crash became known; it is taken as known when it happened.",
                "数据源未记录事故何时被知悉，按事发即知悉处理。",
            ),
        )
    if bool((record.known_hours[: record.until] == record.plan.length_hours()[: record.until]).all()):
        return (
            Text(
                "Crashes of the last days that are not reported yet are missing; the level of the last months may be a "
                "little low.",
                "最近几日尚未上报的事故未计入，近几个月水平可能略偏低。",
            ),
        )
    return ()


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(float(f"{v:.{_DIGITS}g}") for v in values.tolist())


def _round(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")

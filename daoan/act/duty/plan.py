"""The duty plan: patrol-hours spent where most injuries are expected, saying why."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from daoan.act.duty.moving import costs_of_moving
from daoan.act.duty.profile import WeekProfile
from daoan.act.duty.slots import Slot, month_slots, night_slots
from daoan.act.duty.table import DutyTable, duty_table
from daoan.act.duty.usual import allocate_as_usual
from daoan.act.duty.wording import plan_notes, why
from daoan.kernels.optimise.problem import Ints
from daoan.kernels.optimise.solve import solve
from daoan.terms.errors import InputError
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records import DutyPlacement, DutyPlan, SegmentEstimate
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_to_utc, require_utc, utc_to_local


def plan_duty(
    estimates: Sequence[SegmentEstimate],
    profile: WeekProfile,
    last_year: Mapping[str, int],
    starts_at: datetime,
    patrol_hours: float,
    as_of: datetime,
    zone: str,
    pack: RulePack,
    kind: str = "night",
) -> DutyPlan:
    """Plan the night or month that begins at ``starts_at`` (UTC, not before ``as_of``'s local day).

    ``last_year``: crashes of the last year by segment id, for the comparison with "as usual". ``patrol_hours`` ≥ 0:
    hours of units on the road, travel to the beats included. ``kind``: "night" or "month". Raises :class:`InputError`
    for other kinds, negative hours, or a plan for a day before ``as_of``.
    """
    if kind not in ("night", "month") or patrol_hours < 0:
        raise InputError(f"a duty plan is for a night or a month and for hours ≥ 0, not {kind!r} and {patrol_hours}")
    local = utc_to_local(require_utc(starts_at), zone)
    if starts_at < as_of and local.date() < utc_to_local(as_of, zone).date():
        raise InputError(
            f"a duty plan as of {as_of} cannot begin at {starts_at}: choose a night or month still to come"
        )
    slots = night_slots(starts_at, zone, pack) if kind == "night" else month_slots(starts_at, zone, pack)
    days = 1 if kind == "night" else monthrange(local.year, local.month)[1]
    table = duty_table(estimates, slots, profile, patrol_hours, days, pack)
    found = solve(table.problem, rel_gap=float(pack.get("solver.rel_gap")), max_nodes=int(pack.get("solver.max_nodes")))
    total = float(table.expected.sum())
    covered = Share(found.value, total)
    usual = Share(table.problem.worth(allocate_as_usual(table, last_year, profile)), total)
    return DutyPlan(
        plan_id=f"duty-{kind}-{local:%Y-%m-%d}",
        kind=kind,
        title=_title(kind, local),
        starts_at=min(s.starts_at for s in slots),
        ends_at=_end_of(kind, local, slots, zone),
        patrol_hours=patrol_hours,
        placements=_placements(table, found.units),
        covered=covered,
        covered_as_usual=usual,
        gap_pct=100 * float(found.gap),
        notes=plan_notes(table, found.units, covered, usual, profile, pack),
        rule_pack=pack.stamp,
    )


def _placements(table: DutyTable, units: Ints) -> tuple[DutyPlacement, ...]:
    costs = costs_of_moving(table, units)
    worth = np.where(np.arange(table.problem.gain.shape[1]) < units[:, None], table.problem.gain, 0.0).sum(axis=1)
    rows = sorted(np.flatnonzero(units).tolist(), key=lambda r: (-worth[r], r))
    return tuple(_placement(table, units, row, rank, float(costs[row])) for rank, row in enumerate(rows, 1))


def _placement(table: DutyTable, units: Ints, row: int, rank: int, cost: float) -> DutyPlacement:
    stretch, slot = table.stretch_of(row), table.slot_of(row)
    yearly, part = stretch.injury_weight_per_year, float(table.part[row])
    return DutyPlacement(
        rank=rank,
        segment_id=stretch.segment_id,
        road_name=stretch.road_name,
        lon=stretch.lon,
        lat=stretch.lat,
        shift=slot.key,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        hours=float(table.problem.cost[row] * units[row]),
        expected_injuries=Estimate(yearly.value * part, yearly.low * part, yearly.high * part, yearly.level),
        why=why(table, units, row, cost),
        cost_of_moving=cost,
    )


def _title(kind: str, local: datetime) -> Text:
    if kind == "night":
        return Text(
            f"Duty plan for the night of {local:%Y-%m-%d}", f"{local.year}年{local.month}月{local.day}日夜间勤务方案"
        )
    return Text(f"Duty plan for {local:%Y-%m}", f"{local.year}年{local.month}月勤务方案")


def _end_of(kind: str, local: datetime, slots: Sequence[Slot], zone: str) -> datetime:
    """End of the last shift of the night, or of the month's last day's."""
    if kind == "night":
        return max(s.ends_at for s in slots)
    year, month = divmod(local.year * 12 + local.month, 12)
    following = datetime(year, month + 1, 1)  # noqa: DTZ001  (wall clock)
    return local_to_utc(following, zone)

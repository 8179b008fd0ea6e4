"""From a duty plan to an experiment: arms for every time of every placement, drawn from a stored seed."""

import hashlib
from datetime import datetime

import numpy as np

from daoan.act.experiments.arms import Arms, draw_hold_out, draw_switch_back, eligible_placements
from daoan.act.experiments.times import Times, times_of
from daoan.kernels.experiments.drawing import washed_out
from daoan.terms.errors import InputError
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records import Assignment, DutyPlan, Experiment
from daoan.terms.rulepacks import RulePack


def draw_experiment(plan: DutyPlan, as_of: datetime, zone: str, city: str, pack: RulePack) -> Experiment:
    """Draw the arms of a plan: a month is a switch-back, a night a hold-out.

    The same plan, city and key of the rule pack give the same arms. Raises :class:`InputError` for shares outside
    [0, 1] in the rule pack.
    """
    near, most = float(pack.get("draw.near_best_share")), float(pack.get("draw.most_held_share"))
    if not (0.0 <= near <= 1.0 and 0.0 <= most <= 1.0):
        raise InputError(f"{pack.name}: draw.near_best_share and draw.most_held_share are shares between 0 and 1")
    times, seed = times_of(plan, zone), seed_of(city, plan.plan_id, str(pack.get("draw.key")))
    eligible, guarded = eligible_placements(times, near, float(pack.get("draw.ceiling_injuries")))
    if plan.kind == "month":
        arms = draw_switch_back(times, eligible, most, seed)
    else:
        arms = draw_hold_out(times, eligible, most, int(pack.get("draw.strata")), seed)
    return Experiment(
        experiment_id=f"trial-{plan.plan_id}",
        plan_id=plan.plan_id,
        design="switch_back" if plan.kind == "month" else "hold_out",
        seed=seed,
        drawn_at=as_of,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        assignments=_assignments(times, arms, int(pack.get("draw.washout_days"))),
        held_hours=_held(times, arms, times.hours()),
        held_injuries=_held(times, arms, times.injuries()[:, 0]),
        guarded=guarded,
        effect=None,
        effect_where_present=None,
        p_value=None,
        crashes_treated=0,
        crashes_held=0,
        months_to_see=None,
        power=Text("not judged yet", "尚未评估"),
        notes=_notes(len(plan.placements), int(eligible.sum()), guarded, pack),
        rule_pack=pack.stamp,
    )


def seed_of(city: str, plan_id: str, key: str) -> str:
    """The seed of one plan, 32 hexadecimal digits: a keyed hash, so that whoever lacks the key cannot foretell it."""
    secret = hashlib.blake2b(key.encode()).digest()
    return hashlib.blake2b(f"{city}|{plan_id}".encode(), key=secret, digest_size=16).hexdigest()


def _held(times: Times, arms: Arms, each: np.ndarray) -> Share:
    of_time = each[times.placement]
    return Share(float(of_time[arms.held].sum()), float(of_time.sum()))


def _assignments(times: Times, arms: Arms, washout_days: int) -> tuple[Assignment, ...]:
    day = np.array([moment.toordinal() for moment in times.starts_at], dtype=np.int64)
    lost = washed_out(times.placement, day, arms.held, washout_days)
    units = times.units()
    rows = []
    for i, k in enumerate(times.placement):
        placement, expected = times.plan.placements[k], times.plan.placements[k].expected_injuries
        number, drawn = int(times.number[k]), bool(arms.drawn[i])
        part = Estimate(expected.value / number, expected.low / number, expected.high / number, expected.level)
        rows.append(
            Assignment(
                unit=units[k],
                segment_id=placement.segment_id,
                shift=placement.shift,
                starts_at=times.starts_at[i],
                ends_at=times.ends_at[i],
                arm="hold_out" if arms.held[i] else "treat",
                chance=arms.chance if drawn else 1.0,
                pair=arms.pair[i],
                counts=drawn and not bool(lost[i]),
                expected_injuries=part,
            )
        )
    return tuple(rows)


def _notes(placements: int, eligible: int, guarded: int, pack: RulePack) -> tuple[Text, ...]:
    share, ceiling = float(pack.get("draw.most_held_share")), float(pack.get("draw.ceiling_injuries"))
    return (
        Text(
            f"{eligible} of {placements} placements may be held out: they cost least to move, and are expected to see "
            f"no more than {ceiling:g} weighted injuries a shift at the upper end; {guarded} more were kept from it.",
            f"{placements}个点位中有{eligible}个可列为对照：调整代价最小，且每班加权伤亡期望上限不超过{ceiling:g}；"
            f"另有{guarded}个因风险较高不参与。",
        ),
        Text(
            f"At most {share:.0%} of the patrol-hours are held out. A draft: only a person puts it into force.",
            f"对照时段不超过巡逻工时的{share:.0%}。本方案为草案，由人决定是否实施。",
        ),
    )

"""A shift that somebody plans: made from what they gave, or refused with a reason."""

import hashlib
from datetime import datetime, timedelta

from daoan.act.workflow.table import Refused
from daoan.terms.estimates import Text
from daoan.terms.records.people import Person
from daoan.terms.records.shifts import Shift
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import require_utc

POST_LENGTH = 60


def plan_shift(
    person: Person, starts_at: datetime, ends_at: datetime, post: str, pack: RulePack, unit_id: str = ""
) -> Shift | Refused:
    """A shift of a person, UTC, for a unit (by itself: their own). The same shift gets the same id."""
    longest_hours = float(pack.get("shifts.longest_hours"))
    post = " ".join(post.split())
    if starts_at >= ends_at:
        return Refused("empty", Text("a shift ends after it starts", "班次结束时间须晚于开始时间"))
    if ends_at - starts_at > timedelta(hours=longest_hours):
        return Refused(
            "long", Text(f"a shift has at most {longest_hours:g} hours", f"单个班次不得超过 {longest_hours:g} 小时")
        )
    if len(post) > POST_LENGTH or not post.isprintable():
        return Refused("post", Text(f"a post has at most {POST_LENGTH} characters", f"岗位不得超过 {POST_LENGTH} 字"))
    if not person.active:
        return Refused("person", Text("this person does not work here any more", "该人员已停用"))
    unit = unit_id or person.unit_id
    name = "\n".join(
        (person.person_id, unit, require_utc(starts_at).isoformat(), require_utc(ends_at).isoformat(), post)
    )
    shift_id = hashlib.sha256(name.encode()).hexdigest()[:24]
    return Shift(shift_id, person.person_id, unit, starts_at, ends_at, post)

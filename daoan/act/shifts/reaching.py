"""Whom of a unit a notification reaches."""

from collections.abc import Iterable

from daoan.act.notices import reaches
from daoan.act.shifts.duty import Duty
from daoan.terms.records.notified import Notification
from daoan.terms.records.people import Person
from daoan.terms.roles import Permission, permissions_of
from daoan.terms.rulepacks import RulePack


def reached(notification: Notification, people: Iterable[Person], duty: Duty, pack: RulePack) -> tuple[Person, ...]:
    """Active people of the unit who may see its work and are to be disturbed, by id. ``pack``: ``messages``.

    Off duty is who has no shift now in a unit that keeps shifts; they are reached by what has climbed to them only,
    and by the levels of the pack where nobody else of their unit would be.
    """
    there = sorted(
        (
            p
            for p in people
            if p.unit_id == notification.unit_id
            and p.active
            and not p.demo
            and Permission.SEE_WORK in permissions_of(p.roles)
        ),
        key=lambda p: p.person_id,
    )
    awake = tuple(p for p in there if reaches(notification, on_duty=duty.find(p) is not False))
    if awake or notification.level not in pack.get("shifts.wake_levels"):
        return awake
    return tuple(there)

"""An order from an alert, once: whoever starts it a second time is answered the order of the first."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from daoan.act.alerts.alert import ALERT
from daoan.act.alerts.matters import matter_of
from daoan.act.alerts.orders import order_from
from daoan.act.on_scene.rule import gravest_of
from daoan.act.orders.order import ORDER
from daoan.act.workflow.table import Refused
from daoan.jobs.requests import once_key
from daoan.jobs.supervising import every_matter
from daoan.jobs.work import Asked, Wanted, cause, open_matter
from daoan.jobs.workroom import Workroom, sees
from daoan.store.work_protocol import MatterFilter
from daoan.terms.estimates import Text
from daoan.terms.records import Alert, Crash
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission


def start_order(
    room: Workroom, actor: Actor, alert: Alert, crashes: Mapping[str, Crash], now: datetime
) -> Matter | Refused:
    """The order that answers an alert: the one that stands, or a fresh draft. A withdrawn one makes room for another.

    ``crashes``: by id, as read; a fresh one among the alert's grounds brings its casualties into the draft.

    Where the alert is in work and judged valid, the draft lies below it, so that its loop closes with the order.
    """
    grounds = [e.ref for e in alert.evidence if e.kind == "crash"]
    casualties = gravest_of(grounds, crashes, now, room.pack)
    given = {"casualties": casualties} if casualties else {}
    number = 0
    if Permission.ISSUE in actor.permissions:
        in_work = _in_work(room, alert)
        standing, number = _standing(room, alert, in_work)
        if standing is not None:
            return standing if _seen(room, actor, standing) else _elsewhere()
        if in_work is not None and _seen(room, actor, in_work) and ALERT.row(in_work.state, "draft_order"):
            drafted = cause(room, actor, Wanted(in_work.matter_id, in_work.version, "draft_order", values=given), now)
            if isinstance(drafted, Refused):
                return drafted
            return _standing(room, alert, drafted)[0] or drafted
    made = order_from(matter_of(alert, alert.alert_id, actor.unit_id, actor.unit_id, now), given)
    asked = Asked(
        made.kind, made.title, made.level, made.holder, made.values, made.area, made.segment_id, made.lon, made.lat,
        made.evidence,
    )  # fmt: skip
    return open_matter(room, actor, asked, now, once=_name(alert, number))


def _in_work(room: Workroom, alert: Alert) -> Matter | None:
    """The alert as an open matter, where it is one."""
    where = MatterFilter(kinds=(ALERT.kind,), open_only=True, text=alert.title.zh)
    return next((m for m in every_matter(room, where) if m.values.get("alert") == alert.alert_id), None)


def _standing(room: Workroom, alert: Alert, in_work: Matter | None) -> tuple[Matter | None, int]:
    """The order that stands, and how many were started from the alert itself and withdrawn."""
    if in_work is not None:
        below = [m for m in room.store.list_family(in_work.root or in_work.matter_id) if m.kind == ORDER.kind]
        standing = [m for m in below if m.state != "withdrawn"]
        if standing:
            return standing[-1], 0
    for number in count():
        kept = room.store.find_kept(once_key(_name(alert, number)))
        if kept is None:
            return None, number
        order = room.store.get_matter(kept[0].matter_id)
        if order.state != "withdrawn":
            return order, number
    raise AssertionError


def _name(alert: Alert, number: int) -> str:
    return f"order of alert {alert.alert_id} {number}"


def _seen(room: Workroom, actor: Actor, matter: Matter) -> bool:
    _, family = room.load(matter.matter_id)
    return sees(actor, matter, family, room.units())


def _elsewhere() -> Refused:
    return Refused("started", Text("another unit has an order about this already", "其他单位已就此下达指令"))

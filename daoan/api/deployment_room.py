"""What deployments stand on, made once for each run and register, and kept with the view of the run."""

from daoan.api.device_room import DeviceRoom
from daoan.api.workdesk import WorkDesk
from daoan.jobs.deployment.ground import Ground, ground_of, week_of
from daoan.jobs.deployment.hotspots import Known
from daoan.jobs.deployment.versions import Act
from daoan.jobs.requests import person_key
from daoan.terms.errors import InputError
from daoan.terms.records import BlackSpot, SegmentEstimate
from daoan.terms.records.people import Actor


def act_now(work: WorkDesk, actor: Actor, version: int, why: str, what: str, key: str | None) -> Act:
    """What somebody does to a deployment now. ``version``: the one that was seen; ``key``: of the request, if any."""
    return Act(actor, work.clock.now(), version, why.strip(), person_key(actor, f"deployment {what}", key) or "")


def ground_now(work: WorkDesk) -> Ground:
    """The ground over the latest run. Raises :class:`InputError` where the loop has not run yet."""
    view, packs = work.desk.find_view(), work.desk.packs
    if view is None:
        raise InputError("no risk has been estimated yet: let the loop run first · 尚无风险评估结果，请先运行评估")
    placing = DeviceRoom(work).placing(view, work.clock.now())
    week = view.keep(
        "week_profile",
        lambda: week_of(view.network(), view.snaps(), view.crashes(), work.desk.city.zone, packs["duty"]),
    )
    found: Ground = view.keep(
        ("deployment_ground", placing.devices),
        lambda: ground_of(view.network(), view.all(SegmentEstimate), week, placing, packs["interception"]),
    )
    return found


def known_now(work: WorkDesk) -> Known:
    """What the latest run knows of hot spots. Raises :class:`InputError` where the loop has not run yet."""
    ground, view = ground_now(work), work.desk.find_view()
    assert view is not None  # there is a ground
    classes = view.keep("class_of", lambda: {e.segment_id: e.road_class for e in ground.estimates})
    return Known(view.all(BlackSpot), ground.profile, classes, ground.area_of)

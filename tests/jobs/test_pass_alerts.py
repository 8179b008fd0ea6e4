"""From detections to alerts, orders, outcomes: restraint, a person's judgement first, times and documents checked."""

from dataclasses import replace
from datetime import timedelta
from zlib import crc32

import numpy as np
import pytest

from daoan.act.workflow.evidence import MOST_EVIDENCE
from daoan.act.workflow.table import Refused
from daoan.edge.files import read_rule_packs
from daoan.jobs.alert_figures import figures_for
from daoan.jobs.pass_alerts import Alerted, alert_passes
from daoan.jobs.supervising import every_matter
from daoan.jobs.work import Wanted, cause
from daoan.jobs.workroom import Workroom, workroom_over
from daoan.store.memory import MemoryStore
from daoan.store.work_protocol import MatterFilter
from daoan.terms.arrivals import Arrivals, Seen
from daoan.terms.audit import Sealer
from daoan.terms.detections import DetectionFrame, Suspicion, empty_detections
from daoan.terms.estimates import Share, Text
from daoan.terms.passes import SiteFrame
from daoan.terms.plates import pack_plate
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind
from tests.conftest import ROOT
from tests.jobs.post_given import NOTE, START

PACKS = read_rule_packs(ROOT / "rulepacks")
PACK = PACKS["interception"]
ROLES = frozenset({Role.COMMANDER, Role.BRIGADE})
ANN, BO, CITY = Actor("ann", "north", ROLES), Actor("bo", "north", ROLES), Actor("cy", "city", ROLES)
SITES = SiteFrame(
    site_id=np.array(["G309-K012", "G309-K030"], object), kind=np.array([1, 2], np.uint8),
    route=np.array(["G309", "G309"], object), chainage_m=np.array([12e3, 30e3]), heading=np.array([-1, -1], np.int8),
    lanes=np.array([1, 1], np.int8), lon=np.array([107.1, 107.3]), lat=np.array([36.1, 36.2]),
    area=np.array(["621002", "none"], object), segment=np.array([-1, -1], np.int32),
    limit_car_kmh=np.full(2, 60, np.float32), limit_large_kmh=np.full(2, 60, np.float32), hazard=np.zeros(2, np.uint8),
)  # fmt: skip


def detections(*rows: tuple[Suspicion, str, int, float]) -> DetectionFrame:
    """Rows of (kind, plate, site, chance); pass and detection are numbered by all of it."""
    frame = empty_detections(len(rows))
    for k, (kind, plate, site, p_right) in enumerate(rows):
        frame.kind[k], frame.plate[k], frame.site[k], frame.p_right[k] = kind, pack_plate(plate), site, p_right
        frame.pass_id[k] = frame.detection_id[k] = crc32(f"{kind}{plate}{site}".encode())
        frame.happened_ms[k] = START.timestamp() * 1000 - 30_000 + k
        frame.other_site[k] = -1
    return frame


@pytest.fixture
def room() -> Workroom:
    store = MemoryStore(Sealer("k", b"k" * 32))
    for unit in (
        Unit("city", UnitKind.CITY, Text("city", "支队"), None),
        Unit("north", UnitKind.BRIGADE, Text("north", "大队"), "city", "621002"),
    ):
        store.save_unit(unit, NOTE)
    return workroom_over(store, PACKS, "Asia/Shanghai")


def alerts(room: Workroom) -> list[Matter]:
    return sorted(every_matter(room, MatterFilter(kinds=("alert",))), key=lambda m: m.matter_id)


def do(room: Workroom, actor: Actor, matter_id: str, event: str, minutes: float, note: str = "", **values) -> Matter:
    answer = attempt(room, actor, matter_id, event, minutes, note, **values)
    assert not isinstance(answer, Refused), answer
    return answer


def attempt(room: Workroom, actor: Actor, matter_id: str, event: str, minutes: float, note: str = "", **values):
    version = room.store.get_matter(matter_id).version
    return cause(room, actor, Wanted(matter_id, version, event, note, values), START + timedelta(minutes=minutes))


WATCHED = (Suspicion.WATCHED, "甘MI2345", 0, 0.97)


def test_a_suspicion_becomes_an_alert_with_its_evidence_at_the_countys_brigade(room: Workroom) -> None:
    mass = np.zeros((1, 360))
    mass[0, 40] = 0.7
    ahead = Arrivals(np.array([1], np.int32), mass, round(START.timestamp() * 1000), 15.0, Seen(0, 0, 0, 0))
    assert alert_passes(room, detections(WATCHED), SITES, PACK, START, lambda _row: ahead) == Alerted(raised=1)
    (matter,) = alerts(room)
    assert (matter.holder, matter.issuer, matter.level, matter.state) == ("north", "city", "red", "new")
    assert matter.title == "布控车辆：甘M·I2*45，G309-K012"
    assert "I2345" not in matter.title + str(matter.values["body"]) + str(matter.evidence)
    assert [(e.kind, e.label.zh) for e in matter.evidence] == [("pass", "过车：G309-K012")]
    assert matter.values["p_right"] == 0.97
    (there,) = matter.values["ahead"]
    assert (there["site"], there["chance"]) == ("G309-K030", 0.7)
    assert there["early"] <= there["middle"] <= there["late"]


def test_one_open_alert_for_each_vehicle_and_reason(room: Workroom) -> None:
    assert alert_passes(room, detections(WATCHED), SITES, PACK, START).raised == 1
    assert alert_passes(room, detections(WATCHED), SITES, PACK, START).known == 1  # the same detection again
    later = detections((Suspicion.WATCHED, "甘MI2345", 1, 0.91), (Suspicion.SCRAP, "甘MI2345", 1, 0.95))
    assert alert_passes(room, later, SITES, PACK, START + timedelta(minutes=1)) == Alerted(raised=1, added=1)
    one = next(m for m in alerts(room) if m.values["rule"] == "pass.watched")
    assert [e.label.en for e in one.evidence] == ["read at G309-K012", "read at G309-K030"]
    assert (one.values["site"], one.values["reads"], one.values["p_right"], one.lon) == ("G309-K030", 2, 0.97, 107.3)
    assert one.due_at == START + timedelta(minutes=3)  # a further read gains no time


def test_what_is_unsure_or_only_speed_raises_nothing(room: Workroom) -> None:
    quiet = detections(
        (Suspicion.WATCHED, "甘MI2345", 0, 0.7), (Suspicion.POINT_SPEED, "甘MI2346", 0, 0.99),
        (Suspicion.SECTION_SPEED, "甘MI2346", 0, 0.99),
    )  # fmt: skip
    assert alert_passes(room, quiet, SITES, PACK, START) == Alerted()
    assert alerts(room) == []


def test_a_closed_alert_makes_room_for_a_new_one_but_not_for_the_same_detection(room: Workroom) -> None:
    alert_passes(room, detections(WATCHED), SITES, PACK, START)
    (matter,) = alerts(room)
    do(room, ANN, matter.matter_id, "sign", 1)
    do(room, ANN, matter.matter_id, "judge_invalid", 2, reason="misread")
    unheard = detections((Suspicion.WATCHED, "甘MI2345", 1, 0.95))
    assert alert_passes(room, unheard, SITES, PACK, START + timedelta(minutes=3)).known == 1
    do(room, BO, matter.matter_id, "close", 4)
    assert alert_passes(room, detections(WATCHED), SITES, PACK, START + timedelta(minutes=5)).known == 1
    assert alert_passes(room, unheard, SITES, PACK, START + timedelta(minutes=5)).raised == 1


def test_evidence_does_not_grow_without_end(room: Workroom) -> None:
    alert_passes(room, detections(WATCHED), SITES, PACK, START)
    for k in range(MOST_EVIDENCE + 5):
        more = detections(WATCHED)
        more = replace(more, pass_id=np.array([10 + k]), detection_id=np.array([10 + k]))
        assert alert_passes(room, more, SITES, PACK, START + timedelta(seconds=k + 1)).added == 1
    (matter,) = alerts(room)
    assert len(matter.evidence) == MOST_EVIDENCE
    assert matter.evidence[-1].ref == str(10 + MOST_EVIDENCE + 4)


def ordered(room: Workroom) -> str:
    """An order of interception that was issued at minute 4; the id of its only part."""
    alert_passes(room, detections(WATCHED), SITES, PACK, START)
    (matter,) = alerts(room)
    do(room, ANN, matter.matter_id, "sign", 1)
    early = attempt(room, ANN, matter.matter_id, "draft_order", 1.5, targets=["north"])
    assert isinstance(early, Refused)  # nobody is sent before a person has looked
    do(room, ANN, matter.matter_id, "judge_valid", 2)
    do(room, ANN, matter.matter_id, "draft_order", 3, targets=["north"])
    do(room, ANN, f"{matter.matter_id}.1", "issue", 4)
    do(room, BO, f"{matter.matter_id}.1.1", "sign", 5)
    return f"{matter.matter_id}.1.1"


@pytest.mark.parametrize(
    ("minutes", "values", "code"),
    [
        (3, {"outcome": "stopped", "document": "62-1"}, "time_reversed"),
        (200, {"outcome": "stopped", "document": "62-1"}, "time_reversed"),
        (9, {"outcome": "stopped"}, "elements"),
        (9, {"outcome": "已拦截处置"}, "elements"),
        (9, {"document": "62-1"}, "elements"),
        (9, {"outcome": "perhaps", "document": "62-1"}, "choice"),
    ],
)
def test_feedback_needs_its_document_and_a_time_after_the_order(room: Workroom, minutes, values, code) -> None:
    node = ordered(room)
    handled = (START + timedelta(minutes=minutes)).isoformat()
    answer = attempt(room, BO, node, "feed_back", 30, "n", handled_at=handled, **values)
    assert isinstance(answer, Refused)
    assert answer.code == code


def test_the_whole_way_is_counted(room: Workroom) -> None:
    node = ordered(room)
    handled = (START + timedelta(minutes=14.5)).isoformat()
    do(room, BO, node, "feed_back", 20, "n", handled_at=handled, outcome="stopped", document="62-1")
    other = detections((Suspicion.CLONE, "陕AI9999", 1, 0.9))
    assert alert_passes(room, other, SITES, PACK, START + timedelta(minutes=21)).raised == 1
    clone = next(m for m in alerts(room) if m.values["rule"] == "pass.clone")
    assert clone.holder == "city"  # no brigade answers for that county
    do(room, CITY, clone.matter_id, "sign", 22)
    do(room, CITY, clone.matter_id, "judge_invalid", 23, reason="not_so")
    told = figures_for(room, CITY, START, START + timedelta(hours=1))
    f = told.figures
    assert (f.alerts, f.signed, f.valid, f.ordered, f.stopped) == (
        2, Share(2, 2), Share(1, 2), Share(1, 1), Share(1, 1),
    )  # fmt: skip
    assert (f.minutes_to_order.median, f.minutes_to_stop.median) == (4.5, 15.0)
    assert [(p.rule, p.right) for p in told.precisions] == [("pass.clone", Share(0, 1)), ("pass.watched", Share(1, 1))]
    assert figures_for(room, ANN, START, START + timedelta(hours=1)).figures.alerts == 1  # not the city's own

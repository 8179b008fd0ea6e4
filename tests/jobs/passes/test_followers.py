"""Who follows the logs does everything once, whenever it was stopped; what did not hold is told in the alert."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from daoan.jobs.passes.followers import Heard, Place, feed_lake, tell_people
from daoan.jobs.passes.records import write_passes
from daoan.jobs.passes.run import DETECTIONS, record_of
from daoan.store.framed_log import FramedLog
from daoan.store.lake import PassLake
from daoan.terms.detections import DetectionFrame, Suspicion, empty_detections
from daoan.terms.errors import FileUnreadable
from daoan.warn.passes.lanes import Told
from tests.jobs.post_given import START
from tests.jobs.test_pass_alerts import ANN, PACK, SITES, alerts, detections, do, room
from tests.warn.passes.road_given import CAR, TRUCK, passes

__all__ = ["room"]  # a fixture
NOTHING = empty_detections(0)


class Scribe:
    """Writes what an engine would have told."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.position = folder, 0

    def tell(self, at_once: DetectionFrame = NOTHING, withdrawn: Sequence[int] = (), added: DetectionFrame = NOTHING):
        self.position += 10
        log = FramedLog(self.folder / DETECTIONS)
        log.append(record_of(self.position, Told(at_once, NOTHING, added, np.array(withdrawn, np.int64))))
        log.close()


@pytest.fixture
def scribe(tmp_path) -> Scribe:
    (tmp_path / "engine").mkdir()
    return Scribe(tmp_path / "engine")


def hear(room, scribe: Scribe, minutes: float = 0, **entries: int) -> Heard:
    place, now = Place(scribe.folder / "told"), START + timedelta(minutes=minutes)
    return tell_people(scribe.folder, place, room, lambda: SITES, PACK, now, lambda: entries)


CLONE = (Suspicion.CLONE, "甘M12345", 0, 0.95)


def test_people_hear_once_of_what_was_told_at_once_and_of_what_only_order_brought_out(room, scribe) -> None:
    scribe.tell(detections(CLONE))
    scribe.tell(added=detections((Suspicion.CANCELLED, "甘M54321", 1, 0.95)))
    heard = hear(room, scribe)
    assert (heard.alerts.raised, heard.stale) == (2, 0)
    assert hear(room, scribe) == Heard(replace(heard.alerts, raised=0))
    Place(scribe.folder / "told").keep(0)  # as a kill before the position was kept would leave it
    assert hear(room, scribe, 1).alerts.known == 2
    assert len(alerts(room)) == 2


def test_what_does_not_hold_in_the_end_is_told_in_the_alert_and_a_person_decides(room, scribe) -> None:
    scribe.tell(detections(CLONE))
    hear(room, scribe)
    (alert,) = alerts(room)
    do(room, ANN, alert.matter_id, "sign", 1)
    wrong = detections(CLONE).detection_id.tolist()
    scribe.tell(withdrawn=wrong)
    assert hear(room, scribe, 2).corrected == 1
    (alert,) = alerts(room)
    assert (alert.state, alert.evidence[-1].kind) == ("signed", "correction")
    assert alert.values["corrected_at"]
    scribe.tell(withdrawn=wrong)
    assert hear(room, scribe, 3).corrected == 0


def test_what_was_taken_back_before_anybody_heard_raises_nothing(room, scribe) -> None:
    found = detections(CLONE)
    scribe.tell(found)
    scribe.tell(withdrawn=found.detection_id.tolist())
    heard = hear(room, scribe)
    assert (heard.alerts.raised, heard.corrected, alerts(room)) == (0, 0, [])


def test_old_reads_raise_nothing_and_are_counted(room, scribe) -> None:
    scribe.tell(detections(CLONE))
    heard = hear(room, scribe, minutes=1000)
    assert (heard.alerts.raised, heard.stale, alerts(room)) == (0, 1, [])


def test_secret_entries_raise_nothing_that_the_desk_could_see(room, scribe) -> None:
    found = detections((Suspicion.WATCHED, "甘M12345", 0, 0.95), (Suspicion.WATCHED, "甘M54321", 0, 0.95))
    scribe.tell(replace(found, entry=np.array([7, 8], np.int32)))
    assert hear(room, scribe).alerts.raised == 1
    assert [a.values["plate"] for a in alerts(room)] == ["甘M54321"]


def test_the_lake_takes_each_pass_once_whenever_the_feeding_stopped(tmp_path) -> None:
    log, lake, place = FramedLog(tmp_path / "log"), PassLake(tmp_path / "lake"), Place(tmp_path / "position")
    frames = [passes([(CAR, 0, 600), (TRUCK, 1, 610)]), passes([(CAR, 1, 620)])]
    for frame in frames:
        log.append(b"".join(write_passes(frame)))
    assert feed_lake(tmp_path / "log", lake, place) == 3
    assert feed_lake(tmp_path / "log", lake, place) == 0
    place.keep(0)
    feed_lake(tmp_path / "log", lake, place)
    log.append(b"".join(write_passes(passes([(TRUCK, 2, 630)]))))
    assert feed_lake(tmp_path / "log", lake, place) == 1
    log.close()
    assert sorted(lake.read(0, 2**60).pass_id.tolist()) == sorted(
        [*frames[0].pass_id.tolist(), *frames[1].pass_id.tolist(), passes([(TRUCK, 2, 630)]).pass_id[0]]
    )


def test_a_damaged_position_says_what_to_do(tmp_path) -> None:
    (tmp_path / "told").write_text("x")
    with pytest.raises(FileUnreadable, match="remove it"):
        Place(tmp_path / "told").read()


def test_a_read_that_came_in_late_is_evidence_and_says_nothing_of_where_the_vehicle_is(room, scribe) -> None:
    now, late = detections(CLONE), detections((Suspicion.CLONE, "甘M12345", 1, 0.97))
    scribe.tell(now)
    scribe.tell(replace(late, happened_ms=late.happened_ms - 60_000))
    assert hear(room, scribe).alerts.added == 1
    (alert,) = alerts(room)
    assert (alert.values["site"], alert.lon, alert.values["p_right"], len(alert.evidence)) == (
        "G309-K012",
        107.1,
        0.97,
        2,
    )

"""The engine is killed at random while it works; what it told is the same to the byte as if nobody had touched it."""

import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from daoan.jobs.passes.run import SNAPSHOT, PassRun, load, read_detections
from daoan.store.framed_log import read_from, read_log
from daoan.terms.errors import FileUnreadable
from daoan.warn.passes.lanes import Lanes
from tests.jobs.passes_given import SEED, fill, frame_of, main
from tests.warn.passes.road_given import MINUTE, engine
from tests.warn.passes.test_against_plain import world

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.xdist_group("pass_run")


def told_in(folder: Path) -> bytes:
    return b"".join(read_log(folder / "detections"))


def lanes() -> Lanes:
    registered, watches, at = world(np.random.default_rng(SEED))
    return Lanes(engine(registered, watches, at).around, 70 * MINUTE)


def killed_until_done(log: Path, folder: Path, kills: int, chance: random.Random) -> int:
    """Run it, kill it at random so many times, then let it end; answers how many kills hit it at work."""
    hit = 0
    for number in range(kills + 1):
        run = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.passes_given", str(log), str(folder), "5"],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
        if number < kills:
            time.sleep(chance.uniform(0.0, 0.12))
            hit += run.poll() is None
            run.kill()
            run.wait()
        else:
            assert run.stdout.read() == "done\n"
            assert run.wait() == 0
    return hit


def check_kills(tmp_path: Path, kills: int, passes: int) -> None:
    fill(tmp_path / "log", passes)
    main(tmp_path / "log", tmp_path / "whole", 5)
    hit = killed_until_done(tmp_path / "log", tmp_path / "killed", kills, random.Random(kills))
    assert hit > 0
    assert told_in(tmp_path / "killed") == told_in(tmp_path / "whole")
    assert len(told_in(tmp_path / "whole")) > 1000


def test_a_killed_engine_tells_the_same_to_the_byte(tmp_path) -> None:
    check_kills(tmp_path, 3, 6000)


@pytest.mark.slow
def test_an_engine_killed_fifty_times_tells_the_same_to_the_byte(tmp_path) -> None:
    check_kills(tmp_path, 50, 60_000)


def test_wherever_it_stopped_with_or_without_a_snapshot_it_goes_on(tmp_path) -> None:
    fill(tmp_path / "log", 1500)
    main(tmp_path / "log", tmp_path / "whole", 4)
    frames = [(position, frame_of(content)) for position, content in read_from(tmp_path / "log", 0)]
    for stopped in range(1, len(frames), 5):
        folder = tmp_path / f"stopped-{stopped}"
        run = PassRun(lanes(), folder)
        for number, (position, frame) in enumerate(frames[:stopped]):
            run.handle(position, frame)
            if number % 4 == 3:
                run.snapshot()
        run.close()
        main(tmp_path / "log", folder, 4)
        assert told_in(folder) == told_in(tmp_path / "whole"), stopped


def test_what_was_told_can_be_read_again(tmp_path) -> None:
    fill(tmp_path / "log", 800)
    run = PassRun(lanes(), tmp_path / "out")
    told = []
    for position, content in read_from(tmp_path / "log", 0):
        told.append((position, run.handle(position, frame_of(content))))
    run.close()
    written = {one.position: one.told for _, one in read_detections(tmp_path / "out")}
    for position, one in told:
        if position in written:
            assert written[position].at_once.detection_id.tolist() == one.at_once.detection_id.tolist()
            assert written[position].final.p_right.tolist() == one.final.p_right.tolist()
            assert written[position].withdrawn.tolist() == one.withdrawn.tolist()
        else:
            assert not len(one.at_once) + len(one.final) + len(one.withdrawn)


def test_a_damaged_snapshot_says_what_to_do(tmp_path) -> None:
    (tmp_path / SNAPSHOT).write_bytes(b"no snapshot")
    with pytest.raises(FileUnreadable, match="remove it"):
        load(lanes(), tmp_path / SNAPSHOT)

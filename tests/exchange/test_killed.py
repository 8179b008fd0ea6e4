"""A take that is killed on its way, by the command line over SQLite, goes on where it was: each act once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from daoan.app.exchange import take
from daoan.app.exchange_keys import make_keys, trust
from daoan.app.people import desk_of
from daoan.app.workspace import Workspace, create_workspace, open_workspace
from daoan.config import ROOT, read_config
from daoan.terms.records.exchanged import Side
from tests.api.work_given import CITY, SetClock, settle
from tests.exchange.test_carrying import WORK, order
from tests.exchange.two_given import Two, one_application

REMARKS = 40


def sqlite_two(folder: Path) -> Two:
    """Two workspaces on the disk, as commands open them."""
    clock = SetClock()
    made = [replace(workspace_on_disk(folder / name), clock=clock) for name in ("in", "out")]
    settle(made[0].store)
    outside = make_keys(made[1], Side.OUTSIDE, "keeper", folder / "outside.pub")
    inside = make_keys(made[0], Side.INSIDE, "keeper", folder / "inside.pub")
    trust(made[0], folder / "outside.pub", outside.fingerprint, "keeper")
    trust(made[1], folder / "inside.pub", inside.fingerprint, "keeper")
    return Two(*made, folder / "disk", clock)


def workspace_on_disk(folder: Path) -> Workspace:
    """An empty workspace of the city with its keys."""
    folder.mkdir(parents=True)
    made = create_workspace(read_config({"workspace": folder}), CITY)
    desk_of(made)  # makes the keys that serving makes
    return made


def answered(place: Path) -> int:
    """How many acts the inside has answered so far."""
    with closing(sqlite3.connect(read_config({"workspace": place}).store_at)) as connection:
        return int(connection.execute("SELECT count(*) FROM exchange_acts").fetchone()[0])


def test_a_killed_take_goes_on_where_it_was(tmp_path, cheap_hashes):
    two = sqlite_two(tmp_path)
    with one_application(two):
        node = order(two)
        two.out()
        phone = two.phone("north-lead")
        for number in range(REMARKS):
            body = {"note": f"remark {number}", "version": number + 1}
            assert phone.post(f"{WORK}/{node}/comments", json=body).status_code == 200
        folder = two.pack("outside").folder
    for workspace in (two.inside, two.outside):
        workspace.store.close()
    place = tmp_path / "in"
    words = [sys.executable, "-m", "daoan.cli", "exchange", "take", folder, "--by", "courier", "-w", str(place)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while answered(place) == 0 and process.poll() is None:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert 0 < answered(place) < REMARKS
    again = open_workspace(read_config({"workspace": place}))
    assert take(again, Path(folder), "courier").done == REMARKS
    remarks = [step.note for step in again.store.list_steps(node) if step.event == "comment"]
    assert remarks == [f"remark {number}" for number in range(REMARKS)]
    assert answered(place) == REMARKS
    again.store.close()

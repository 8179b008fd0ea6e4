"""Sending over a real store: the process is killed again and again; two processes send at once."""

import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from daoan.jobs.sending import Postroom, run_messages
from daoan.store.open import open_store
from daoan.terms.audit import Sealer
from daoan.terms.records.messaging import Channel, Delivery, MessageState

from .post_given import MINUTE, START, Town

ROOT = Path(__file__).parents[2]
SEALER = Sealer("k", b"k" * 32)
PROCESS = """
import sys, time
sys.path.insert(0, sys.argv[4])
from datetime import timedelta
from daoan.jobs.sending import Postroom, run_messages
from daoan.terms.audit import Sealer
from daoan.store.open import open_store
from daoan.terms.records.messaging import Channel, Delivery
from post_given import START, Town
log = open(sys.argv[2], "a", buffering=1)
class Slow:
    needs_one = True
    def send(self, message, person, now):
        time.sleep(0.002)
        log.write(message.message_id + "\\n")
        return Delivery()
store = open_store(sys.argv[1], Sealer("k", b"k" * 32))
town = Town(store)
now = START + timedelta(minutes=int(sys.argv[3]))
post = Postroom(town.post().room, town.post().pack, {Channel.MAIL: Slow()})
print("open", flush=True)
run_messages(post, lambda: now)
print("done", flush=True)
"""


def test_killed_again_and_again_every_message_is_sent(tmp_path) -> None:
    place, log = str(tmp_path / "daoan.sqlite"), tmp_path / "log"
    store = open_store(place, SEALER)
    town = Town(store, fresh=True)
    log.touch()
    run_messages(town.post(), lambda: town.now)
    for n in range(60):
        town.begin(f"m{n}")
    kills = 0
    for run in range(60):
        command = [sys.executable, "-c", PROCESS, place, str(log), str(10 * run), str(Path(__file__).parent)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout.readline() == "open\n"
            if run < 8:
                time.sleep(0.02 + 0.03 * run)
                process.kill()
                kills += process.wait() == -9
            elif process.stdout.read() == "done\n" and not store.count_messages().get(
                (Channel.MAIL, MessageState.WAITING)
            ):
                break
    assert kills > 2
    sent = Counter(log.read_text(encoding="utf-8").split())
    assert len(sent) == 120 == store.count_messages()[Channel.MAIL, MessageState.SENT]
    assert sum(sent.values()) - 120 <= kills, "a message goes out twice only where a process was killed on it"
    store.close()


def test_two_at_once_send_each_message_once(tmp_path) -> None:
    place, got, gate = str(tmp_path / "daoan.sqlite"), Counter(), threading.Barrier(3)
    store = open_store(place, SEALER)
    town = Town(store, fresh=True)
    run_messages(town.post(), lambda: town.now)
    for n in range(40):
        town.begin(f"m{n}")

    class Both:
        needs_one = True

        def send(self, message, person, now) -> Delivery:
            got[message.message_id] += 1
            return Delivery()

    def work() -> None:
        own = open_store(place, SEALER)
        post = town.post(own)
        gate.wait()
        run_messages(Postroom(post.room, post.pack, {Channel.MAIL: Both()}), lambda: START + MINUTE)
        own.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_messages(Postroom(town.post().room, town.post().pack, {Channel.MAIL: Both()}), lambda: START + 9 * MINUTE)
    assert len(got) == 80
    assert set(got.values()) == {1}
    store.close()

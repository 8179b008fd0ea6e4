"""Passes held against outside lists that change, up to a kill: ``python -m tests.jobs.lists_given FOLDER``."""

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from daoan.edge.tokens import subject_prefix
from daoan.jobs.outside_lists import NewList, keep_list, outside_lists, tokens_of_list
from daoan.jobs.passes.lists_followed import Telling, id_of, tell_keepers
from daoan.jobs.passes.lists_kept import KeptLists, ListRef, ListsRef
from daoan.jobs.passes.records import write_listed, write_passes
from daoan.store.framed_log import FramedLog, read_from
from daoan.store.open import open_store
from daoan.terms.audit import Sealer
from daoan.terms.passes import PassFrame
from daoan.terms.plates import pack_plate, signs_of
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.warn.passes.listed import plate_key
from tests.warn.passes.road_given import passes, sites

KEY = b"k" * 32
PLATE_KEY = plate_key(KEY, subject_prefix("plate"))
AT = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
SEALER = Sealer("k1", b"k" * 32)
PLATES = [f"甘M{n:05d}" for n in range(12)]
KEEPERS = {"one": Actor("ann", "north", frozenset({Role.OFFICER})), "two": Actor("bob", "south", frozenset())}
END = 2**62


def frame(rng: random.Random, number: int, first: int) -> PassFrame:
    """Passes of some vehicles, each with an id of its own."""
    made = passes([(pack_plate(rng.choice(PLATES)), rng.randrange(5), 600) for _ in range(number)])
    made.pass_id[:] = np.arange(first, first + number)
    return made


def begin(folder: Path, changes: int = 25, seed: int = 3) -> set[str]:
    """A log in which lists change and passes repeat; answers the ids of all hits, as a slow search finds them."""
    rng, store = random.Random(seed), open_store(str(folder / "daoan.sqlite"), SEALER)
    kept, log = KeptLists(folder / "outside"), FramedLog(folder / "log", segment_bytes=4000)
    held, expected, first = dict[str, set[str]](), set[str](), 1
    for _ in range(changes):
        name = rng.choice(["one", "two"])
        held[name] = set(rng.sample(PLATES, rng.randrange(1, 4)))
        keep_list(store, KEEPERS[name], NewList(name, name, sorted(held[name])), AT, KEY)
        ref = ref_of(store)
        assert kept.keep(ref, lambda one: tokens_of_list(store, one.list_id, one.stamp))
        log.write(*write_listed(ref))
        for _ in range(rng.randrange(4)):
            made = frame(rng, rng.randrange(1, 30), first)
            for _ in range(rng.choice([1, 1, 2])):  # a device that sends twice
                log.write(*write_passes(made))
            first += len(made)
            expected |= {
                id_of(ListRef(name, KEEPERS[name].unit_id, ""), pass_id)
                for plate, pass_id in zip(made.plate.tolist(), made.pass_id.tolist(), strict=True)
                for name, listed in held.items()
                if signs_of(plate) in listed
            }
    log.sync()
    log.close()
    store.close()
    return expected


def ref_of(store) -> ListsRef:
    """Lists as they are now."""
    found = sorted(outside_lists(store).items())
    return ListsRef(tuple(ListRef(list_id, one.keeper, one.stamp) for list_id, one in found))


def positions(folder: Path) -> list[int]:
    """Every position of the log."""
    return [behind for behind, _ in read_from(folder / "log", 0)]


def go_on(folder: Path, store, until: int = END) -> None:
    """Hold what is new against the lists."""
    telling = Telling(store, sites, AT, timedelta(days=99_999))
    tell_keepers(folder / "log", until, KeptLists(folder / "outside"), PLATE_KEY, telling)


if __name__ == "__main__":
    given = Path(sys.argv[1])
    opened = open_store(str(given / "daoan.sqlite"), SEALER)
    go_on(given, opened, positions(given)[0])  # what is compiled is compiled by then
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for place in positions(given):
        go_on(given, opened, place)
    sys.stdout.write("done\n")

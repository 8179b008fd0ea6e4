"""Bodies of passes read by one core: objects of GA/T 1400, rows of Arrow a CPU second, beside readers of JSON alone."""

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from bench import ROOT
from bench._durable_client import arrow_body, gat1400_body
from bench._durable_given import SITES, ZONE
from daoan.app.passes import PACK, readings_of
from daoan.edge.files import read_rule_packs
from daoan.jobs.passes.intake import ARROW, GAT1400
from daoan.sense.passes.arrow import read_stream
from daoan.sense.passes.columns import read_columns
from daoan.sense.passes.gat1400 import parse_body, read_motor_vehicles
from daoan.sense.passes.sites import site_book

BODIES, OBJECTS, ROWS = 24, 500, 5_000
ROUNDS, SMALL_ROUNDS, TRIES = 20, 4, 5


def run(small: bool = False) -> dict[str, Any]:
    """Objects and rows a second of this process's own CPU time, the best of some tries: others may use the machine.

    ``gat1400_per_s``: bodies of 500 objects of some 1,200 bytes and fifty fields each, to passes. ``peers``: the same
    bodies to Python objects by readers of JSON, which leaves everything else to do, and by the slower way of our own.
    """
    rounds = SMALL_ROUNDS if small else ROUNDS
    book = site_book(SITES, [0] * len(SITES))
    readings = readings_of(book, read_rule_packs(ROOT / "rulepacks")[PACK], ZONE)
    reading = readings[GAT1400]
    bodies = [gat1400_body(number, OBJECTS) for number in range(BODIES)]
    streams = [arrow_body(number, ROWS) for number in range(BODIES)]
    objects, rows = BODIES * OBJECTS, BODIES * ROWS

    def slowly(body: bytes) -> None:
        columns, extent = parse_body(body)
        read_columns(columns, len(extent), extent.raw, reading)

    return {
        "gat1400_per_s": rate(lambda body: read_motor_vehicles(body, reading), bodies, objects, rounds),
        "arrow_per_s": rate(lambda body: list(read_stream(body, readings[ARROW])), streams, rows, rounds),
        "bytes_an_object": round(sum(map(len, bodies)) / objects),
        "peers": {
            "msgspec, to Python objects": rate(msgspec.json.decode, bodies, objects, 1),
            "json, to Python objects": rate(json.loads, bodies, objects, 1),
            "this, by msgspec's fields": rate(slowly, bodies, objects, 1),
        },
        "data": [],
    }


def rate(read: Callable[[bytes], object], bodies: Sequence[bytes], of: int, rounds: int) -> int:
    """How many of what the bodies hold are read in a CPU second. ``of``: how many they hold together."""
    for body in bodies[:2]:
        read(body)  # compiled, or read from the cache
    taken = []
    for _ in range(TRIES):
        start = time.process_time()
        for _ in range(rounds):
            for body in bodies:
                read(body)
        taken.append(time.process_time() - start)
    return round(of * rounds / min(taken))

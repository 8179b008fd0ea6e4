"""PyFlink: a keyed process function in Python with the last place as its state, in the thread of the Java machine."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyflink.common import Types
from pyflink.datastream import KeyedProcessFunction, RuntimeContext, StreamExecutionEnvironment
from pyflink.datastream.state import ValueStateDescriptor
from pyflink.table import StreamTableEnvironment

from bench._passes_flink import TYPES, configured, make_table, timed, write_passes
from bench._passes_given import ALLOWED_M, ALLOWED_MS, FASTEST_MS, Given, read_given, write_given


class Judge(KeyedProcessFunction):
    """Tells the plate of a pass that is watched, and of one that is too fast."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def open(self, context: RuntimeContext) -> None:
        given = read_given(self.file)
        self.watched, self.road_m = set(given.watched.tolist()), given.road_m.tolist()
        self.last = context.get_state(ValueStateDescriptor("last", Types.TUPLE([Types.INT(), Types.LONG()])))

    def process_element(self, row: Any, _context: KeyedProcessFunction.Context) -> Iterator[int]:
        plate, site, at = row
        if plate in self.watched:
            yield plate
        last = self.last.value()
        if last is not None:
            before, at0 = last
            if self.road_m[before][site] > FASTEST_MS * (at - at0 + ALLOWED_MS) + ALLOWED_M:
                yield plate
        self.last.update((site, at))


def see(given: Given) -> dict[str, Any]:
    """Seconds of the processor, and how many suspicions."""
    begun = time.perf_counter()
    environment = StreamExecutionEnvironment.get_execution_environment(configured())
    tables = StreamTableEnvironment.create(environment)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_passes(folder, given)
        write_given(given.first(0), folder / "given.npz")

        def job(source: str) -> int:
            passes = tables.to_data_stream(tables.sql_query(f"SELECT * FROM {source} WHERE plate <> 0"))
            keyed = passes.key_by(lambda row: row[0], key_type=Types.LONG())
            with keyed.process(Judge(folder / "given.npz"), Types.LONG()).execute_and_collect() as found:
                return sum(1 for _ in found)

        for source in ("few", "passes"):
            make_table(tables, folder, source, TYPES)
        return timed(job, given, begun)

"""Questions written once: DuckDB, Polars, PyArrow and Spark answer alike, and as plain loops do."""

from collections import defaultdict
from statistics import median

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from daoan.store.lake import PassLake
from daoan.terms.errors import InputError
from daoan.terms.passes import PassFrame
from tests.warn.passes.test_lanes import disturbed
from tests.warn.passes.test_shards import given

pytest.importorskip("narwhals", reason="needs the extra spark: bash scripts/extras.sh")

from daoan.store.lake.any_engine import passes_by_hour, travel_times

#: How each engine's table becomes one of Arrow.
BRING = {
    "duckdb": lambda table: table.to_arrow_table(),
    "pyarrow": lambda table: table,
    "polars": lambda table: table.collect().to_arrow(),
    "pyspark": lambda table: table.toArrow(),
}
ENGINES = ["duckdb", "pyarrow", "polars", pytest.param("pyspark", marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> tuple[PassLake, PassFrame]:
    """Passes of which some came twice, into files of their own."""
    _, frame = given(6, 3000)
    came = disturbed(frame, np.random.default_rng(8))
    lake = PassLake(tmp_path_factory.mktemp("lake"))
    for start in range(0, len(came), 1700):
        lake.append(came.take(slice(start, start + 1700)))
    return lake, frame


@pytest.fixture(params=ENGINES)
def ask(request, lake, tmp_path):
    """Opens the lake with an engine, asks, and brings the rows in an order."""
    files = [str(path) for day in lake[0].day_names() for path in lake[0].files_of(day)]
    assert len(files) > 3
    name, session = request.param, None
    if name == "duckdb":
        opened = duckdb.connect().read_parquet(files)
    elif name == "pyarrow":
        opened = pa.concat_tables([pq.ParquetFile(file).read() for file in files])
    elif name == "polars":
        opened = pytest.importorskip("polars", reason="a peer of these tests").scan_parquet(files)
    else:
        pytest.importorskip("pyspark", reason="needs the extra spark: bash scripts/extras.sh")
        from daoan.jobs.passes.replay.spark import open_session

        session = open_session("local[2]", partitions=2, scratch=tmp_path)
        opened = session.read.parquet(*files)

    def answer(question, **more):
        table = BRING[name](question(opened, **more))
        return sorted(zip(*(table.column(c).to_pylist() for c in table.column_names), strict=True))

    yield answer
    if session is not None:
        session.stop()


def test_passes_by_hour(ask, lake) -> None:
    plain = defaultdict(list)
    _, frame = lake
    for site, ms, plate in zip(frame.site.tolist(), frame.happened_ms.tolist(), frame.plate.tolist(), strict=True):
        plain[site, ms // 3_600_000].append(plate)
    expected = sorted((site, hour, len(seen), len(set(seen))) for (site, hour), seen in plain.items())
    assert len(expected) > 300
    assert ask(passes_by_hour) == expected


@pytest.mark.parametrize("least", [1, 5])
def test_travel_times(ask, lake, least, request) -> None:
    if "pyarrow" in request.node.name:
        with pytest.raises(InputError, match="DuckDB"):
            ask(travel_times)
        return
    last: dict[int, tuple[int, int]] = {}
    took = defaultdict(list)
    _, frame = lake  # in order
    for site, ms, plate in zip(frame.site.tolist(), frame.happened_ms.tolist(), frame.plate.tolist(), strict=True):
        if plate == 0:
            continue
        before, from_ms = last.get(plate, (site, ms))
        if before != site and ms - from_ms <= 1_800_000:
            took[before, site].append(ms - from_ms)
        last[plate] = (site, ms)
    expected = sorted((*pair, len(t), median(t)) for pair, t in took.items() if len(t) >= least)
    assert len(expected) > 30
    assert ask(travel_times, most_s=1800, least=least) == expected

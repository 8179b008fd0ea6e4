"""Flink SQL: the place before by LAG, joined with roads and watch list, as a batch; all in the Java machine."""

import tempfile
import time
from pathlib import Path
from typing import Any

from pyflink.table import EnvironmentSettings, TableEnvironment

from bench._passes_flink import TYPES, configured, make_table, timed, write_csv, write_passes
from bench._passes_given import ALLOWED_M, ALLOWED_MS, FASTEST_MS, Given

QUESTION = f"""INSERT INTO found
    WITH moves AS (
        SELECT plate, site, `at`, LAG(site) OVER w AS site0, LAG(`at`) OVER w AS at0 FROM {{source}} WHERE plate <> 0
        WINDOW w AS (PARTITION BY plate ORDER BY `at`))
    SELECT seen.plate FROM {{source}} AS seen JOIN watched ON seen.plate = watched.plate
    UNION ALL
    SELECT plate FROM moves JOIN road ON site0 = road.site
    WHERE metres[moves.site + 1] > {FASTEST_MS} * (`at` - at0 + {ALLOWED_MS}) + {ALLOWED_M}"""


def see(given: Given) -> dict[str, Any]:
    """Seconds of the processor, and how many suspicions."""
    begun = time.perf_counter()
    settings = EnvironmentSettings.new_instance().in_batch_mode().with_configuration(configured())
    tables = TableEnvironment.create(settings.build())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_passes(folder, given)
        write_csv(folder / "watched.csv", plate=given.watched)
        lines = (f"{site},{';'.join(map(str, row))}\n" for site, row in enumerate(given.road_m.tolist()))
        (folder / "road.csv").write_text("".join(lines))
        for source in ("few", "passes"):
            make_table(tables, folder, source, TYPES)
        make_table(tables, folder, "watched", "plate BIGINT")
        make_table(tables, folder, "road", "site INT, metres ARRAY<FLOAT>")

        def job(source: str) -> int:
            tables.execute_sql("DROP TABLE IF EXISTS found")
            make_table(tables, folder, "found", "plate BIGINT")
            tables.execute_sql(QUESTION.format(source=source)).wait()
            files = [file for file in (folder / "found.csv").rglob("*") if file.is_file()]
            found = sum(len(file.read_bytes().splitlines()) for file in files)
            for file in files:
                file.unlink()
            return found

        return timed(job, given, begun)

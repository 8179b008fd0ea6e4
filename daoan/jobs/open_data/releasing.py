"""From a run to a release: tables, files, what is told beside them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from daoan.edge.open_files import csv_bytes, geojson_bytes, geoparquet_bytes
from daoan.jobs.documents.gathering import RunView
from daoan.jobs.open_data.releases import (
    OpenFile,
    OpenSet,
    Release,
    keep_release,
    list_releases,
    tables_of,
)
from daoan.jobs.settings import AuditedSettings
from daoan.learn.open_data.anonymity import Counts, Key
from daoan.learn.open_data.crashes import Ground, casualty_table, counts_of, crash_table
from daoan.learn.open_data.findings import blackspot_table, scorecard_table
from daoan.learn.open_data.tables import OpenTable
from daoan.terms.city import City
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records import BlackSpot, Scorecard, Snap
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Person
from daoan.terms.rulepacks import RulePack

DICTIONARY = "dictionary.json"


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """What releases are made with. ``pack``: the rule pack ``open-data``; ``licence``: as the settings say."""

    settings: AuditedSettings
    city: City
    pack: RulePack
    licence: Text


def draft_tables(desk: OpenDesk, view: RunView, ground: Ground) -> dict[str, OpenTable]:
    """The tables that would be released of a run now, held against every release before."""
    before = [tables_of(desk.settings, r) for r in list_releases(desk.settings)]
    crashes = list(view.crashes().values())

    def earlier(name: str) -> list[dict[Key, Counts]]:
        return [counts_of(tables[name], desk.pack.get(name)) for tables in before if name in tables]

    return {
        "crashes": crash_table(crashes, ground, earlier("crashes")),
        "casualties": casualty_table(crashes, ground, earlier("casualties")),
        "blackspots": blackspot_table(view.all(BlackSpot), ground),
        "scorecard": scorecard_table(view.all(Scorecard), ground),
    }


def ground_of(desk: OpenDesk, view: RunView) -> Ground:
    """What the tables of a run stand on: thresholds, and the moment that nothing is told from."""
    snaps = {s.crash_id: s for s in view.all(Snap)}
    return Ground(desk.pack.values, desk.city.zone, view.run.as_of, desk.city.simulated, snaps)


def find_obstacle(desk: OpenDesk) -> Text | None:
    """Why nothing can be released by these settings: no licence, or another scheme than that of earlier releases."""
    if not desk.licence.en:
        return Text(
            "say under which licence first: DAOAN_OPEN_DATA_LICENCE",
            "请先设置开放数据许可协议：DAOAN_OPEN_DATA_LICENCE",
        )
    there = list_releases(desk.settings)
    if there and there[-1].scheme != desk.pack.stamp:
        return Text(
            f"earlier releases were made by {there[-1].scheme}, not by {desk.pack.stamp}: tables of two schemes, held "
            "against each other, could show single crashes; keep that scheme",
            f"已发布数据采用 {there[-1].scheme}，现为 {desk.pack.stamp}："
            "两种分级方案的表相互比对可能暴露单起事故，请沿用原方案",
        )
    return None


def is_released(desk: OpenDesk, view: RunView, tables: Mapping[str, OpenTable]) -> bool:
    """Whether the last release stands and tells just this, of the same moment and under the same licence."""
    last = next(reversed(list_releases(desk.settings)), None)
    if last is None or last.withdrawn.en:
        return False
    said = (last.as_of, last.licence, last.attribution, last.simulated)
    now = (view.run.as_of, desk.licence, desk.city.attribution, desk.city.simulated)
    return said == now and tables_of(desk.settings, last) == tables


def release(desk: OpenDesk, view: RunView, by: Person, at: datetime) -> Release:
    """Release what a run tells; the last release, where nothing has changed since.

    Raises :class:`InputError` without a licence, or where the scheme is another than that of earlier releases.
    """
    obstacle = find_obstacle(desk)
    if obstacle is not None:
        raise InputError(f"{obstacle.en} · {obstacle.zh}")
    there = list_releases(desk.settings)
    ground = ground_of(desk, view)
    tables = draft_tables(desk, view, ground)
    if is_released(desk, view, tables):
        return there[-1]
    files = {name: content for table in tables.values() for name, content in _files(desk, view, table).items()}
    made = _manifest(desk, view, ground, tables, files, len(there) + 1, at)
    files[DICTIONARY] = msgspec.json.format(msgspec.json.encode(made), indent=2)
    note = AuditNote(
        at, by.person_id, by.unit_id, "open_data.release", str(made.version), detail=_digest(files[DICTIONARY])
    )
    keep_release(desk.settings, made, tables, files, note)
    return made


def file_names(release: Release) -> tuple[str, ...]:
    """Every file of a release."""
    return (*(f.name for s in release.sets for f in s.files), DICTIONARY)


def _files(desk: OpenDesk, view: RunView, table: OpenTable) -> dict[str, bytes]:
    about = {
        "city": desk.city.code,
        "as_of": view.run.as_of,
        "scheme": desk.pack.stamp,
        "licence": desk.licence,
        "attribution": desk.city.attribution,
        "simulated": desk.city.simulated,
    }
    plain: Mapping[str, Any] = msgspec.to_builtins(about)
    stem = f"simulated-{table.name}" if desk.city.simulated else table.name
    return {
        f"{stem}.csv": csv_bytes(table),
        f"{stem}.geojson": geojson_bytes(table, plain),
        f"{stem}.parquet": geoparquet_bytes(table, plain),
    }


def _manifest(
    desk: OpenDesk,
    view: RunView,
    ground: Ground,
    tables: Mapping[str, OpenTable],
    files: Mapping[str, bytes],
    version: int,
    at: datetime,
) -> Release:
    schemes = {n: tuple(tuple(level["fields"]) for level in desk.pack.get(n)) for n in ("crashes", "casualties")}
    return Release(
        version=version,
        city=desk.city.code,
        title=desk.city.name,
        released_at=at,
        as_of=view.run.as_of,
        until=ground.ends.date().isoformat(),
        run_id=view.run.run_id,
        scheme=desk.pack.stamp,
        k=ground.k,
        tables=schemes,
        licence=desk.licence,
        attribution=desk.city.attribution,
        simulated=desk.city.simulated,
        sets=tuple(_set(table, files) for table in tables.values()),
    )


def _set(table: OpenTable, files: Mapping[str, bytes]) -> OpenSet:
    own = {n: c for n, c in files.items() if n.removeprefix("simulated-").split(".")[0] == table.name}
    return OpenSet(
        table.name,
        table.title,
        table.source,
        table.fields,
        len(table.rows),
        table.records,
        table.suppressed,
        table.held,
        tuple(OpenFile(name, len(content), _digest(content)) for name, content in own.items()),
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""Releases that are kept: what each tells of itself, and its files."""

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from daoan.jobs.settings import AuditedSettings
from daoan.learn.open_data.tables import NO_WORDS, OpenField, OpenTable
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote

INDEX = "open_data"


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file of a release."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class OpenSet:
    """A data set of a release: its dictionary, how much it tells of, what was held back, its files."""

    name: str
    title: Text
    source: Text
    fields: tuple[OpenField, ...]
    rows: int
    records: int
    suppressed: int
    held: int
    files: tuple[OpenFile, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """One release. ``withdrawn``: why its files are no longer handed out; empty: they are."""

    version: int
    city: str
    title: Text
    released_at: datetime
    as_of: datetime
    until: str  # first day, local, that nothing is told of
    run_id: str
    scheme: str  # rule pack and version
    k: int
    tables: Mapping[str, tuple[tuple[str, ...], ...]]  # fields of each table, fine to coarse
    licence: Text
    attribution: tuple[Text, ...]
    simulated: bool
    sets: tuple[OpenSet, ...]
    withdrawn: Text = NO_WORDS


def list_releases(settings: AuditedSettings) -> tuple[Release, ...]:
    """Every release, oldest first."""
    found = settings.find_setting(INDEX)
    return msgspec.convert(found, tuple[Release, ...]) if isinstance(found, list) else ()


def get_release(settings: AuditedSettings, version: int | None = None) -> Release:
    """The release of a number, or the latest that was not withdrawn. Raises :class:`NotFound`."""
    there = [r for r in list_releases(settings) if (r.version == version if version else not r.withdrawn.en)]
    if not there:
        raise NotFound("there is no such release of open data 没有该开放数据发布")
    return there[-1]


def file_of(settings: AuditedSettings, release: Release, name: str) -> bytes:
    """A file of a release, as it was released. Raises :class:`NotFound`, also for a release that was withdrawn."""
    kept = settings.find_setting(_name(release.version))
    if release.withdrawn.en or not isinstance(kept, dict) or name not in kept["files"]:
        raise NotFound("there is no such file of open data 没有该开放数据文件")
    return zlib.decompress(base64.b64decode(kept["files"][name]))


def tables_of(settings: AuditedSettings, release: Release) -> dict[str, OpenTable]:
    """The tables of a release, withdrawn or not, as they were released."""
    kept = settings.find_setting(_name(release.version))
    tables = kept.get("tables") if isinstance(kept, dict) else None
    return msgspec.convert(tables or {}, dict[str, OpenTable])


def keep_release(
    settings: AuditedSettings,
    release: Release,
    tables: Mapping[str, OpenTable],
    files: Mapping[str, bytes],
    note: AuditNote,
) -> None:
    """Keep a release with its files. They come first, so that no release is listed without them.

    Raises :class:`Conflict` where its number was taken since it was made.
    """
    if release.version != len(list_releases(settings)) + 1:
        raise Conflict("somebody else has released meanwhile; look again · 已有他人发布，请刷新后再试")
    packed = {name: base64.b64encode(zlib.compress(content, 9)).decode() for name, content in files.items()}
    settings.put_setting(_name(release.version), _plain({"files": packed, "tables": dict(tables)}))
    settings.append_audit(note)
    settings.put_setting(INDEX, _plain((*list_releases(settings), release)))


def withdraw_release(settings: AuditedSettings, version: int, why: Text, note: AuditNote) -> Release:
    """Hand the files of a release out no more; it stays listed, with the reason. Raises :class:`NotFound`.

    What was withdrawn before keeps the reason that it was withdrawn for.
    """
    there = get_release(settings, version)
    if there.withdrawn.en:
        return there
    gone = replace(there, withdrawn=why)
    settings.append_audit(note)
    all_of_them = [gone if r.version == version else r for r in list_releases(settings)]
    settings.put_setting(INDEX, _plain(all_of_them))
    return gone


def _plain(value: object) -> object:
    """A value as JSON gives it back."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _name(version: int) -> str:
    return f"{INDEX}:{version}"

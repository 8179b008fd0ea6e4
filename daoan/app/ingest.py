"""Files in: bytes to a feed's reader, its batch to the store, what it says to the person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from daoan.app.outlines import find_outlines
from daoan.app.progress import Tell, silent
from daoan.app.workspace import Workspace
from daoan.edge.files import read_bytes, write_bytes
from daoan.sense.counties_of import in_counties
from daoan.sense.feeds.aadf import read_aadf
from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.feeds.measures import FEED as MEASURES
from daoan.sense.feeds.measures import read_measures
from daoan.sense.feeds.register import read_register
from daoan.sense.feeds.register_layout import Layout
from daoan.sense.feeds.register_write import register_template
from daoan.sense.feeds.replay import replay, siblings_of
from daoan.sense.feeds.stats19 import read_stats19
from daoan.sense.quality.crash_repeated import flag_repeats
from daoan.sense.quality.place_outside import Jurisdiction, box
from daoan.terms.city import City
from daoan.terms.errors import Conflict, InputError
from daoan.terms.estimates import Text
from daoan.terms.records import Batch, Crash, Receipt, TrafficCount

CrashReader = Callable[[bytes, str, datetime], Batch[Crash]]
CountReader = Callable[[bytes, str, datetime], Batch[TrafficCount]]

#: A crash further than this outside the box around the city has a wrong place or is another city's.
OUTSIDE_M = 2_000.0

#: Readers of crashes, each told what the city knows and files leave unsaid: its wall clock, the box around it, and what
#: the columns of its register hold.
CRASH_FEEDS: Mapping[str, Callable[[City, Layout | None], CrashReader]] = {
    "leeds": lambda _city, _layout: read_leeds,
    "stats19": lambda city, _layout: partial(read_stats19, jurisdiction=around(city)),
    "register": lambda city, layout: partial(read_register, zone=city.zone, jurisdiction=around(city), layout=layout),
}
#: Setting of a workspace: what the columns of its register hold, where they are not the template's.
REGISTER = "register"
MOST_SIBLINGS = 500

COUNT_FEEDS: Mapping[str, CountReader] = {"aadf": read_aadf}


def around(city: City) -> Jurisdiction:
    """The box around a city, as the area that its crashes lie in."""
    return box(city.code, *city.bounds, refuse_beyond_m=OUTSIDE_M)


def ingest(workspace: Workspace, feed: str, paths: Sequence[Path], tell: Tell = silent) -> list[Receipt]:
    """Read files of one feed into the store, one receipt a file.

    All are read before any is stored: where one raises, nothing has changed and the message names the file.
    """
    files = []
    for position, path in enumerate(paths):
        tell(Text(f"reading {path.name}", f"读取 {path.name}"), position, len(paths))
        files.append((path.name, read_bytes(path)))
    receipts = ingest_bytes(workspace, feed, files)
    tell(Text(f"read {len(paths)} files", f"已读取 {len(paths)} 个文件"), len(paths), len(paths))
    return receipts


def ingest_bytes(workspace: Workspace, feed: str, files: Sequence[tuple[str, bytes]]) -> list[Receipt]:
    """Read the content of some files, given by name, into the store; crashes that may repeat one another are marked.

    Raises :class:`InputError` for a feed that there is not.
    """
    store, now = workspace.store, workspace.now
    if feed in CRASH_FEEDS:
        return [store.receive_crashes(batch, now) for batch in read_crashes(workspace, feed, files)]
    if feed in COUNT_FEEDS:
        return [store.receive_counts(COUNT_FEEDS[feed](data, name, now), now) for name, data in files]
    if feed == MEASURES:
        batches = [read_measures(data, name, now, workspace.city.zone) for name, data in files]
        return [store.receive_measures(batch, now) for batch in batches]
    raise InputError(f"there is no feed {feed!r}; choose from {', '.join((*CRASH_FEEDS, *COUNT_FEEDS, MEASURES))}")


def read_crashes(
    workspace: Workspace, feed: str, files: Sequence[tuple[str, bytes]], layout: Layout | None = None
) -> tuple[Batch[Crash], ...]:
    """The crashes of some files as they would be stored, each with its county; nothing is written.

    ``layout``: of a register; else the one that the workspace keeps.
    """
    read = CRASH_FEEDS[feed](workspace.city, layout or layout_of(workspace))
    crashes = [_marked(read(data, name, workspace.now), workspace) for name, data in files]
    return flag_repeats(crashes, workspace.packs["feeds"], workspace.store.list_crashes(workspace.now))


def layout_of(workspace: Workspace) -> Layout | None:
    """What the columns of the workspace's register hold; ``None``: as in the template."""
    kept = workspace.store.find_setting(REGISTER)
    return None if kept is None else msgspec.convert(kept, Layout)


def keep_layout(workspace: Workspace, layout: Layout) -> None:
    """Read registers of this workspace so from now on."""
    workspace.store.put_setting(REGISTER, msgspec.json.decode(msgspec.json.encode(layout)))


def _marked(batch: Batch[Crash], workspace: Workspace) -> Batch[Crash]:
    batch = in_counties(batch, workspace.city.areas, find_outlines(workspace))
    if not workspace.city.simulated:
        return batch
    return replace(batch, records=tuple(replace(crash, simulated=True) for crash in batch.records))


def replay_refusal(workspace: Workspace, refusal_id: str, corrected: Mapping[str, str], by: str, why: str) -> Receipt:
    """Read a refused row again after a person corrected some of its cells; on success it is marked as replayed.

    Raises :class:`InputError` where the corrected row is refused again, with the new reason; then nothing has changed.
    """
    store, now = workspace.store, workspace.now
    refusal = store.get_refusal(refusal_id)
    if refusal.state != "open":
        raise Conflict(f"the refusal {refusal_id!r} is {refusal.state} already")
    reader = _reader_of(refusal.feed, workspace)
    siblings = siblings_of(refusal, store.page_refusals(feed=refusal.feed, limit=MOST_SIBLINGS).rows)
    known = {crash.crash_id: crash for crash in store.list_crashes(now)}
    batch = replay(refusal, {**refusal.raw, **corrected}, now, siblings=siblings, reader=reader)
    if batch.refusals:
        raise InputError(f"the corrected row is refused again: {batch.refusals[0].message.en}")
    earlier = known.get(batch.records[0].crash_id) if batch.records else None
    if earlier is not None:
        batch = replay(refusal, {**refusal.raw, **corrected}, now, siblings=siblings, known=earlier, reader=reader)
    if refusal.feed in COUNT_FEEDS:
        receipt = store.receive_counts(batch, now)
    elif refusal.feed == MEASURES:
        receipt = store.receive_measures(batch, now)
    else:
        receipt = store.receive_crashes(_marked(batch, workspace), now)
    for one in (refusal, *siblings):
        store.close_refusal(one.refusal_id, "replayed", by, why, now)
    return receipt


def _reader_of(feed: str, workspace: Workspace) -> Callable[[bytes, str, datetime], Batch[Any]] | None:
    """The reader of a feed that must be told something of the city; ``None`` for the others."""
    if feed == MEASURES:
        return partial(read_measures, zone=workspace.city.zone)
    return CRASH_FEEDS[feed](workspace.city, layout_of(workspace)) if feed in CRASH_FEEDS else None


def write_template(path: Path) -> None:
    """Write the empty register; :class:`InputError` for a name that is no workbook's, or a file that is there."""
    if path.suffix != ".xlsx":
        raise InputError(f"{path.name}: the template is a workbook; name it .xlsx")
    if path.exists():
        raise InputError(f"{path} exists already; it is not overwritten")
    write_bytes(path, register_template())

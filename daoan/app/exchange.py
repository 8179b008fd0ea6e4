"""Two networks, one city: files that are made on one side and taken on the other, and how that stands.

A bundle holds all that the other side has not yet said it has: so a lost file is made good by the next one, and what
comes twice is known. The files are :mod:`daoan.edge.bundles`; what is in them is :mod:`daoan.app.exchange_items`.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from daoan.app.clocks import workroom_of
from daoan.app.exchange_acts import Asking
from daoan.app.exchange_items import load_inside, load_outside, take_inside, take_outside
from daoan.app.exchange_keys import pair_of, trusted_of
from daoan.app.workspace import Workspace
from daoan.edge.bundles import Manifest, Signed, fetch_parts, read_items, read_manifest, write_bundle
from daoan.edge.guarded import sync_folder
from daoan.jobs.exchange.settling import settle
from daoan.jobs.exchange.standing import ExchangeState, last_acknowledged, state_of
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.exchanged import CarriedBundle, Side, Way

Tell = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that was made."""

    folder: str
    number: int
    base: int
    digest: str
    bytes: int
    parts: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken. ``refused``: acts that were refused here; ``held``: copies that wait for acts under way.

    ``without_password``: people who cannot sign in here yet, since nobody has given them a password.
    """

    number: int
    digest: str
    counts: dict[str, int]
    done: int
    refused: int
    settled: int
    held: int
    acknowledged: int
    without_password: int


def pack(workspace: Workspace, to: Path, by: str, *, since: int | None = None) -> Packed:
    """Make a file of everything that the other side has not said it has.

    ``since``: begin behind this file of ours in place of the last acknowledged one, for another side that was restored
    from a backup; 0: from the very beginning. Raises :class:`NotFound` without keys, :class:`Conflict` where two make
    one at once.
    """
    pair, trusted, store = pair_of(workspace), trusted_of(workspace), workspace.store
    at, side = workspace.now, pair.public.side
    made, taken = store.list_bundles("made"), store.list_bundles("taken")
    base = last_acknowledged(made) if since is None else _of_number(made, since)
    number = max([made[-1].number if made else 0, since or 0]) + 1
    if side is Side.OUTSIDE:
        Asking(workspace).open_answers()
        _let_go(workspace, at)
        load = load_outside(workspace, base, again=since is not None)
    else:
        load = load_inside(workspace, base, number, at)
    told = Manifest(
        workspace.city.code, side, number, at, base.number if base else since or 0, base.digest if base else "",
        load.upto, taken[-1].number if taken else 0, taken[-1].digest if taken else "", load.counts,
        pair.public.fingerprint, trusted.fingerprint,
    )  # fmt: skip
    to.mkdir(parents=True, exist_ok=True)
    folder, aside = to / told.folder, to / f".{told.folder}.part"
    if folder.exists():
        raise Conflict(f"{folder} is there already · 目录已存在")
    part_bytes = int(workspace.packs["exchange"].get("files.part_bytes"))
    signed = write_bundle(aside, told, load.items(), pair, trusted, part_bytes)
    store.keep_made(_bundle_of(signed, "made", at), load.copies, _note(workspace, by, "exchange.pack", signed))
    aside.rename(folder)
    sync_folder(to)
    return Packed(
        str(folder), number, told.base, signed.digest, signed.manifest.bytes, len(signed.manifest.parts), load.counts
    )


def take(workspace: Workspace, folder: Path, by: str, tell: Tell = lambda _n, _of: None) -> Taken:
    """Take a file in. What was stopped goes on where it was when the same file is taken again.

    Raises :class:`InputError` for a file that is not to be trusted, not whole, or does not follow; :class:`Conflict`
    for one that was taken before or is older than one that was; nothing of it is taken then.
    """
    pair, trusted, room, store = pair_of(workspace), trusted_of(workspace), workroom_of(workspace), workspace.store
    signed = read_manifest(folder, trusted)
    manifest, taken = signed.manifest, store.list_bundles("taken")
    _require_ours(manifest, pair.public.fingerprint, trusted.fingerprint, workspace.city.code, trusted.side)
    if any(bundle.digest == signed.digest for bundle in taken):
        settle(room, workspace.now)  # in case that was stopped
    _require_following(signed, taken)
    inbox = workspace.config.workspace / "exchange" / signed.digest[:24]
    missing = fetch_parts(folder, signed, inbox, tell)
    if missing:
        raise InputError(
            f"{len(missing)} of {len(manifest.parts)} parts are missing or damaged ({', '.join(missing[:3])}): copy "
            f"them again and take the file again; the others are kept · {len(missing)} 个分卷缺失或损坏，请补拷后重试，"
            "已到分卷予以保留"
        )
    at = workspace.now
    bundle = _bundle_of(signed, "taken", at)
    acknowledged = _acknowledged(store.list_bundles("made"), manifest, at)
    note = _note(workspace, by, "exchange.take", signed)
    items = read_items(inbox, signed, pair)
    if pair.public.side is Side.INSIDE:
        done, refused = take_inside(Asking(workspace), items, tell)
        store.keep_taken(bundle, acknowledged, (), (), {}, note)
    else:
        done, refused = take_outside(room, items, bundle, acknowledged, note)
    settled = settle(room, at)
    shutil.rmtree(inbox, ignore_errors=True)
    return Taken(
        manifest.number, signed.digest, manifest.counts, done, refused, settled.settled, settled.held,
        acknowledged.number if acknowledged else 0, _without_password(workspace),
    )  # fmt: skip


def status(workspace: Workspace) -> ExchangeState:
    """How the exchange stands. Raises :class:`NotFound` where there is none."""
    state = state_of(workspace.store, workspace.packs["exchange"], workspace.now)
    if state is None:
        raise NotFound(
            "this workspace is no side of an exchange; run: daoan exchange keys --side inside (or outside) · "
            "本工作区未启用内外网交换"
        )
    return state


def _let_go(workspace: Workspace, at: datetime) -> None:
    """Bodies of acts that were answered long ago are let go."""
    days = float(workspace.packs["exchange"].get("files.keep_days"))
    workspace.store.drop_carried_bodies(at - timedelta(days=days))


def _of_number(bundles: tuple[CarriedBundle, ...], number: int) -> CarriedBundle | None:
    return next((bundle for bundle in bundles if bundle.number == number), None)


def _require_ours(manifest: Manifest, own: str, theirs: str, city: str, side: Side) -> None:
    if manifest.city != city or manifest.side is not side:
        raise InputError(
            f"this file is of the {manifest.side} of {manifest.city}; here files of the {side} of {city} are taken · "
            "该文件不属于本城市对侧"
        )
    if (manifest.receiver, manifest.sender) != (own, theirs):
        raise InputError(
            f"this file was sealed for the key {manifest.receiver}, and ours is {own}: the other side must trust our "
            "key and pack again · 该文件并非发给本侧当前密钥，请对侧重新信任并打包"
        )


def _require_following(signed: Signed, taken: tuple[CarriedBundle, ...]) -> None:
    """Raises where a file was taken before, is older than one that was, or begins behind one that never came."""
    manifest = signed.manifest
    last = taken[-1] if taken else None
    if last is not None and manifest.number <= last.number:
        same = any(bundle.digest == signed.digest for bundle in taken)
        raise Conflict(
            f"file {manifest.number} was taken already · 该文件已导入"
            if same
            else f"file {manifest.number} is older than file {last.number}, which was taken and holds all of it; take "
            f"the newest · 该文件早于已导入的第{last.number}号，请使用最新文件"
        )
    base = _of_number(taken, manifest.base)
    if manifest.base > 0 and base is None:
        have = last.number if last else 0
        raise InputError(
            f"this file begins behind file {manifest.base}, and the last one taken here is {have}: on the other side "
            f"run daoan exchange pack --since {have} · 缺少第{manifest.base}号文件，请在对侧执行 pack --since {have}"
        )
    if base is not None and manifest.base_digest not in ("", base.digest):
        raise InputError(
            f"file {manifest.base} that this one begins behind is not the one that was taken here: the other side was "
            f"restored from a backup; there run daoan exchange pack --since {last.number if last else 0} · "
            "两侧历史不一致，对侧可能由备份恢复，请在对侧以 --since 重新打包"
        )


def _acknowledged(made: tuple[CarriedBundle, ...], manifest: Manifest, at: datetime) -> CarriedBundle | None:
    """The file of ours that the other side says it has taken, where that is news."""
    found = _of_number(made, manifest.other)
    if found is None or found.digest != manifest.other_digest or found.acknowledged_at is not None:
        return None
    return replace(found, acknowledged_at=at)


def _bundle_of(signed: Signed, way: Way, at: datetime) -> CarriedBundle:
    m = signed.manifest
    return CarriedBundle(
        way, m.number, signed.digest, at, m.base, m.base_digest, m.upto, m.other,
        m.other_digest, m.bytes, m.counts,
    )  # fmt: skip


def _note(workspace: Workspace, by: str, action: str, signed: Signed) -> AuditNote:
    told = f"{signed.digest} base {signed.manifest.base}"
    return AuditNote(workspace.now, by, "", action, subject=signed.manifest.folder, detail=told)


def _without_password(workspace: Workspace) -> int:
    store, count = workspace.store, 0
    for copy in store.list_copies():
        kind, _, name = copy.name.partition(":")
        if kind == "person" and copy.payload and not copy.gone:
            account = store.get_account(name)
            count += account.password_hash is None and not store.list_passkeys(name)
    return count

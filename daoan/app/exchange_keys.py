"""Keys of an exchange: which side a workspace is, its own pair, and the other side's public half."""

from pathlib import Path

import msgspec

from daoan.app.workspace import Workspace
from daoan.edge.clock import WallClock
from daoan.edge.exchange_keys import (
    Pair,
    PublicHalf,
    is_same_fingerprint,
    make_pair,
    read_pair,
    read_public,
    write_public,
)
from daoan.jobs.exchange.standing import SIDE, TRUSTED
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.exchanged import Side


def make_keys(workspace: Workspace, side: Side, by: str, public: Path | None) -> PublicHalf:
    """Make this workspace one side of an exchange, with a pair of keys of its own; answers the public half.

    ``public``: where to write it to be carried. Raises :class:`Conflict` where the workspace is the other side.
    """
    there = workspace.store.find_setting(SIDE)
    if there not in (None, side.value):
        raise Conflict(f"this workspace is the {there} of its exchange, and stays it · 本工作区已设为另一侧，不得更改")
    path = keys_file(workspace)
    pair = read_pair(path) if path.exists() else make_pair(path, workspace.city.code, side)
    if there is None:
        workspace.store.put_setting(SIDE, side.value)
        _note(workspace, by, "exchange.keys", pair.public)
    if public is not None:
        write_public(pair.public, public)
    return pair.public


def trust(workspace: Workspace, file: Path, fingerprint: str, by: str) -> PublicHalf:
    """Trust the other side's public half, whose fingerprint a person compared and typed.

    Raises :class:`InputError` where it is another, or the half is of another city or of this side.
    """
    own, half = pair_of(workspace).public, read_public(file)
    if not is_same_fingerprint(fingerprint, half):
        raise InputError(
            f"the fingerprint of {file.name} is {half.fingerprint}, not the one you typed: ask the other side again, "
            "by telephone; nothing was trusted · 指纹不符，请与对侧电话核对，未作信任"
        )
    if half.city != own.city or half.side is not own.side.other:
        raise InputError(
            f"this key is of the {half.side} of {half.city}; here is the {own.side} of {own.city} · "
            "该公钥属于其他城市或同一侧"
        )
    workspace.store.put_setting(TRUSTED, msgspec.to_builtins(half))
    _note(workspace, by, "exchange.trust", half)
    return half


def keys_file(workspace: Workspace) -> Path:
    """Where the private halves lie."""
    return workspace.config.keys / "exchange.json"


def pair_of(workspace: Workspace) -> Pair:
    """This side's pair. Raises :class:`NotFound` where there is none."""
    return read_pair(keys_file(workspace))


def trusted_of(workspace: Workspace) -> PublicHalf:
    """The other side's public half. Raises :class:`NotFound` where nobody has trusted one."""
    told = workspace.store.find_setting(TRUSTED)
    if told is None:
        raise NotFound(
            "no key of the other side is trusted yet; run: daoan exchange trust FILE --fingerprint … · 尚未信任对侧公钥"
        )
    return msgspec.convert(told, PublicHalf)


def _note(workspace: Workspace, by: str, action: str, half: PublicHalf) -> None:
    at = WallClock().now()
    workspace.store.append_audit(AuditNote(at, by, "", action, subject=half.side.value, detail=half.fingerprint))

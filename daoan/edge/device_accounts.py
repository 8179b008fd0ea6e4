"""Accounts of devices on disk: names and digest hashes, readable by their owner only; passwords are not kept.

The file is JSON: ``{"realm", "accounts": [{"name", "made_at", "hashes"}, …]}``. A digest hash lets in whoever has it,
so the file is guarded as a file of keys.
"""

import json
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from daoan.edge.digest import ALGORITHMS, Account, account_of
from daoan.edge.guarded import changing
from daoan.terms.errors import Conflict, FileUnreadable, InputError, NotFound

REALM = "daoan"
_OTHERS = 0o077
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class DeviceAccounts:
    """The accounts of a file, and the realm that their hashes are of."""

    realm: str
    accounts: Mapping[str, Account]
    made_at: Mapping[str, str]


def read_accounts(path: Path) -> DeviceAccounts:
    """The accounts of a file; none where there is no file.

    Raises :class:`InputError` where others may read it, :class:`FileUnreadable` where it is no such file.
    """
    if not path.exists():
        return DeviceAccounts(REALM, {}, {})
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
        if os.name == "posix" and mode & _OTHERS:
            raise InputError(f"others may read {path}; run: chmod 600 {path} 设备账号文件权限过宽")
        told = json.loads(text)
        accounts = {a["name"]: Account(a["name"], {k: a["hashes"][k] for k in ALGORITHMS}) for a in told["accounts"]}
        return DeviceAccounts(told["realm"], accounts, {a["name"]: a["made_at"] for a in told["accounts"]})
    except InputError:
        raise
    except Exception:  # of whatever kind: its words could quote the file
        raise FileUnreadable(f"{path} is no file of device accounts; restore it 设备账号文件损坏") from None


def add_account(path: Path, name: str, password: str, at: datetime) -> None:
    """Keep one more account. Raises :class:`Conflict` where its name is taken, :class:`InputError` for a bad name."""
    if not name.isascii() or not name.isprintable() or not 1 <= len(name) <= _LONGEST or set(name) & set('":\\'):
        raise InputError(f'a name has 1 to {_LONGEST} ASCII characters, none of " : \\ 账号名不符合要求')
    with _changing(path) as write:
        held = read_accounts(path)
        if name in held.accounts:
            raise Conflict(f"there is an account {name!r} already 账号已存在")
        made = {**held.accounts, name: account_of(name, held.realm, password)}
        write(_text_of(DeviceAccounts(held.realm, made, {**held.made_at, name: at.isoformat()})))


def remove_account(path: Path, name: str) -> None:
    """Take an account away. Raises :class:`NotFound` where there is none of that name."""
    with _changing(path) as write:
        held = read_accounts(path)
        if name not in held.accounts:
            raise NotFound(f"there is no account {name!r} 账号不存在")
        left = {key: account for key, account in held.accounts.items() if key != name}
        write(_text_of(DeviceAccounts(held.realm, left, held.made_at)))


def _changing(path: Path) -> AbstractContextManager[Callable[[str], object]]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return changing(path, "accounts")


def _text_of(accounts: DeviceAccounts) -> str:
    told = [
        {"name": a.name, "made_at": accounts.made_at[a.name], "hashes": dict(a.hashes)}
        for a in accounts.accounts.values()
    ]
    return json.dumps({"realm": accounts.realm, "accounts": told}, indent=1) + "\n"
